import type { Case } from '../case.ts'
import type { Resource } from '../client.ts'
import type { JsonObject } from '../json.ts'
import type { PatchRow } from './patch-table.ts'
import { E, G, U } from '../urns.ts'

// What identity providers send beyond the RFC. The clause of a row is whose dialect it is.

const work = { value: 'old@example.com', type: 'work', primary: true }
const home = { value: 'home@example.com', type: 'home' }
const of = (clause: string, ...needs: Case['needs'] & object): Partial<Case> => ({ clause, level: 'client', needs })

/** PATCH of a user. */
export const patches: PatchRow[] = [
  ['op in capitals, and active as "False"', {}, [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }, of('Entra')],
  ['op in capitals, and active as "True"', { active: false }, [{ op: 'Replace', path: 'active', value: 'True' }], { active: true }, of('Entra')],
  ['active as "false"', {}, [{ op: 'replace', path: 'active', value: 'false' }], { active: false }, of('Keycloak')],
  ['Add of a value', {}, [{ op: 'Add', path: 'title', value: 'T' }], { title: 'T' }, of('Entra')],
  ['Remove of a value', { title: 'T' }, [{ op: 'Remove', path: 'title' }], { title: undefined }, of('Entra')],
  ['active alone, without a path', {}, [{ op: 'replace', value: { active: false } }], { active: false }, of('Okta')],
  [
    'Add of the value of a work address where there is none makes one',
    { emails: undefined },
    [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'new@example.com' }],
    { emails: [{ value: 'new@example.com', type: 'work' }] },
    of('Entra'),
  ],
  [
    'Replace of the value of a work address where there is none makes one, and the others stay',
    { emails: [home] },
    [{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@example.com' }],
    { emails: [{ value: home.value }, { value: 'new@example.com', type: 'work' }] },
    of('Entra'),
  ],
  [
    'Replace of a part of a work address where there is none makes one',
    { addresses: undefined },
    [
      { op: 'Replace', path: 'addresses[type eq "work"].locality', value: 'Oslo' },
      { op: 'Replace', path: 'addresses[type eq "work"].country', value: 'NO' },
    ],
    { addresses: [{ type: 'work', locality: 'Oslo', country: 'NO' }] },
    of('Entra', 'User.addresses.locality'),
  ],
  [
    'phone numbers of three types, one operation each',
    { phoneNumbers: undefined },
    ['work', 'mobile', 'fax'].map((type, place) => ({ op: 'Add', path: `phoneNumbers[type eq "${type}"].value`, value: `+1 555 010${place}` })),
    { phoneNumbers: [{ type: 'work' }, { type: 'mobile' }, { type: 'fax', value: '+1 555 0102' }] },
    of('Entra', 'User.phoneNumbers'),
  ],
  [
    'primary as "True"',
    { emails: [home] },
    [{ op: 'Replace', path: 'emails[type eq "home"].primary', value: 'True' }],
    { emails: [{ primary: true }] },
    of('SCIM Validator'),
  ],
  [
    'keys with dots, without a path',
    {},
    [{ op: 'replace', value: { 'name.givenName': 'Anna', active: false } }],
    { name: { givenName: 'Anna' }, active: false },
    of('Entra'),
  ],
  [
    'keys with the URN of an extension, without a path',
    {},
    [{ op: 'replace', value: { [`${E}:department`]: 'R&D' } }],
    { [E]: { department: 'R&D' } },
    of('Entra', 'enterprise'),
  ],
  [
    'a path with a filter, and keys without a path, in one request',
    { emails: [work] },
    [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@example.com' },
      { op: 'replace', value: { active: false, 'name.givenName': 'Anna' } },
    ],
    { emails: [{ value: 'new@example.com' }], active: false, name: { givenName: 'Anna' } },
    of('Entra'),
  ],
  [
    'manager as a bare id',
    {},
    [{ op: 'Add', path: `${E}:manager`, value: 'none-such' }],
    { [E]: { manager: { value: 'none-such' } } },
    of('Entra', 'enterprise'),
  ],
  [
    'manager as a bare id is replaced',
    { schemas: [U, E], [E]: { manager: { value: 'one' } } },
    [{ op: 'Replace', path: `${E}:manager`, value: 'two' }],
    { [E]: { manager: { value: 'two' } } },
    of('Entra', 'enterprise'),
  ],
  [
    'manager "" takes the manager away',
    { schemas: [U, E], [E]: { manager: { value: 'one' }, department: 'D' } },
    [{ op: 'Replace', path: `${E}:manager`, value: '' }],
    { [E]: { manager: undefined, department: 'D' } },
    of('SCIM Validator', 'enterprise'),
  ],
  [
    'Remove of manager',
    { schemas: [U, E], [E]: { manager: { value: 'one' }, department: 'D' } },
    [{ op: 'Remove', path: `${E}:manager` }],
    { [E]: { manager: undefined, department: 'D' } },
    of('SCIM Validator', 'enterprise'),
  ],
  [
    'a role whose value is JSON in a text',
    {},
    [{ op: 'Add', path: 'roles', value: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] }],
    { roles: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] },
    of('Entra', 'User.roles'),
  ],
  [
    'roles by a filter on primary "True"',
    {},
    [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' }],
    { roles: [{ value: 'admin' }] },
    of('Entra', 'User.roles'),
  ],
  ['no operations at all', { title: 'T' }, [], { title: 'T' }, of('SCIM Validator')],
  [
    'id and other read-only keys in a value without a path',
    {},
    [{ op: 'replace', value: { id: 'x', meta: {}, groups: [], title: 'T' } }],
    { title: 'T' },
    of('Okta'),
  ],
  [
    'an attribute that no schema has is no reason to refuse the others',
    {},
    [
      { op: 'Replace', path: 'title', value: 'T' },
      { op: 'Add', path: 'extensionAttribute1', value: 'x' },
    ],
    { title: 'T' },
    of('Entra'),
  ],
  [
    'three replaces, whole',
    {},
    [
      { op: 'replace', path: 'active', value: 'true' },
      { op: 'replace', path: 'displayName', value: 'Ana Li' },
      { op: 'replace', path: 'externalId', value: 'kc-1' },
    ],
    { active: true, displayName: 'Ana Li', externalId: 'kc-1' },
    of('Keycloak'),
  ],
  [
    'the primary address that is there already',
    { emails: [work] },
    [{ op: 'replace', path: 'emails[primary eq true].value', value: work.value }],
    { emails: [{ value: work.value }] },
    of('Atlassian'),
  ],
  [
    'remove of a value that the filter does not find',
    { emails: [work] },
    [{ op: 'remove', path: 'emails[type eq "home"]' }],
    { emails: [{ value: work.value }] },
    of('Okta'),
  ],
]

/** POST of a user: what is sent beyond a usual body, and what is answered. */
export const creations: [why: string, sent: JsonObject, like: JsonObject, more: Partial<Case>][] = [
  ['groups: [] and a random password', { groups: [], password: 'r4nd0mPw!' }, { active: true }, of('Okta')],
  [
    'display in an address',
    { emails: [{ primary: true, value: 'a@example.com', type: 'work', display: 'a@example.com' }] },
    { emails: [{ value: 'a@example.com' }] },
    of('Okta'),
  ],
  ['roles: [] and meta', { roles: [], meta: { resourceType: 'User' } }, { active: true }, of('Entra')],
  ['nulls', { addresses: null, phoneNumbers: null, title: null, [E]: { manager: null } }, { active: true }, of('Entra')],
  [
    'the enterprise URN without its colon in schemas',
    { schemas: [U, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'] },
    { active: true },
    of('Entra'),
  ],
  ['active as "true", and id null', { active: 'true', id: null }, { active: true }, of('OneLogin')],
  ['texts that are empty', { title: '', nickName: '' }, { active: true }, of('OneLogin')],
  [
    'data of an extension that schemas does not name',
    { schemas: [U], [E]: { department: 'Sales' } },
    { [E]: { department: 'Sales' } },
    of('OneLogin', 'enterprise'),
  ],
  [
    'a manager with other parts than the schema has',
    { schemas: [U, E], [E]: { manager: { managerId: 'u9', displayName: 'Max' } } },
    { active: true },
    of('OneLogin', 'enterprise'),
  ],
  ['addresses without type or primary', { emails: [{ value: 'a@example.com' }] }, { emails: [{ value: 'a@example.com' }] }, of('Keycloak')],
  [
    'two addresses that are primary',
    {
      emails: [
        { value: 'a@example.com', primary: true },
        { value: 'b@example.com', primary: true },
      ],
    },
    { active: true },
    of('PingFederate'),
  ],
  ['one who is not active from the start', { active: false }, { active: false }, of('PingFederate')],
]

/** A group's PATCH: who is in it before, what is asked, and who is in it then, as places in a list of three. */
export type Three = [ada: Resource, bo: Resource, cy: Resource]
export const memberships: [
  why: string,
  clause: string,
  before: number[],
  operations: (those: Three, group: Resource) => JsonObject[],
  after: number[],
][] = [
  [
    'Add of two, with $ref null',
    'Entra',
    [],
    ([ada, bo]) => [{ op: 'Add', path: 'members', value: [ada, bo].map(({ id }) => ({ $ref: null, value: id })) }],
    [0, 1],
  ],
  [
    'Remove by a path and a list of values: those go, the others stay',
    'Entra',
    [0, 1, 2],
    ([ada]) => [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: ada.id }] }],
    [1, 2],
  ],
  [
    'remove by a path and a list of two',
    'authentik',
    [0, 1, 2],
    ([ada, bo]) => [{ op: 'remove', path: 'members', value: [{ value: ada.id }, { value: bo.id }] }],
    [2],
  ],
  ['remove by a filter', 'Entra', [0, 1], ([ada]) => [{ op: 'remove', path: `members[value eq "${ada.id}"]` }], [1]],
  ['remove of who is not in, by a filter', 'Okta', [1], ([ada]) => [{ op: 'remove', path: `members[value eq "${ada.id}"]` }], [1]],
  ['remove of who is not in, by a list', 'JumpCloud', [1], ([ada]) => [{ op: 'remove', path: 'members', value: [{ value: ada.id }] }], [1]],
  [
    'add of who is in, among others',
    'JumpCloud',
    [0],
    ([ada, bo]) => [{ op: 'add', path: 'members', value: [{ value: ada.id }, { value: bo.id }] }],
    [0, 1],
  ],
  [
    'remove and add in one request, with display',
    'Okta',
    [0],
    ([ada, bo]) => [
      { op: 'remove', path: `members[value eq "${ada.id}"]` },
      { op: 'add', path: 'members', value: [{ value: bo.id, display: 'bo@example.com' }] },
    ],
    [1],
  ],
  [
    'push now of a group: replace',
    'Okta',
    [0, 1],
    ([, , cy]) => [{ op: 'replace', path: 'members', value: [{ value: cy.id, display: 'cy@example.com' }] }],
    [2],
  ],
  ['push now of an empty group', 'Okta', [0], () => [{ op: 'replace', path: 'members', value: [] }], []],
  [
    'push now of an empty group, without a path',
    'Okta',
    [0],
    (_, { id, body }) => [{ op: 'replace', value: { members: [], id, displayName: body['displayName'] } }],
    [],
  ],
  [
    'replace with relative $ref',
    'Keycloak',
    [0],
    ([, bo]) => [{ op: 'replace', path: 'members', value: [{ value: bo.id, $ref: `Users/${bo.id}` }] }],
    [1],
  ],
  ['a member as one object, not a list', 'OneLogin', [0], ([, bo]) => [{ op: 'add', path: 'members', value: { value: bo.id } }], [0, 1]],
  [
    'add and remove of lists in one request',
    'authentik',
    [1],
    ([ada, bo]) => [
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
      { op: 'remove', path: 'members', value: [{ value: bo.id }] },
    ],
    [0],
  ],
  [
    'an unknown member among known ones: the known ones join',
    'SailPoint',
    [],
    ([ada]) => [{ op: 'add', path: 'members', value: [{ value: ada.id }, { value: 'none-such' }] }],
    [0],
  ],
]

/** A group's PATCH that is about its name: what it holds then. The members stay. */
export const renamings: [why: string, clause: string, operations: (name: string, group: Resource) => JsonObject[]][] = [
  ['replace without a path, with the id', 'Okta', (displayName, { id }) => [{ op: 'replace', value: { id, displayName } }]],
  ['Replace of displayName', 'Entra', (value) => [{ op: 'Replace', path: 'displayName', value }]],
  [
    'replace without a path, with the whole group',
    'authentik',
    (displayName, { id }) => [{ op: 'replace', value: { schemas: [G], id, externalId: 'ak-1', displayName } }],
  ],
]
