import { maxMembers } from './bounds.ts'
import { externalId } from './common-attributes.ts'
import { attribute, type Schema } from './schema.ts'

const members = attribute('members', 'complex', 'The members of the group: users and groups.', {
  multiValued: true,
  maxValues: maxMembers,
  subAttributes: [
    attribute('value', 'string', 'The id of the member.', { required: true, caseExact: true, mutability: 'immutable' }),
    attribute('$ref', 'reference', 'The URL of the member.', { caseExact: true, mutability: 'immutable', referenceTypes: ['User', 'Group'] }),
    attribute('type', 'string', 'Whether the member is a user or a group.', { mutability: 'immutable', canonicalValues: ['User', 'Group'] }),
    attribute('display', 'string', 'The name of the member.', { mutability: 'readOnly' }),
  ],
})

/** RFC 7643 §4.2. displayName is required and unique within a directory, as `userName` is. */
export const groupSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'Group',
  attributes: [externalId, attribute('displayName', 'string', 'The name of the group.', { required: true, uniqueness: 'server' }), members],
}
