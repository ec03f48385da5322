import { describe, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { parseProjection, project, wants } from './projection.ts'
import { groupType, userType } from './resource-types.ts'
import { attribute, type ResourceType } from './schema.ts'

const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const name = { givenName: 'Ana', familyName: 'Li' }
const emails = [{ value: 'a@x', type: 'work' }]
const enterprise = { department: 'R&D', manager: { value: 'u9' } }
const user: JsonObject = {
  schemas: [U, E],
  id: 'u1',
  userName: 'ana',
  name,
  emails,
  [E]: enterprise,
  groups: [],
  meta: { resourceType: 'User', version: 'W/"1"' },
}
const always = { schemas: [U, E], id: 'u1' }

describe('RFC 7644 §3.9: which attributes are answered', () => {
  const cases: [attributes: string | undefined, excluded: string | undefined, answered: JsonObject, because: string][] = [
    [undefined, undefined, user, 'all'],
    ['', '', user, 'empty parameters say nothing'],
    ['userName', undefined, { ...always, userName: 'ana' }, 'schemas and id are always returned'],
    ['USERNAME, id', undefined, { ...always, userName: 'ana' }, 'in any letter case, with spaces'],
    [`${U}:userName`, undefined, { ...always, userName: 'ana' }, 'by its full name'],
    ['name.givenName', undefined, { ...always, name: { givenName: 'Ana' } }, 'a sub-attribute'],
    ['name.givenName,name', undefined, { ...always, name }, 'the whole is more than a part'],
    ['name,name.givenName', undefined, { ...always, name }, 'in either order'],
    ['emails.value', undefined, { ...always, emails: [{ value: 'a@x' }] }, 'a sub-attribute of each element'],
    ['emails.display', undefined, { ...always, emails: [] }, 'of which none may be left'],
    ['meta.version', undefined, { ...always, meta: { version: 'W/"1"' } }, 'of meta'],
    [`${E}:manager.value`, undefined, { ...always, [E]: { manager: { value: 'u9' } } }, 'of an extension'],
    [`${E}:manager.$ref`, undefined, always, 'what nothing is left of is left out'],
    ['department', undefined, { ...always, [E]: { department: 'R&D' } }, 'also without its URN'],
    [E, undefined, { ...always, [E]: enterprise }, 'a whole extension'],
    [U, undefined, { ...always, userName: 'ana', name, emails, groups: [] }, 'the whole core schema'],
    ['shoeSize', undefined, always, 'unknown names are ignored'],
    ['constructor,__proto__', undefined, always, 'and so are these'],
    ['password', undefined, always, 'never returned'],
    [undefined, 'name,emails,groups,meta', { ...always, userName: 'ana', [E]: enterprise }, 'all but these'],
    [undefined, 'id,schemas', user, 'what is always returned cannot be excluded'],
    [undefined, `name.familyName,${E}:manager`, { ...user, name: { givenName: 'Ana' }, [E]: { department: 'R&D' } }, 'parts'],
    [undefined, E, { schemas: [U, E], id: 'u1', userName: 'ana', name, emails, groups: [], meta: user['meta']! }, 'a whole extension'],
    [
      'userName,name',
      'name.familyName',
      { ...always, userName: 'ana', name: { givenName: 'Ana' } },
      'both: what is excluded is taken from what is included',
    ],
    ['id', undefined, always, 'Entra asks whether a user exists so'],
  ]
  test.each(cases)('attributes=%s excludedAttributes=%s: %j', (attributes, excludedAttributes, answered) => {
    expect(project(user, parseProjection({ attributes, excludedAttributes }, userType), userType)).toEqual(answered)
  })

  test('without parameters nothing is copied', () => expect(project(user, parseProjection({}, userType), userType)).toBe(user))
})

test('RFC 7643 §2.2: what a schema returns on request, or never', () => {
  const attributes = [
    attribute('rank', 'integer', '', { returned: 'request' }),
    attribute('secret', 'string', '', { returned: 'never' }),
    attribute('seal', 'string', '', { returned: 'always' }),
    attribute('constructor', 'string', ''),
  ]
  const type: ResourceType = { ...userType, extensions: [{ id: 'urn:x:Own', name: 'Own', description: '', attributes }] }
  const stored = { schemas: [U], id: 'u1', userName: 'ana', 'urn:x:Own': { rank: 1, secret: 's', seal: 'o' } }
  const answer = (attributes?: string) => project(stored, parseProjection({ attributes }, type), type)
  expect(answer()).toEqual({ ...stored, 'urn:x:Own': { seal: 'o' } })
  expect(answer('rank')).toEqual({ schemas: [U], id: 'u1', 'urn:x:Own': { rank: 1, seal: 'o' } })
  expect(answer('userName')).toEqual({ schemas: [U], id: 'u1', userName: 'ana', 'urn:x:Own': { seal: 'o' } })
  expect(answer('secret,constructor')).toEqual({ schemas: [U], id: 'u1', 'urn:x:Own': { seal: 'o' } })
})

test.each<[query: { attributes?: string; excludedAttributes?: string }, wanted: boolean]>([
  [{}, true],
  [{ excludedAttributes: 'members' }, false],
  [{ excludedAttributes: 'MEMBERS' }, false],
  [{ excludedAttributes: 'members.display' }, true],
  [{ attributes: 'displayName' }, false],
  [{ attributes: 'members.value' }, true],
  [{ attributes: 'members', excludedAttributes: 'members' }, false],
  [{ attributes: 'urn:ietf:params:scim:schemas:core:2.0:Group' }, true],
])('members are read for %j: %s', (query, wanted) => expect(wants(parseProjection(query, groupType), 'members')).toBe(wanted))
