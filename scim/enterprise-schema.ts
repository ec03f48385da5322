import { attribute, type Schema } from './schema.ts'

/** RFC 7643 §4.3. */
export const enterpriseSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'string', 'The number or code that the organization gave to the user.'),
    attribute('costCenter', 'string', 'The cost center of the user.'),
    attribute('organization', 'string', 'The organization of the user.'),
    attribute('division', 'string', 'The division of the user.'),
    attribute('department', 'string', 'The department of the user.'),
    attribute('manager', 'complex', 'The manager of the user.', {
      subAttributes: [
        // The template that OneLogin documents calls it managerId.
        attribute('value', 'string', 'The id of the manager.', { aliases: ['managerId'] }),
        attribute('$ref', 'reference', 'The URL of the manager.', { caseExact: true, referenceTypes: ['User'] }),
        attribute('displayName', 'string', 'The name of the manager.', { mutability: 'readOnly' }),
      ],
    }),
  ],
}
