import { describe, expect, test } from 'vitest'
import { maxBodyDepth, maxTextLength, maxValues } from './bounds.ts'
import type { Json, JsonObject } from './json.ts'
import { parseResource } from './resource.ts'
import { groupType, userType } from './resource-types.ts'

const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const G = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const user = (attributes: JsonObject) => parseResource({ schemas: [U], userName: 'ana', ...attributes }, userType)
const fails = (status: number, scimType: string | undefined, says: RegExp): unknown =>
  expect.objectContaining({ status, scimType, message: expect.stringMatching(says) })

describe('what is kept of a user (RFC 7643 §2 and §4)', () => {
  const cases: [sent: JsonObject, kept: JsonObject, because: string][] = [
    [{ userName: 'Ana Lí ', title: ' x ' }, { userName: 'Ana Lí ', title: ' x ' }, 'values are echoed as they came'],
    [{ USERNAME: 'ana', DisplayName: 'Ana' }, { userName: 'ana', displayName: 'Ana' }, 'names in any letter case: §2.1'],
    [{ title: 'a', TITLE: 'b' }, { title: 'b' }, 'of two spellings the last wins'],
    [{ id: 'x', meta: { version: 'y' }, groups: [{ value: 'g' }] }, {}, 'read-only attributes are ignored: RFC 7644 §3.5.1'],
    [{ password: 'secret' }, {}, 'a password is accepted and thrown away'],
    [{ title: null, emails: [], roles: null, name: {} }, {}, 'null, [] and {} are unassigned: §2.5'],
    [{ title: '', name: { givenName: '' } }, {}, 'OneLogin sends an empty text for what it does not have'],
    [{ active: 'True' }, { active: true }, 'Entra writes booleans so'],
    [{ active: 'false' }, { active: false }, 'Keycloak and OneLogin so'],
    [{ active: '' }, {}, 'an empty text is no boolean, and unassigned'],
    [{ [E]: { department: 'R&D', manager: 'u9' } }, { [E]: { department: 'R&D', manager: { value: 'u9' } } }, 'a manager as a bare id'],
    [
      { [E]: { department: '', manager: { managerId: 'u9', displayName: 'Max' } } },
      { [E]: { manager: { value: 'u9' } } },
      'the template of OneLogin',
    ],
    [{ [`${E}:department`]: 'R&D' }, { [E]: { department: 'R&D' } }, 'an attribute of an extension under its full name'],
    [{ [E.toLowerCase()]: { DEPARTMENT: 'R&D' } }, { [E]: { department: 'R&D' } }, 'URNs in any letter case'],
    [{ [E]: {} }, {}, 'an extension that says nothing is not there'],
    [{ [U]: { title: 'Dr', emails: [{ value: 'a@x' }] } }, { title: 'Dr', emails: [{ value: 'a@x' }] }, 'scimverify nests all under the core URN'],
    [{ 'name.givenName': 'Ana' }, { name: { givenName: 'Ana' } }, 'a dotted key is a path'],
    [{ emails: { value: 'a@x' } }, { emails: [{ value: 'a@x' }] }, 'one value without its list'],
    [{ emails: 'a@x' }, { emails: [{ value: 'a@x' }] }, 'a bare text is the value'],
    [{ roles: ['admin', null, ''] }, { roles: [{ value: 'admin' }] }, 'and so it is in a list; nothing is no value'],
    [
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: 'True' },
        ],
      },
      {
        emails: [
          { value: 'a', primary: false },
          { value: 'b', primary: true },
        ],
      },
      'PingFederate may mark two as primary: the last wins, since §2.4 allows one',
    ],
    [{ roles: [{ value: '{"id":"r1"}' }] }, { roles: [{ value: '{"id":"r1"}' }] }, 'Entra sends JSON in a text: it stays a text'],
    [{ externalId: 'A-1' }, { externalId: 'A-1' }, 'the key of the client'],
  ]
  test.each(cases)('%j is kept as %j: %s', (sent, kept) => {
    expect(user(sent)).toEqual({ resource: { userName: 'ana', ...kept }, unused: [] })
  })

  test('what nobody knows is dropped, and told as the client wrote it', () => {
    const sent = { Shoe: 43, emails: [{ value: 'a@x', Colour: 'red' }], [E]: { badge: 1 }, 'urn:x:y:Z': { a: 1 }, constructor: 'x', 'name.nick': 'y' }
    const unused = ['Shoe', 'emails.Colour', `${E}:badge`, 'urn:x:y:Z', 'constructor', 'name.nick']
    expect(user(sent)).toEqual({ resource: { userName: 'ana', emails: [{ value: 'a@x' }] }, unused })
  })

  test('parsing what was kept keeps it', () => {
    const { resource } = user({ name: { givenName: 'A' }, emails: [{ value: 'a', type: 'work' }], [E]: { manager: { value: 'u' } } })
    expect(parseResource({ schemas: [U], ...resource }, userType).resource).toEqual(resource)
  })
})

describe('members of a group', () => {
  test.each<[members: Json | undefined, kept: Json | undefined, because: string]>([
    [undefined, undefined, 'not sent'],
    [[], [], 'sent empty, which is not the same'],
    [null, [], 'null is empty'],
    [[{ value: 'u1', display: null, $ref: null }], [{ value: 'u1' }], 'Okta and Entra send nulls'],
    [['u1', 'u2'], [{ value: 'u1' }, { value: 'u2' }], 'bare ids'],
    [[{ value: 'u1', type: 'User', $ref: 'Users/u1' }], [{ value: 'u1', type: 'User', $ref: 'Users/u1' }], 'Keycloak refers by a relative URL'],
  ])('%j are %j: %s', (members, kept) => {
    const body = { schemas: [G], displayName: 'Eng', ...(members !== undefined && { members }) }
    expect(parseResource(body, groupType).resource['members']).toEqual(kept)
  })
})

test('a group of as many members as are allowed is read', () => {
  const members = Array.from({ length: 20_000 }, (_, index) => ({ value: `u${index}` }))
  expect(parseResource({ schemas: [G], displayName: 'All', members }, groupType).resource['members']).toHaveLength(20_000)
})

describe('RFC 7644 §3.12: what is refused, with what is wrong with it', () => {
  const nested = (depth: number): Json => (depth === 0 ? 'x' : { a: nested(depth - 1) })
  const cases: [sent: Json, error: unknown, because: string][] = [
    [null, fails(400, 'invalidSyntax', /must be a JSON object/), 'no object'],
    [[], fails(400, 'invalidSyntax', /must be a JSON object/), 'a list'],
    ['x', fails(400, 'invalidSyntax', /must be a JSON object/), 'a text'],
    [{ userName: 'ana' }, fails(400, 'invalidSyntax', /schemas is missing. Send "schemas": \["urn/), 'RFC 7643 §3 asks for schemas'],
    [{ schemas: [], userName: 'ana' }, fails(400, 'invalidSyntax', /schemas is missing/), 'an empty list is none'],
    [{ schemas: [U] }, fails(400, 'invalidValue', /^userName is required/), 'no userName'],
    [{ schemas: [U], userName: ' ' }, fails(400, 'invalidValue', /^userName is required/), 'a blank one'],
    [{ schemas: [U], userName: null }, fails(400, 'invalidValue', /^userName is required/), 'null is none'],
    [{ schemas: [U], userName: 7 }, fails(400, 'invalidValue', /^userName must be a text, not 7/), 'a number'],
    [{ schemas: [U], userName: ['x'] }, fails(400, 'invalidValue', /^userName must be a text/), 'a list'],
    [{ schemas: [U], userName: 'a', active: 'yes' }, fails(400, 'invalidValue', /^active must be true or false/), 'no boolean'],
    [{ schemas: [U], userName: 'a', active: 1 }, fails(400, 'invalidValue', /^active must be/), 'nor this'],
    [{ schemas: [U], userName: 'a', name: 'Ana' }, fails(400, 'invalidValue', /^name must be an object/), 'a name has no value'],
    [{ schemas: [U], userName: 'a', emails: [[]] }, fails(400, 'invalidValue', /^emails must be an object/), 'a list in a list'],
    [{ schemas: [U], userName: 'a', emails: [{ value: {} }] }, fails(400, 'invalidValue', /^emails.value must be a text/), 'an object for a text'],
    [
      { schemas: [U], userName: 'a', [E]: 'x' },
      fails(400, 'invalidValue', /must be an object with the attributes of EnterpriseUser/),
      'an extension is an object',
    ],
    [
      JSON.parse(`{"schemas":["${U}"],"userName":"a","__proto__":{"x":1}}`),
      fails(400, 'invalidSyntax', /"__proto__" cannot be the name/),
      'no name of the grammar',
    ],
    [JSON.parse(`{"schemas":["${U}"],"userName":"a","name":{"__proto__":{"x":1}}}`), fails(400, 'invalidSyntax', /"__proto__"/), 'nor within'],
    [{ schemas: [U], userName: 'a', 'a b': 1 }, fails(400, 'invalidSyntax', /"a b" cannot be the name/), 'a space'],
    [{ schemas: [U], userName: 'a', '': 1 }, fails(400, 'invalidSyntax', /"" cannot be the name/), 'no name at all'],
    [{ schemas: [U], userName: 'a\0' }, fails(400, 'invalidValue', /^userName holds a NUL/), 'PostgreSQL stores no NUL'],
    [{ schemas: [U], userName: 'a\ud800' }, fails(400, 'invalidValue', /^userName holds a NUL or half/), 'nor half a character'],
    [{ schemas: [U], userName: 'a', shoe: { size: '\0' } }, fails(400, 'invalidValue', /^shoe.size holds/), 'not even in what we drop'],
    [{ schemas: [U], userName: 'a', 'x\0': 1 }, fails(400, 'invalidValue', /The name "x\\u0000" holds/), 'nor in a name'],
    [{ schemas: [U], userName: 'x'.repeat(maxTextLength + 1) }, fails(400, 'invalidValue', /^userName has 8193 characters/), 'too long'],
    [
      { schemas: [U], userName: 'a', ['x'.repeat(8_000)]: { a: '\0' } },
      fails(400, 'invalidValue', /^x{1000}…$/),
      'an error stays short, whatever it names',
    ],
    [{ schemas: [U], userName: 'a', shoe: nested(maxBodyDepth) }, fails(400, 'invalidValue', /nests deeper than 20/), 'too deep'],
    [{ schemas: [U], userName: 'a', roles: Array(maxValues + 1).fill('x') }, fails(413, undefined, /^roles has 501 values/), 'too many'],
  ]
  test.each(cases.map(([sent, error, because]) => [JSON.stringify(sent).slice(0, 90), because, sent, error] as const))(
    '%s: %s',
    (_, __, sent, error) => {
      expect(() => parseResource(sent, userType)).toThrow(error)
    },
  )

  test.each<[attributes: JsonObject, error: unknown]>([
    [{}, fails(400, 'invalidValue', /^displayName is required/)],
    [{ displayName: '' }, fails(400, 'invalidValue', /^displayName is required/)],
    [{ displayName: 'Eng', members: [{ display: 'Ana' }] }, fails(400, 'invalidValue', /Each of members needs a value/)],
    [{ displayName: 'Eng', members: [{ type: 'User' }] }, fails(400, 'invalidValue', /Each of members needs a value/)],
    [{ displayName: 'Eng', members: [{ value: '' }] }, fails(400, 'invalidValue', /Each of members needs a value/)],
    [{ displayName: 'Eng', members: [7] }, fails(400, 'invalidValue', /members.value must be a text/)],
    [{ displayName: 'Eng', members: Array(20_001).fill('u') }, fails(413, undefined, /members has 20001 values/)],
  ])('of a group: %j', (attributes, error) => {
    expect(() => parseResource({ schemas: [G], ...attributes }, groupType)).toThrow(error)
  })
})

test('extra and misspelt schemas are taken for what they mean', () => {
  const schemas = [
    U,
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0User',
    'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
  ]
  expect(parseResource({ schemas, userName: 'ana' }, userType)).toEqual({ resource: { userName: 'ana' }, unused: [] })
})
