import { E, G, P, U } from '../support/scim.ts'
import type { Exchange } from '../support/exchange.ts'
import type { Recording } from './recording.ts'

const sources = [
  'ENTRA: use-scim-to-provision-users-and-groups',
  'ENTRA: application-provisioning-config-problem-scim-compatibility',
  'ENTRA: how-provisioning-works',
  'R:pranems/SCIMServer: docs',
]
/** It names no user agent. */
const headers = { 'user-agent': '', 'content-type': 'application/scim+json; charset=utf-8' }
const legacyGroup = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
const patch = (...Operations: object[]) => ({ schemas: [P], Operations })
const ana = {
  schemas: [U, E],
  externalId: 'ana.li',
  userName: 'ana@corp.example',
  active: true,
  emails: [{ primary: true, type: 'work', value: 'ana@corp.example' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Ana Li', givenName: 'Ana', familyName: 'Li' },
  roles: [],
}
/** A template with attributes of which it has no values, and one URN as the documents misprint it. */
const bo = {
  ...ana,
  schemas: [U, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
  externalId: 'bo.ek',
  userName: 'bo@corp.example',
  emails: null,
  addresses: null,
  phoneNumbers: null,
  title: null,
  [E]: { manager: null },
}
const noone = 'userName+eq+%22a1b2c3d4-0000-4000-8000-000000000000%22'

/** The attributes that it maps unless an admin changes that, besides userName, externalId and active. */
const mappings = [
  ['displayName', 'Bo Ek'],
  ['title', 'Lead'],
  ['preferredLanguage', 'da-DK'],
  ['name.givenName', 'Bo'],
  ['name.familyName', 'Ek'],
  ['name.formatted', 'Bo Ek'],
  ['emails[type eq "work"].value', 'bo@corp.example'],
  ['phoneNumbers[type eq "work"].value', '1'],
  ['phoneNumbers[type eq "mobile"].value', '2'],
  ['phoneNumbers[type eq "fax"].value', '3'],
  ['addresses[type eq "work"].formatted', 'Oslo'],
  ['addresses[type eq "work"].streetAddress', 'Vei 1'],
  ['addresses[type eq "work"].locality', 'Oslo'],
  ['addresses[type eq "work"].region', 'Oslo'],
  ['addresses[type eq "work"].postalCode', '0001'],
  ['addresses[type eq "work"].country', 'Norway'],
  [`${E}:employeeNumber`, '78'],
  [`${E}:department`, 'R&D'],
  [`${E}:organization`, 'Corp'],
  [`${E}:manager`, '{ana}'],
] as const

/** What both flavours say alike; `at` puts a flag into the URL. */
const found = (at: (path: string) => string): Exchange[] => [
  { send: `GET ${at(`/Users?filter=${noone}`)}`, status: 200, finds: [], because: 'the test of the connection' },
  { send: `GET ${at('/Users?filter=externalId+eq+%22ana.li%22')}`, status: 200, finds: [], because: 'nobody has the key' },
  { send: `POST ${at('/Users')}`, body: ana, status: 201, shows: { userName: 'ana@corp.example', active: true }, keep: 'ana' },
  { send: `POST ${at('/Users')}`, body: bo, status: 201, shows: { schemas: [U], externalId: 'bo.ek' }, lacks: ['title', 'emails'], keep: 'bo' },
  { send: `GET ${at('/Users?filter=externalId+eq+%22ana.li%22')}`, status: 200, finds: ['ana'] },
  { send: `GET ${at('/Users?filter=userName+eq+%22ANA%40corp.example%22')}`, status: 200, finds: ['ana'] },
  { send: `GET ${at('/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22ana%40corp.example%22')}`, status: 200, finds: ['ana'] },
]
const groupMade = (at: (path: string) => string): Exchange[] => [
  { send: `GET ${at('/Groups?excludedAttributes=members&filter=displayName+eq+%22Eng%22')}`, status: 200, finds: [] },
  {
    send: `POST ${at('/Groups')}`,
    body: { schemas: [G, legacyGroup], externalId: '8aa1', displayName: 'Eng', meta: { resourceType: 'Group' }, members: [] },
    status: 201,
    shows: { externalId: '8aa1', displayName: 'Eng' },
    members: [],
    keep: 'eng',
    because: 'empty: the members follow',
  },
  {
    send: `GET ${at('/Groups?excludedAttributes=members&filter=displayName+eq+%22Eng%22')}`,
    status: 200,
    finds: ['eng'],
    because: 'found without members',
  },
]
const checksManager = (at: (path: string) => string): Exchange => ({
  send: `GET ${at('/Users?filter=id+eq+%22{ana}%22+and+manager+eq+%22{bo}%22&attributes=id')}`,
  status: 200,
  finds: ['ana'],
  because: 'whether the reference is there',
})
const ended = (at: (path: string) => string): Exchange[] => [
  { send: `DELETE ${at('/Users/{ana}')}`, status: 204, because: 'deleted for good, 30 days later' },
  { send: `GET ${at('/Users/{ana}')}`, status: 404 },
  { send: `GET ${at('/Groups/{eng}?excludedAttributes=members')}`, status: 200, lacks: ['members'] },
  { send: `DELETE ${at('/Groups/{eng}')}`, status: 204 },
]

const plain = (path: string) => path
/** Its tenant URL has no flag. */
export const entra: Recording = {
  client: 'Entra by default',
  sources: [...sources, 'GH:AzureAD/SCIMReferenceCode#10', 'GH:scimmyjs/scimmy#86', 'GH:FusionAuth/fusionauth-issues#3311'],
  headers,
  recognisedAs: 'entra',
  exchanges: [
    ...found(plain),
    {
      send: 'PATCH /Users/{ana}',
      body: patch(
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'ana@new.example' },
        { op: 'Replace', path: 'name.givenName', value: 'Anna' },
        { op: 'Add', path: `${E}:manager`, value: '{bo}' },
        { op: 'Add', path: `${E}:employeeNumber`, value: '77' },
      ),
      status: 200,
      shows: {
        emails: [{ type: 'work', value: 'ana@new.example', primary: true }],
        name: { givenName: 'Anna', familyName: 'Li' },
        [E]: { manager: { value: '{bo}' }, employeeNumber: '77' },
      },
      because: 'an operation for each attribute',
    },
    {
      send: 'PATCH /Users/{bo}',
      body: patch(...mappings.map(([path, value]) => ({ op: 'Add', path, value }))),
      status: 200,
      shows: {
        displayName: 'Bo Ek',
        title: 'Lead',
        preferredLanguage: 'da-DK',
        name: { givenName: 'Bo', familyName: 'Ek', formatted: 'Bo Ek' },
        emails: [{ type: 'work', value: 'bo@corp.example' }],
        phoneNumbers: [
          { type: 'work', value: '1' },
          { type: 'mobile', value: '2' },
          { type: 'fax', value: '3' },
        ],
        addresses: [
          { type: 'work', formatted: 'Oslo', streetAddress: 'Vei 1', locality: 'Oslo', region: 'Oslo', postalCode: '0001', country: 'Norway' },
        ],
        [E]: { employeeNumber: '78', department: 'R&D', organization: 'Corp', manager: { value: '{ana}' } },
      },
      because: 'all its default mappings, one value for each type',
    },
    checksManager(plain),
    {
      send: 'PATCH /Users/{ana}',
      body: patch({ op: 'Replace', path: `${E}:manager`, value: '' }),
      status: 200,
      shows: { [E]: { employeeNumber: '77' } },
    },
    {
      send: 'PATCH /Users/{bo}',
      body: patch(
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'bo@corp.example' },
        { op: 'Add', path: 'emails[type eq "work"].primary', value: 'True' },
      ),
      status: 200,
      shows: { emails: [{ type: 'work', value: 'bo@corp.example', primary: true }] },
      because: 'an address where there was none',
    },
    {
      send: 'PATCH /Users/{ana}',
      body: patch({ op: 'Add', path: 'roles', value: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] }),
      status: 200,
      shows: { roles: [{ value: '{"id":"r1","value":"admin","displayName":"Admin"}' }] },
      because: 'AppRoleAssignmentsComplex',
    },
    {
      send: 'PATCH /Users/{bo}',
      body: patch({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'admin' }),
      status: 200,
      shows: { roles: [{ primary: true, value: 'admin' }] },
      because: 'SingleAppRoleAssignment',
    },
    ...groupMade(plain),
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({
        op: 'Add',
        path: 'members',
        value: [
          { $ref: null, value: '{ana}' },
          { $ref: null, value: '{bo}' },
        ],
      }),
      status: 200,
      members: ['ana', 'bo'],
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{bo}' }] }),
      status: 200,
      members: ['ana'],
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'Replace', path: 'displayName', value: 'Engineering' }),
      status: 200,
      shows: { displayName: 'Engineering' },
    },
    { send: 'PATCH /Users/{ana}', body: patch({ op: 'Replace', path: 'active', value: 'False' }), status: 200, shows: { active: false } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: `GET /Users?filter=${noone}`, status: 200, finds: [], because: 'its keep-alive' },
    {
      send: 'PATCH /Users/{ana}',
      body: patch({ op: 'Replace', path: 'active', value: 'True' }),
      status: 200,
      shows: { active: true, groups: [{ value: '{eng}' }] },
      because: 'memberships are not sent again',
    },
    { send: 'PATCH /Users/{ana}', body: patch({ op: 'Replace', path: 'active', value: 'false' }), status: 200, shows: { active: false } },
    ...ended(plain),
  ],
}

const flagged = (path: string) => `${path}${path.includes('?') ? '&' : '?'}aadOptscim062020`
/** Its tenant URL ends in `?aadOptscim062020`. */
export const entraFlagged: Recording = {
  client: 'Entra with aadOptscim062020',
  sources: [...sources, 'GH:elimity-com/scim#178', 'GH:elimity-com/scim#207'],
  headers,
  recognisedAs: 'entra',
  exchanges: [
    ...found(flagged),
    {
      send: `PATCH ${flagged('/Users/{ana}')}`,
      body: patch(
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'ana@new.example' },
        { op: 'replace', value: { active: true, 'name.givenName': 'Anna', [`${E}:department`]: 'R&D', [`${E}:manager`]: '{bo}' } },
      ),
      status: 200,
      shows: {
        emails: [{ type: 'work', value: 'ana@new.example' }],
        name: { givenName: 'Anna', familyName: 'Li' },
        [E]: { department: 'R&D', manager: { value: '{bo}' } },
      },
      because: 'one operation with dotted keys and URNs',
    },
    checksManager(flagged),
    ...groupMade(flagged),
    {
      send: `PATCH ${flagged('/Groups/{eng}')}`,
      body: patch({ op: 'add', path: 'members', value: [{ value: '{ana}' }, { value: '{bo}' }] }),
      status: 200,
      members: ['ana', 'bo'],
    },
    { send: `PATCH ${flagged('/Groups/{eng}')}`, body: patch({ op: 'remove', path: 'members[value eq "{bo}"]' }), status: 200, members: ['ana'] },
    { send: `PATCH ${flagged('/Users/{ana}')}`, body: patch({ op: 'replace', value: { active: false } }), status: 200, shows: { active: false } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    {
      send: `PATCH ${flagged('/Users/{ana}')}`,
      body: patch({ op: 'replace', value: { active: true } }),
      status: 200,
      shows: { groups: [{ value: '{eng}' }] },
    },
    ...ended(flagged),
  ],
}
