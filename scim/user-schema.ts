import { externalId } from './common-attributes.ts'
import { attribute, type Attribute, type Schema } from './schema.ts'

/** The sub-attributes that RFC 7643 §2.4 gives to multi-valued attributes. */
function labels(types: readonly string[]): Attribute[] {
  return [
    attribute('display', 'string', 'A name for people to read.'),
    attribute('type', 'string', 'What the value is for.', types.length > 0 ? { canonicalValues: types } : {}),
    attribute('primary', 'boolean', 'Whether this is the preferred value. At most one is.'),
  ]
}

function list(name: string, description: string, value: Attribute, types: readonly string[] = []): Attribute {
  return attribute(name, 'complex', description, { multiValued: true, subAttributes: [value, ...labels(types)] })
}

const text = (description: string) => attribute('value', 'string', description)

const name = attribute('name', 'complex', 'The parts of the name of the user.', {
  subAttributes: [
    attribute('formatted', 'string', 'The full name, ready to be shown.'),
    attribute('familyName', 'string', 'The family name, or last name.'),
    attribute('givenName', 'string', 'The given name, or first name.'),
    attribute('middleName', 'string', 'The middle names.'),
    attribute('honorificPrefix', 'string', 'The title before the name, such as "Dr.".'),
    attribute('honorificSuffix', 'string', 'The suffix after the name, such as "III".'),
  ],
})

const addresses = attribute('addresses', 'complex', 'The postal addresses of the user.', {
  multiValued: true,
  subAttributes: [
    attribute('formatted', 'string', 'The full address, ready to be shown. It may hold line breaks.'),
    attribute('streetAddress', 'string', 'The street, with number or post office box. It may hold line breaks.'),
    attribute('locality', 'string', 'The city.'),
    attribute('region', 'string', 'The state or region.'),
    attribute('postalCode', 'string', 'The postal code.'),
    attribute('country', 'string', 'The country, as a code of ISO 3166-1 alpha 2.'),
    ...labels(['work', 'home', 'other']),
  ],
})

const ofGroup = { mutability: 'readOnly' } as const
const groups = attribute('groups', 'complex', 'The groups that the user belongs to, directly or through a group within them.', {
  ...ofGroup,
  multiValued: true,
  subAttributes: [
    attribute('value', 'string', 'The id of the group.', { ...ofGroup, caseExact: true }),
    attribute('$ref', 'reference', 'The URL of the group.', { ...ofGroup, caseExact: true, referenceTypes: ['Group'] }),
    attribute('display', 'string', 'The name of the group.', ofGroup),
    attribute('type', 'string', 'How the user belongs to the group.', { ...ofGroup, canonicalValues: ['direct', 'indirect'] }),
  ],
})

const url = { caseExact: true, referenceTypes: ['external'] }

/** RFC 7643 §4.1 and §8.7.1. */
export const userSchema: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'User Account',
  attributes: [
    externalId,
    attribute('userName', 'string', 'The name that the user signs in with.', { required: true, uniqueness: 'server' }),
    name,
    attribute('displayName', 'string', 'The name of the user, ready to be shown.'),
    attribute('nickName', 'string', 'What the user likes to be called.'),
    attribute('profileUrl', 'reference', 'The URL of a page about the user.', url),
    attribute('title', 'string', 'The job title of the user.'),
    attribute('userType', 'string', 'How the user stands to the organization, such as "Employee".'),
    attribute('preferredLanguage', 'string', 'The preferred languages, as in an Accept-Language header.'),
    attribute('locale', 'string', 'The language tag by which dates, numbers and money are shown.'),
    attribute('timezone', 'string', 'The time zone, by its name in the IANA database.'),
    attribute('active', 'boolean', 'Whether the user may use the service.'),
    attribute('password', 'string', 'Accepted and thrown away: nobody signs in with it.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    list('emails', 'The e-mail addresses of the user.', text('An e-mail address.'), ['work', 'home', 'other']),
    list('phoneNumbers', 'The telephone numbers of the user.', text('A telephone number.'), ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    list('ims', 'The instant messaging addresses of the user.', text('An instant messaging address.')),
    list('photos', 'Pictures of the user.', attribute('value', 'reference', 'The URL of a picture.', url), ['photo', 'thumbnail']),
    addresses,
    groups,
    list('entitlements', 'What the user may have.', text('An entitlement.')),
    list('roles', 'The roles of the user, such as "Student" or "Faculty".', text('A role.')),
    list('x509Certificates', 'The certificates of the user.', attribute('value', 'binary', 'A certificate, DER in base 64.', { caseExact: true })),
  ],
}
