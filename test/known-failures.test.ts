import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { begin, converse, expectExchange, type Exchange, type Given } from './support/exchange.ts'
import { E, G, groupOf, P, patchOf, person, U } from './support/scim.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

// What SCIM servers are known to get wrong, with the section or the report that tells of it, and what is right.

type Case = { wrong: string; source: string; given?: Given; right: readonly Exchange[] }

const patchUser = (...operations: object[]) => ({ send: 'PATCH /Users/{ana}', body: patchOf(...operations) })
const patchEng = (...operations: object[]) => ({ send: 'PATCH /Groups/{Eng}', body: patchOf(...operations) })
const ana: Given = { users: ['ana'] }
const two: Given = { users: ['ana', 'bo'], groups: { Eng: ['ana'] } }
const full: Given = { users: ['ana', 'bo', 'cy'], groups: { Eng: ['ana', 'bo', 'cy'] } }
const bare = { schemas: [U], userName: 'bare@acme.example' }
const value = (...names: string[]) => names.map((name) => ({ value: `{${name}}` }))

const missing: [op: string, path: string, sent: string, shows: object][] = [
  ['Add', 'emails[type eq "work"].value', 'new@acme.example', { emails: [{ type: 'work', value: 'new@acme.example' }] }],
  ['Replace', 'emails[type eq "work"].value', 'new@acme.example', { emails: [{ type: 'work', value: 'new@acme.example' }] }],
  ['replace', 'phoneNumbers[type eq "mobile"].value', '555', { phoneNumbers: [{ type: 'mobile', value: '555' }] }],
  ['Add', 'addresses[type eq "work"].country', 'DE', { addresses: [{ type: 'work', country: 'DE' }] }],
  ['replace', 'emails[type eq "work" and primary eq true].value', 'a@b.example', { emails: [{ type: 'work', primary: true, value: 'a@b.example' }] }],
]
const missingReports = [
  'MSQA:120490',
  'GH:Captain-P-Goldfish/SCIM-SDK#416, #668',
  'GH:thomaspoignant/scim-patch#42, #176',
  'GH:sourcegraph/sourcegraph#49200',
  'GH:ssoready/ssoready#249',
  'GH:better-auth/better-auth#10682',
]

const values: Case[] = [
  ...missing.map(([op, path, sent, shows]): Case => ({
    wrong: `${op} of ${path} where there is none makes none`,
    source: missingReports.join('; '),
    right: [
      { send: 'POST /Users', body: bare, status: 201, keep: 'ana' },
      { ...patchUser({ op, path, value: sent }), status: 200, shows },
    ],
  })),
  {
    wrong: 'replace through a filter that does not say what to make, and matches nothing, succeeds',
    source: 'RFC 7644 §3.5.2.3',
    given: ana,
    right: ['emails[type ne "work"].value', 'emails[type eq "home" or type eq "other"].value', 'emails[value co "nobody"].display'].map((path) => ({
      ...patchUser({ op: 'replace', path, value: 'x' }),
      status: 400,
      scimType: 'noTarget',
    })),
  },
  {
    wrong: 'a PATCH that changes nothing is 400, or moves lastModified',
    source: 'GH:better-auth/better-auth#8549; RFC 7644 §3.5.2.1',
    given: ana,
    right: [
      { send: 'GET /Users/{ana}', status: 200, keep: 'was' },
      ...[
        [{ op: 'replace', path: 'userName', value: 'ana@acme.example' }],
        [{ op: 'add', path: 'emails', value: [{ value: 'ana@acme.example', type: 'work' }] }],
        [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'ana@acme.example' }],
        [{ op: 'remove', path: 'title' }],
        [{ op: 'remove', path: 'emails[type eq "home"]' }],
        [],
      ].map((operations) => ({
        ...patchUser(...operations),
        status: 200,
        shows: { meta: { version: '{was.meta.version}', lastModified: '{was.meta.lastModified}' }, emails: [{ value: 'ana@acme.example' }] },
      })),
    ],
  },
  {
    wrong: 'remove is skipped',
    source: 'GH:better-auth/better-auth#10421',
    given: ana,
    right: [
      { ...patchUser({ op: 'remove', path: 'externalId' }), status: 200, lacks: ['externalId'] },
      { ...patchUser({ op: 'remove', path: 'name.givenName' }), status: 200, shows: { name: { familyName: 'Test' } } },
      { ...patchUser({ op: 'remove', path: 'emails' }), status: 200, lacks: ['emails'] },
      { send: 'GET /Users/{ana}', status: 200, lacks: ['externalId', 'emails'] },
    ],
  },
  {
    wrong: 'remove of what is required succeeds, or is 500',
    source: 'RFC 7644 §3.5.2.2',
    given: two,
    right: [
      { ...patchUser({ op: 'remove', path: 'userName' }), status: 400, scimType: 'mutability' },
      { ...patchEng({ op: 'remove', path: 'displayName' }), status: 400, scimType: 'mutability' },
      { ...patchUser({ op: 'remove' }), status: 400, scimType: 'noTarget' },
    ],
  },
  {
    wrong: 'an op minds its letter case',
    source: 'GH:pydantic/logfire#2355',
    given: ana,
    right: ['add', 'Add', 'ADD', 'replace', 'Replace', 'REPLACE', 'rEpLaCe'].map((op) => ({
      ...patchUser({ op, path: 'title', value: op }),
      status: 200,
      shows: { title: op },
    })),
  },
  {
    wrong: 'booleans that are texts are stored as texts, taken for true, or refused',
    source: 'GH:scimmyjs/scimmy#86; GH:thomaspoignant/scim-patch#872; GH:Infisical/infisical#5681',
    given: ana,
    right: [
      ...(
        [
          ['False', false],
          ['True', true],
          ['false', false],
          ['TRUE', true],
        ] as const
      ).map(([sent, active]) => ({ ...patchUser({ op: 'Replace', path: 'active', value: sent }), status: 200, shows: { active } })),
      { ...patchUser({ op: 'replace', value: { active: 'False' } }), status: 200, shows: { active: false } },
      { ...patchUser({ op: 'Replace', path: 'active', value: 'no' }), status: 400, scimType: 'invalidValue', says: /active must be true or false/ },
      {
        send: 'POST /Users',
        body: { ...bare, active: 'False', emails: [{ value: 'x@y.example', primary: 'True' }] },
        status: 201,
        shows: { active: false, emails: [{ primary: true }] },
      },
    ],
  },
  {
    wrong: 'active: false is accepted and not applied',
    source: 'GH:NorthlandPositronics/Cogtrix#122; GH:OneUptime/oneuptime#3852',
    given: ana,
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200, shows: { active: false } },
      { send: 'GET /Users/{ana}', status: 200, shows: { active: false } },
      { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
      { send: 'PUT /Users/{ana}', body: person('ana'), status: 200, shows: { active: true } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: false }), status: 200, shows: { active: false } },
      { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    ],
  },
  {
    wrong: 'a URN in a value without a path is no extension attribute',
    source: 'GH:elimity-com/scim#178, #207; GH:thomaspoignant/scim-patch#152, #697',
    given: ana,
    right: [
      { ...patchUser({ op: 'replace', value: { [`${E}:department`]: 'R&D' } }), status: 200, shows: { schemas: [U, E], [E]: { department: 'R&D' } } },
      { ...patchUser({ op: 'add', value: { [E]: { costCenter: '7' } } }), status: 200, shows: { [E]: { department: 'R&D', costCenter: '7' } } },
      { ...patchUser({ op: 'replace', value: { [`${U}:title`]: 'Dr' } }), status: 200, shows: { title: 'Dr' } },
      { ...patchUser({ op: 'replace', value: { [`${E}:manager.value`]: 'usr_9' } }), status: 200, shows: { [E]: { manager: { value: 'usr_9' } } } },
    ],
  },
  {
    wrong: 'a key with a dot, in a value without a path, makes an attribute of that name',
    source: 'ENTRA: application-provisioning-config-problem-scim-compatibility',
    given: ana,
    right: [
      {
        ...patchUser({ op: 'replace', value: { 'name.givenName': 'Anna' } }),
        status: 200,
        shows: { name: { givenName: 'Anna', familyName: 'Test' } },
        lacks: ['name.givenName'],
      },
    ],
  },
  {
    wrong: 'a path that is the URN of an extension is refused, or leaves its URN in schemas',
    source: 'GH:apache/directory-scimple#694',
    given: ana,
    right: [
      { ...patchUser({ op: 'add', path: E, value: { department: 'R&D' } }), status: 200, shows: { schemas: [U, E], [E]: { department: 'R&D' } } },
      { ...patchUser({ op: 'replace', path: E, value: { costCenter: '7' } }), status: 200, shows: { [E]: { costCenter: '7' } } },
      { ...patchUser({ op: 'remove', path: E }), status: 200, shows: { schemas: [U] }, lacks: [E] },
    ],
  },
  {
    wrong: 'the dots of a URN are taken for those of a path',
    source: 'GH:SAP/scimono#140; GH:RIPAGlobal/scimitar#131; GH:PowerDMS/Owin.Scim#39',
    given: ana,
    right: [
      { ...patchUser({ op: 'replace', path: `${U}:name.givenName`, value: 'Anna' }), status: 200, shows: { name: { givenName: 'Anna' } } },
      { ...patchUser({ op: 'add', path: `${E}:manager.value`, value: 'usr_9' }), status: 200, shows: { [E]: { manager: { value: 'usr_9' } } } },
      { send: `GET /Users?filter=${E}:manager.value eq "usr_9"`, status: 200, finds: ['ana'] },
      { send: `GET /Users/{ana}?attributes=${U}:name.givenName`, status: 200, shows: { name: { givenName: 'Anna' } }, lacks: ['userName'] },
    ],
  },
  {
    wrong: 'a manager who is a bare id is refused, and an empty text does not clear it',
    source: 'GH:apache/directory-scimple#1244; ENTRA: scim-validator-tutorial',
    given: two,
    right: [
      { ...patchUser({ op: 'add', path: `${E}:manager`, value: '{bo}' }), status: 200, shows: { [E]: { manager: { value: '{bo}' } } } },
      { ...patchUser({ op: 'replace', path: `${E}:manager`, value: 'nobody' }), status: 200, shows: { [E]: { manager: { value: 'nobody' } } } },
      { ...patchUser({ op: 'replace', path: `${E}:manager`, value: '' }), status: 200, lacks: [E] },
      { send: 'PUT /Users/{ana}', body: person('ana', { [E]: { manager: '{bo}' } }), status: 200, shows: { [E]: { manager: { value: '{bo}' } } } },
    ],
  },
  {
    wrong: 'a role whose value is JSON in a text is taken apart, or refused',
    source: 'GH:MicrosoftDocs/entra-docs#215, #391; GH:MicrosoftDocs/azure-docs#50772',
    right: [
      {
        send: 'POST /Users',
        body: { ...bare, roles: [{ primary: false, type: 'WindowsAzureActiveDirectoryRole', value: 'r1', display: 'Admin', displayName: 'Admin' }] },
        status: 201,
        shows: { roles: [{ primary: false, type: 'WindowsAzureActiveDirectoryRole', value: 'r1', display: 'Admin' }] },
        keep: 'ana',
      },
      {
        ...patchUser({ op: 'Add', path: 'roles', value: [{ value: '{"id":"r2","value":"dev","displayName":"Dev"}' }] }),
        status: 200,
        shows: { roles: [{ value: 'r1' }, { value: '{"id":"r2","value":"dev","displayName":"Dev"}' }] },
      },
    ],
  },
  {
    wrong: 'null, [] and what is left out are three different things',
    source: 'RFC 7643 §2.5',
    right: [
      {
        send: 'POST /Users',
        body: { ...bare, title: null, emails: [], phoneNumbers: null, name: { givenName: null }, [E]: { manager: null } },
        status: 201,
        shows: { schemas: [U] },
        lacks: ['title', 'emails', 'phoneNumbers', 'name', E],
        keep: 'ana',
      },
      { ...patchUser({ op: 'add', value: { title: 'Dr', emails: [{ value: 'a@b.example' }] } }), status: 200, shows: { title: 'Dr' } },
      { ...patchUser({ op: 'replace', value: { title: null, emails: [] } }), status: 200, lacks: ['title', 'emails'] },
    ],
  },
  {
    wrong: 'of several operations the good ones are kept when a later one fails, or their order is lost',
    source: 'RFC 7644 §3.5.2; GH:fleetdm/fleet#52600',
    given: two,
    right: [
      {
        ...patchUser({ op: 'add', path: 'title', value: 'a' }, { op: 'replace', path: 'title', value: 'b' }),
        status: 200,
        shows: { title: 'b' },
        keep: 'was',
      },
      { ...patchUser({ op: 'replace', path: 'title', value: 'c' }, { op: 'remove', path: 'userName' }), status: 400, scimType: 'mutability' },
      { send: 'GET /Users/{ana}', status: 200, shows: { title: 'b', meta: { version: '{was.meta.version}' } } },
      {
        ...patchEng({ op: 'replace', path: 'displayName', value: 'Ops' }, { op: 'add', path: 'members', value: [{ value: 'nobody' }] }),
        status: 400,
        scimType: 'invalidValue',
      },
      { send: 'GET /Groups/{Eng}', status: 200, shows: { displayName: 'Eng' }, members: ['ana'] },
      { ...patchEng({ op: 'remove', path: 'members' }, { op: 'add', path: 'members', value: value('bo') }), status: 200, members: ['bo'] },
    ],
  },
  {
    wrong: 'two addresses are primary',
    source: 'RFC 7643 §2.4; PING: pf_scim_connector',
    given: ana,
    right: [
      {
        ...patchUser({ op: 'add', path: 'emails', value: [{ value: 'ana@home.example', type: 'home', primary: true }] }),
        status: 200,
        shows: {
          emails: [
            { value: 'ana@acme.example', primary: false },
            { value: 'ana@home.example', primary: true },
          ],
        },
      },
      {
        ...patchUser({ op: 'replace', path: 'emails[type eq "work"].primary', value: 'True' }),
        status: 200,
        shows: { emails: [{ primary: true }, { primary: false }] },
      },
    ],
  },
  {
    wrong: 'an attribute that no schema has is reason to refuse the others, or a path that is none succeeds',
    source: 'GH:NorthlandPositronics/Cogtrix#432; GH:kortix-ai/suna#7302',
    given: ana,
    right: [
      {
        ...patchUser({ op: 'Replace', path: 'title', value: 'Dr' }, { op: 'Add', path: 'extensionAttribute1', value: 'x' }),
        status: 200,
        shows: { title: 'Dr' },
        lacks: ['extensionAttribute1'],
      },
      { send: 'POST /Users', body: { ...bare, extensionAttribute1: 'x' }, status: 201, lacks: ['extensionAttribute1'] },
      ...['user name', 'name..givenName', '.title', 'emails[type eq "work"]value', '__proto__.admin'].map((path) => ({
        ...patchUser({ op: 'replace', path, value: 'x' }),
        status: 400,
        scimType: 'invalidPath',
      })),
    ],
  },
  {
    wrong: 'an identical address is a conflict or an error',
    source: 'Atlassian ID-8027',
    given: ana,
    right: ['emails[primary eq true].value', 'emails[type eq "work"].value'].map((path) => ({
      ...patchUser({ op: 'replace', path, value: 'ana@acme.example' }),
      status: 200,
      shows: { emails: [{ value: 'ana@acme.example', type: 'work', primary: true }] },
    })),
  },
  {
    wrong: 'Operations are refused without schemas, and with keys in another letter case',
    source: 'GH:jelhub/scimgateway#112, #113',
    given: ana,
    right: [
      { send: 'PATCH /Users/{ana}', body: { Operations: [{ op: 'replace', path: 'title', value: 'a' }] }, status: 200, shows: { title: 'a' } },
      {
        send: 'PATCH /Users/{ana}',
        body: { schemas: [P], operations: [{ Op: 'replace', Path: 'Title', Value: 'b' }] },
        status: 200,
        shows: { title: 'b' },
      },
    ],
  },
]

const members: Case[] = [
  {
    wrong: 'add replaces the members, or holds one twice',
    source: 'RFC 7644 §3.5.2.1; GH:msaad00/agent-bom#3533; GH:BerriAI/litellm#34162',
    given: two,
    right: [
      { ...patchEng({ op: 'add', path: 'members', value: value('bo') }), status: 200, members: ['ana', 'bo'] },
      { ...patchEng({ op: 'add', path: 'members', value: value('bo', 'bo', 'ana') }), status: 200, members: ['ana', 'bo'] },
      { ...patchEng({ op: 'add', value: { members: value('bo') } }), status: 200, members: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'a filtered remove empties the group, or is ignored with 200',
    source: 'GH:AzureAD/SCIMReferenceCode#10; GH:msaad00/agent-bom#3533; GH:goauthentik/authentik#24173, #25686',
    given: full,
    right: [
      { ...patchEng({ op: 'remove', path: 'members[value eq "{ana}"]' }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members[VALUE Eq "{ana}"]' }), status: 200, members: ['bo', 'cy'], because: 'nobody who is in' },
      { ...patchEng({ op: 'remove', path: 'members[value eq "nobody"]' }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members[display eq "cy@acme.example"]' }), status: 200, members: ['bo'] },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['bo'] },
      { ...patchEng({ op: 'remove', path: 'members[type eq "Group"]' }), status: 200, members: ['bo'] },
      { ...patchEng({ op: 'remove', path: 'members[value eq "{bo}" or value eq "{ana}"]' }), status: 200, members: [] },
    ],
  },
  {
    wrong: 'remove of members with a list of values removes all, or none',
    source: 'GH:vouch-sh/vouch#1415; RFC 7644 §3.5.2.2',
    given: full,
    right: [
      { ...patchEng({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{ana}' }] }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members', value: [] }), status: 200, members: ['bo', 'cy'], because: 'an empty list names nobody' },
      { ...patchEng({ op: 'remove', path: 'members', value: [{ value: 'nobody' }] }), status: 200, members: ['bo', 'cy'] },
      { ...patchEng({ op: 'remove', path: 'members' }), status: 200, members: [], because: 'without a value it is all' },
    ],
  },
  {
    wrong: 'adding who is in is 500, doubles them, or moves lastModified',
    source: 'GH:wso2/product-is#8589, #5333; RFC 7644 §3.5.2.1',
    given: two,
    right: [
      { send: 'GET /Groups/{Eng}', status: 200, keep: 'was' },
      {
        ...patchEng({ op: 'add', path: 'members', value: value('ana') }),
        status: 200,
        shows: { meta: { version: '{was.meta.version}', lastModified: '{was.meta.lastModified}' } },
        members: ['ana'],
      },
    ],
  },
  {
    wrong: 'members of POST and PUT are dropped',
    source: 'GH:bitwarden/server#2919; GH:ory/polis#3136',
    given: two,
    right: [
      {
        send: 'POST /Groups',
        body: { schemas: [G], displayName: 'Ops', members: value('ana', 'bo') },
        status: 201,
        members: ['ana', 'bo'],
        keep: 'ops',
      },
      { send: 'PUT /Groups/{ops}', body: { schemas: [G], displayName: 'Ops', members: value('bo') }, status: 200, members: ['bo'] },
      { send: 'GET /Users/{bo}', status: 200, shows: { groups: [{ value: '{ops}', display: 'Ops' }] } },
      { send: 'PUT /Groups/{ops}', body: { schemas: [G], displayName: 'Ops' }, status: 200, members: ['bo'], because: 'what is left out stays' },
      {
        send: 'PUT /Groups/{ops}',
        body: { schemas: [G], displayName: 'Ops', members: [] },
        status: 200,
        members: [],
        because: 'an empty list is said',
      },
    ],
  },
  {
    wrong: 'members are left out, or null, where there are none',
    source: 'R:goauthentik/authentik: authentik/providers/scim/clients/groups.py; R:apache/directory-scimple',
    given: two,
    right: [
      { send: 'POST /Groups', body: { schemas: [G], displayName: 'Ops' }, status: 201, shows: { members: [] }, keep: 'ops' },
      { send: 'POST /Groups', body: { schemas: [G], displayName: 'Ads', members: null }, status: 201, shows: { members: [] } },
      { ...patchEng({ op: 'remove', path: 'members[value eq "{ana}"]' }), status: 200, shows: { members: [] } },
      { send: 'GET /Groups?filter=displayName eq "Ops"', status: 200, shows: { Resources: [{ members: [] }] } },
    ],
  },
  {
    wrong: 'a member has no type, or the one that was sent',
    source: 'GH:Captain-P-Goldfish/SCIM-SDK#419',
    given: { ...two, groups: { Eng: ['ana'], Ops: [] } },
    right: [
      {
        send: 'PUT /Groups/{Ops}',
        body: { schemas: [G], displayName: 'Ops', members: [{ value: '{Eng}', type: 'User' }, { value: '{ana}', type: 'Robot' }, { value: '{bo}' }] },
        status: 200,
        shows: {
          members: expect.arrayContaining([
            expect.objectContaining({ display: 'Eng', type: 'Group' }),
            expect.objectContaining({ display: 'ana@acme.example', type: 'User' }),
            expect.objectContaining({ display: 'bo@acme.example', type: 'User' }),
          ]),
        },
        members: ['Eng', 'ana', 'bo'],
      },
    ],
  },
  {
    wrong: 'a group in a group is counted as a user, or a circle of groups has no end',
    source: 'GH:BerriAI/litellm#34997; GH:fleetdm/fleet#52501',
    given: { users: ['ana'], groups: { Eng: ['ana'], Ops: ['Eng'] } },
    right: [
      { ...patchEng({ op: 'add', path: 'members', value: value('Ops') }), status: 200, members: ['ana', 'Ops'] },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'GET /v1/members', status: 200, shows: { items: [expect.any(Object)] } },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'active' } },
      { send: 'DELETE /Groups/{Ops}', status: 204 },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana'] },
    ],
  },
  {
    wrong: 'members whom nobody knows are made users',
    source: 'GH:BerriAI/litellm#17420',
    given: two,
    right: [
      {
        ...patchEng({ op: 'add', path: 'members', value: [{ value: 'ghost@acme.example', display: 'Ghost' }, { value: '{bo}' }] }),
        status: 200,
        members: ['ana', 'bo'],
      },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'members whom nobody knows pass in silence, empty the group, or are 500',
    source: 'GH:Metatavu/keycloak-scim-server#107; GH:lightdash/lightdash#24458; GH:fleetdm/fleet#52600',
    given: two,
    right: [
      ...(['add', 'replace'] as const).map((op) => ({
        ...patchEng({ op, path: 'members', value: [{ value: 'ghost-1' }, { value: 'ghost-2' }] }),
        status: 400,
        scimType: 'invalidValue',
        says: /ghost-1.*ghost-2/,
      })),
      {
        send: 'PUT /Groups/{Eng}',
        body: { schemas: [G], displayName: 'Eng', members: [{ value: 'ghost-1' }] },
        status: 400,
        scimType: 'invalidValue',
        says: /ghost-1/,
      },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana'] },
      {
        send: 'PUT /Groups/{Eng}',
        body: { schemas: [G], displayName: 'Eng', members: [{ value: 'ghost-1' }, ...value('bo')] },
        status: 200,
        members: ['bo'],
      },
      { send: 'GET /v1/findings', status: 200, shows: { items: expect.arrayContaining([expect.objectContaining({ code: 'unknown-members' })]) } },
    ],
  },
]

const identities: Case[] = [
  {
    wrong: 'a conflict has no scimType',
    source: 'RFC 7644 §3.3, §3.12; GH:getsentry/sentry#117860',
    given: two,
    right: [
      { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness', says: /ana@acme\.example/ },
      { send: 'PUT /Users/{bo}', body: person('ana'), status: 409, scimType: 'uniqueness' },
      {
        send: 'PATCH /Users/{bo}',
        body: patchOf({ op: 'replace', path: 'userName', value: 'ANA@acme.example' }),
        status: 409,
        scimType: 'uniqueness',
      },
      { send: 'POST /Groups', body: groupOf('eng'), status: 409, scimType: 'uniqueness' },
    ],
  },
  {
    wrong: 'a POST is a conflict with somebody whom the look-up does not find',
    source: 'GH:Metatavu/keycloak-scim-server#74',
    given: ana,
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /Users?filter=userName eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=emails.value eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'POST /Users', body: person('ana'), status: 201, shows: { id: '{ana}', active: true } },
    ],
  },
  {
    wrong: 'somebody who comes back is refused with 409 for good',
    source: 'GH:better-auth/better-auth#11111; GH:getsentry/sentry#122540',
    given: { users: ['ana'], groups: { Eng: ['ana'] } },
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      {
        send: 'POST /Users',
        body: person('ana', { title: 'Dr' }),
        status: 201,
        shows: { id: '{ana}', active: true, title: 'Dr', groups: [{ value: '{Eng}' }] },
      },
      { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness', because: 'who is in is another matter' },
    ],
  },
  {
    wrong: 'userName minds its letter case',
    source: 'GH:langfuse/langfuse#13528; GH:ory/polis#4065; GH:zulip/zulip#21758; GH:open-webui/open-webui#18039',
    right: [
      { send: 'POST /Users', body: { ...bare, userName: 'Ana@Acme.Example' }, status: 201, shows: { userName: 'Ana@Acme.Example' }, keep: 'ana' },
      { send: 'GET /Users?filter=userName eq "ana@acme.example"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName eq "ANA@ACME.EXAMPLE"', status: 200, finds: ['ana'] },
      { send: 'POST /Users', body: { ...bare, userName: 'ANA@acme.example' }, status: 409, scimType: 'uniqueness' },
      {
        ...patchUser({ op: 'replace', path: 'userName', value: 'ana@acme.example' }),
        status: 200,
        shows: { id: '{ana}', userName: 'ana@acme.example' },
      },
    ],
  },
  {
    wrong: 'who shares an address is the same person',
    source: 'GH:ory/polis#4067; scimverify',
    given: ana,
    right: [
      { send: 'POST /Users', body: { ...bare, emails: [{ value: 'ana@acme.example' }] }, status: 201, keep: 'bo' },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
      { send: 'GET /Users?filter=emails.value eq "ana@acme.example"', status: 200, finds: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'externalId is not kept, not found, or unique',
    source: 'langwatch/tasks#617; R:pranems/SCIMServer',
    given: two,
    right: [
      { send: 'GET /Users/{ana}', status: 200, shows: { externalId: '00u-ana' } },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=externalId eq "00U-ANA"', status: 200, finds: [], because: 'it minds its case' },
      { send: 'POST /Users', body: { ...bare, externalId: '00u-ana' }, status: 201, keep: 'twin' },
      { send: 'GET /Users?filter=externalId eq "00u-ana"', status: 200, finds: ['ana', 'twin'] },
      { ...patchEng({ op: 'replace', path: 'externalId', value: 'g-1' }), status: 200, shows: { externalId: 'g-1' } },
      { send: 'GET /Groups?filter=externalId eq "g-1"', status: 200, finds: ['Eng'] },
    ],
  },
  {
    wrong: 'an id that a client sends takes over a record',
    source: 'GH:msaad00/agent-bom#3534',
    given: two,
    right: [
      { send: 'POST /Users', body: { ...bare, id: '{ana}' }, status: 201, shows: { id: expect.stringMatching(/^usr_(?!.*bulkId)/) }, keep: 'third' },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo', 'third'] },
      { send: 'PUT /Users/{bo}', body: person('bo', { id: '{ana}', title: 'Dr' }), status: 200, shows: { id: '{bo}', title: 'Dr' } },
      {
        send: 'PATCH /Users/{bo}',
        body: patchOf({ op: 'replace', value: { id: '{ana}', title: 'Prof' } }),
        status: 200,
        shows: { id: '{bo}', title: 'Prof' },
      },
      { send: 'GET /Users/{ana}', status: 200, shows: { userName: 'ana@acme.example' }, lacks: ['title'] },
    ],
  },
  {
    wrong: 'an id that is none is 400 or 500',
    source: 'PING: pf_scim_connector (GitHub EMU); OKTA: SPEC test',
    right: ['0', '00919288221112222', 'not-an-id', '%27%20or%201=1', 'usr_00000000000000000000000000'].flatMap((id) =>
      ['GET', 'DELETE'].flatMap((method) => ['Users', 'Groups'].map((endpoint) => ({ send: `${method} /${endpoint}/${id}`, status: 404 }))),
    ),
  },
  {
    wrong: 'read-only attributes are reason to refuse a PUT or a PATCH',
    source: 'RFC 7644 §3.5.1; OKTA: reference/scim/scim-20; R:goauthentik/authentik',
    given: two,
    right: [
      {
        send: 'PUT /Users/{ana}',
        body: person('ana', { id: 'x', meta: { resourceType: 'Robot', created: '2000-01-01T00:00:00Z' }, groups: [{ value: 'grp_x' }] }),
        status: 200,
        shows: { id: '{ana}', meta: { resourceType: 'User' }, groups: [{ value: '{Eng}' }] },
      },
      { ...patchUser({ op: 'replace', value: { id: 'x', meta: {}, groups: [], title: 'Dr' } }), status: 200, shows: { id: '{ana}', title: 'Dr' } },
      { ...patchEng({ op: 'replace', value: { id: '{Eng}', displayName: 'Engineering' } }), status: 200, shows: { displayName: 'Engineering' } },
      {
        ...patchUser({ op: 'replace', path: 'id', value: 'x' }),
        status: 400,
        scimType: 'mutability',
        because: 'named by its path it is refused (§3.5.2)',
      },
    ],
  },
  {
    wrong: 'a PUT that leaves out active deactivates, or re-activates',
    source: 'docs.delinea.com: Okta SCIM endpoint reference; GH:valon-technologies/gestalt#3167',
    given: ana,
    right: [
      { send: 'PUT /Users/{ana}', body: person('ana', { active: undefined }), status: 200, shows: { active: true } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: false }), status: 200, shows: { active: false } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: undefined, title: 'Dr' }), status: 200, shows: { active: false, title: 'Dr' } },
      { send: 'PUT /Users/{ana}', body: person('ana', { active: null }), status: 200, shows: { active: false }, lacks: ['title'] },
    ],
  },
  {
    wrong: 'another userName makes another user',
    source: 'GH:ssoready/ssoready#164',
    given: { users: ['ana'], groups: { Eng: ['ana'] } },
    right: [
      {
        ...patchUser({ op: 'replace', path: 'userName', value: 'anna@acme.example' }),
        status: 200,
        shows: { id: '{ana}', groups: [{ value: '{Eng}' }] },
      },
      {
        send: 'PUT /Users/{ana}',
        body: person('anne'),
        status: 200,
        shows: { id: '{ana}', userName: 'anne@acme.example', groups: [{ value: '{Eng}' }] },
      },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'GET /v1/members', status: 200, shows: { items: [expect.any(Object)] } },
    ],
  },
  {
    wrong: 'who was deleted and who is inactive are mixed up',
    source: 'GH:ssoready/ssoready#155',
    given: two,
    right: [
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /Users/{ana}', status: 200, shows: { active: false } },
      { send: 'GET /Users', status: 200, finds: ['ana', 'bo'] },
      { send: 'DELETE /Users/{bo}', status: 204 },
      { send: 'GET /Users/{bo}', status: 404 },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
    ],
  },
  {
    wrong: 'a name that was deleted is taken',
    source: 'GH:FusionAuth/fusionauth-issues#3244; GH:15five/django-scim2#83',
    given: two,
    right: [
      { send: 'DELETE /Users/{ana}', status: 204 },
      { send: 'POST /Users', body: person('ana'), status: 201, keep: 'again' },
      { send: 'GET /Users', status: 200, finds: ['bo', 'again'] },
      { send: 'DELETE /Groups/{Eng}', status: 204 },
      { send: 'POST /Groups', body: groupOf('Eng'), status: 201, members: [] },
    ],
  },
  {
    wrong: 'a second DELETE is 204 or 500',
    source: 'ENTRA: scim-validator-tutorial',
    given: two,
    right: ['Users/{ana}', 'Groups/{Eng}'].flatMap((path) => [204, 404, 404].map((status) => ({ send: `DELETE /${path}`, status }))),
  },
  {
    wrong: 'names of groups differ by blanks or letter case, or are echoed otherwise than sent',
    source: 'GH:snapotter-hq/SnapOtter#988, #993',
    given: two,
    right: [
      { send: 'POST /Groups', body: groupOf(' Sales Team '), status: 201, shows: { displayName: ' Sales Team ' }, keep: 'sales' },
      { send: 'GET /Groups/{sales}', status: 200, shows: { displayName: ' Sales Team ' } },
      { send: 'POST /Groups', body: groupOf('sales team'), status: 409, scimType: 'uniqueness' },
      { ...patchEng({ op: 'replace', path: 'displayName', value: 'SALES TEAM' }), status: 409, scimType: 'uniqueness' },
      { send: 'PUT /Groups/{Eng}', body: groupOf('SALES team '), status: 409, scimType: 'uniqueness' },
      {
        ...patchEng({ op: 'replace', path: 'displayName', value: 'ENG' }),
        status: 200,
        shows: { displayName: 'ENG' },
        because: 'its own name, in another case',
      },
    ],
  },
  {
    wrong: 'a group that is renamed is another, and loses its limit and its members',
    source: 'GH:eneo-ai/eneo#461; GH:awslabs/ssosync#166; GH:better-auth/better-auth#9708',
    given: two,
    right: [
      { send: 'PUT /v1/spend_limits/groups/{Eng}', body: { kind: 'amount', amount: '80' }, status: 200 },
      { ...patchEng({ op: 'replace', value: { id: '{Eng}', displayName: 'Engineering' } }), status: 200, shows: { id: '{Eng}' }, members: ['ana'] },
      { send: 'PUT /Groups/{Eng}', body: { schemas: [G], displayName: 'Platform' }, status: 200, shows: { id: '{Eng}' }, members: ['ana'] },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { source: 'group', limit: { amount: '80.00' } } },
      { send: 'GET /Groups', status: 200, finds: ['Eng'] },
    ],
  },
  {
    wrong: 'who left keeps a seat, or is let in again by a later change',
    source: 'GH:BerriAI/litellm#36817; GH:msaad00/agent-bom#3535; GH:different-ai/openwork#4775',
    given: ana,
    right: [
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'active' } },
      { ...patchUser({ op: 'replace', value: { active: false } }), status: 200 },
      { send: 'GET /v1/users/{ana}/effective_limit', status: 200, shows: { status: 'deprovisioned' } },
      { send: 'GET /v1/members', status: 200, shows: { items: [] } },
      { ...patchUser({ op: 'replace', path: 'title', value: 'Dr' }), status: 200, shows: { active: false } },
      { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    ],
  },
  {
    wrong: 'a password is checked, kept, or returned',
    source: 'GH:zitadel/zitadel#10009',
    right: [
      { send: 'POST /Users', body: { ...bare, password: 'x' }, status: 201, lacks: ['password'], keep: 'ana' },
      { send: 'GET /Users/{ana}?attributes=password,userName', status: 200, lacks: ['password'] },
      { ...patchUser({ op: 'replace', path: 'password', value: '' }), status: 200, lacks: ['password'] },
      { send: 'GET /Users?filter=password eq "x"', status: 400, scimType: 'invalidFilter' },
    ],
  },
]

const lists: Case[] = [
  {
    wrong: 'a filter value is decoded twice, or a plus sign is no blank',
    source: 'GH:elimity-com/scim#133; GH:OneUptime/oneuptime#2134',
    right: [
      { send: 'POST /Users', body: { ...bare, userName: 'ana+tag@acme.example' }, status: 201, keep: 'ana' },
      { send: 'GET /Users?filter=userName+eq+%22ana%2Btag%40acme.example%22', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName%20eq%20%22ana%2Btag%40acme.example%22', status: 200, finds: ['ana'] },
      { send: 'GET /Users?filter=userName+eq+%22ana%252Btag%40acme.example%22', status: 200, finds: [] },
      { send: 'GET /Users?filter=userName+eq+%22ana+tag%40acme.example%22', status: 200, finds: [] },
    ],
  },
  {
    wrong: 'blanks, quotes, backslashes, colons and escapes within a value break the filter',
    source:
      'GH:audriga/scim-server-php#1; GH:kanidm/kanidm#3673; GH:thomaspoignant/scim-patch#1020; GH:lightdash/lightdash#18243; GH:Captain-P-Goldfish/SCIM-SDK#913',
    right: [
      ...['R & D: "core"', 'a\\b', 'urn:x:y', 'Größe (eq) and [or]', 'tab\there'].flatMap((displayName) => [
        { send: 'POST /Groups', body: groupOf(displayName), status: 201, keep: 'g' },
        { send: `GET /Groups?filter=${encodeURIComponent(`displayName eq ${JSON.stringify(displayName)}`)}`, status: 200, finds: ['g'] },
      ]),
      { send: 'POST /Groups', body: groupOf('Ünï'), status: 201, keep: 'g' },
      { send: `GET /Groups?filter=${encodeURIComponent('displayName eq "\\u00dcn\\u00ef"')}`, status: 200, finds: ['g'] },
    ],
  },
  {
    wrong: '% or * in a value matches everything',
    source: 'GH:FusionAuth/fusionauth-issues#3111',
    given: two,
    right: ['%25', '*', 'a%25', 'ana_acme.example', '%25@acme.example', '?'].map((pattern) => ({
      send: `GET /Users?filter=userName eq "${pattern}"`,
      status: 200,
      finds: [],
    })),
  },
  {
    wrong: 'a filter that is not understood lists everybody',
    source: 'GH:Metatavu/keycloak-scim-server#46',
    given: two,
    right: [
      ...['userName', 'userName is "ana"', 'nope eq "x"', 'userName eq "ana" nonsense', 'name eq "x"', ''].map((filter) => ({
        send: `GET /Users?filter=${filter}`,
        status: 400,
        scimType: 'invalidFilter',
      })),
      { send: 'GET /Groups?filter=userName eq "x"', status: 400, scimType: 'invalidFilter' },
    ],
  },
  {
    wrong: 'groups have no filter',
    source: 'ENTRA: use-scim-to-provision-users-and-groups; R:goauthentik/authentik',
    given: { users: ['ana', 'bo'], groups: { Eng: ['ana'], Ops: ['ana', 'bo'] } },
    right: [
      { send: 'GET /Groups?filter=displayName eq "eng"', status: 200, finds: ['Eng'] },
      { send: 'GET /Groups?filter=id eq "{Ops}"', status: 200, finds: ['Ops'] },
      { send: 'GET /Groups?filter=members.value eq "{ana}"', status: 200, finds: ['Eng', 'Ops'] },
      { send: 'GET /Groups?filter=id eq "{Ops}" and members[value eq "{bo}"]', status: 200, finds: ['Ops'] },
      { send: 'GET /Groups?filter=externalId pr', status: 200, finds: [] },
    ],
  },
  {
    wrong: 'order is asked of what has none, or pr finds what is empty',
    source: 'R:Captain-P-Goldfish/SCIM-SDK; RFC 7644 §3.4.2.2',
    right: [
      { send: 'POST /Users', body: { ...bare, title: '', nickName: null, emails: [] }, status: 201, keep: 'ana' },
      ...['title', 'nickName', 'emails', 'name', 'name.givenName'].map((name) => ({ send: `GET /Users?filter=${name} pr`, status: 200, finds: [] })),
      { send: 'GET /Users?filter=title ne "x"', status: 200, finds: ['ana'] },
      ...['gt', 'ge', 'lt', 'le'].map((op) => ({ send: `GET /Users?filter=active ${op} true`, status: 400, scimType: 'invalidFilter' })),
      { send: 'GET /Users?filter=x509Certificates.value gt "AAAA"', status: 400, scimType: 'invalidFilter' },
    ],
  },
  {
    wrong: 'count=0 is an error or a page',
    source: 'GH:PennState/SCIMple#74; GH:wso2/product-is#5106',
    given: two,
    right: ['Users', 'Groups'].map((endpoint) => ({
      send: `GET /${endpoint}?count=0`,
      status: 200,
      shows: { totalResults: endpoint === 'Users' ? 2 : 1, itemsPerPage: 0, Resources: [] },
    })),
  },
  {
    wrong: 'totalResults is the size of the page',
    source: 'GH:simpleidserver/SimpleIdServer#320',
    given: full,
    right: [
      { send: 'GET /Users?count=1', status: 200, shows: { totalResults: 3, itemsPerPage: 1 } },
      { send: 'GET /Users?count=1&filter=userName co "acme"', status: 200, shows: { totalResults: 3, itemsPerPage: 1 } },
      { send: 'GET /Users?startIndex=9', status: 200, shows: { totalResults: 3, itemsPerPage: 0, startIndex: 9, Resources: [] } },
      { send: 'GET /ResourceTypes', status: 200, shows: { totalResults: 2, itemsPerPage: 2 } },
    ],
  },
  {
    wrong: 'excludedAttributes=members is not heard',
    source: 'ENTRA: scim-validator-tutorial',
    given: two,
    right: [
      { send: 'GET /Groups/{Eng}?excludedAttributes=members', status: 200, lacks: ['members'] },
      {
        send: 'GET /Groups?excludedAttributes=members&filter=displayName eq "Eng"',
        status: 200,
        finds: ['Eng'],
        lacks: ['members'],
      },
      {
        ...patchEng({ op: 'add', path: 'members', value: value('bo') }),
        send: 'PATCH /Groups/{Eng}?excludedAttributes=members',
        status: 200,
        lacks: ['members'],
      },
      { send: 'GET /Groups/{Eng}', status: 200, members: ['ana', 'bo'] },
    ],
  },
  {
    wrong: 'attributes takes id and schemas away, or excludedAttributes what is always returned',
    source: 'GH:better-auth/better-auth#10421',
    given: two,
    right: [
      { send: 'GET /Users/{ana}?attributes=title', status: 200, shows: { schemas: [U], id: '{ana}' }, lacks: ['userName', 'meta'] },
      {
        send: 'GET /Users/{ana}?excludedAttributes=id,schemas,emails',
        status: 200,
        shows: { schemas: [U], id: '{ana}', userName: 'ana@acme.example' },
        lacks: ['emails'],
      },
      { send: 'GET /Groups?attributes=displayName', status: 200, shows: { Resources: [{ schemas: [G], id: '{Eng}', displayName: 'Eng' }] } },
    ],
  },
  {
    wrong: 'numbers of a list are texts',
    source: 'OKTA: concepts/scim/faqs',
    given: ana,
    right: [{ send: 'GET /Users?startIndex=1&count=1', status: 200, shows: { totalResults: 1, startIndex: 1, itemsPerPage: 1 } }],
  },
  {
    wrong: 'a query parameter that nobody knows is an error',
    source: 'ENTRA: application-provisioning-config-problem-scim-compatibility',
    given: ana,
    right: ['aadOptscim062020', 'AzureAdScimPatch2017', 'verbose=true', '_=1'].map((parameter) => ({
      send: `GET /Users?${parameter}`,
      status: 200,
      finds: ['ana'],
    })),
  },
  {
    wrong: 'POST to .search is 404 or 201',
    source: 'scim2-tester; RFC 7644 §3.4.3',
    given: two,
    right: [
      { send: 'POST /Users/.search', body: { filter: 'userName sw "ana"', attributes: ['userName'] }, status: 200, finds: ['ana'] },
      { send: 'POST /Groups/.search', body: { excludedAttributes: ['members'], count: 1 }, status: 200, finds: ['Eng'] },
      { send: 'POST /.search', body: { filter: 'displayName eq "eng" or userName sw "ana"' }, status: 200, finds: ['ana', 'Eng'] },
    ],
  },
]

const accepted = [
  ['application/scim+json', 'application/scim+json'],
  ['application/json', 'application/json'],
  ['application/json, text/plain', 'application/json'],
  ['application/scim+json, application/json', 'application/scim+json'],
  ['application/json, */*', 'application/scim+json'],
  ['*/*', 'application/scim+json'],
  ['text/html', 'application/scim+json'],
] as const

const service: Case[] = [
  {
    wrong: 'ServiceProviderConfig lacks parts',
    source: 'GH:better-auth/better-auth#10413; GH:Infisical/infisical#6552',
    right: [
      {
        send: 'GET /ServiceProviderConfig',
        status: 200,
        shows: {
          patch: { supported: true },
          bulk: { supported: expect.any(Boolean), maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
          filter: { supported: true, maxResults: expect.any(Number) },
          changePassword: { supported: expect.any(Boolean) },
          sort: { supported: expect.any(Boolean) },
          etag: { supported: expect.any(Boolean) },
          authenticationSchemes: [{ type: 'oauthbearertoken', name: expect.any(String), description: expect.any(String) }],
        },
      },
    ],
  },
  {
    wrong: 'a media type is taken for no JSON, or an empty user agent for an attack',
    source: 'GH:kortix-ai/suna#7297; GH:OneUptime/oneuptime#2134',
    right: [
      'application/scim+json',
      'application/json',
      'text/json',
      'Application/SCIM+JSON',
      'application/scim+json; charset=utf-8',
      'application/json;charset=iso-8859-1',
    ].map((type, place) => ({
      send: 'POST /Users',
      body: person(`typed${place}`),
      headers: { 'content-type': type, 'user-agent': '', 'accept-charset': 'utf-8' },
      status: 201,
    })),
  },
  {
    wrong: 'an answer has another media type than the client takes, or a charset',
    source: 'verify.scim.dev; R:apache/directory-scimple; developers.onelogin.com: Implement SCIM API',
    right: accepted.flatMap(([accept, mediaType]) => [
      { send: 'GET /Users', headers: { accept }, status: 200, mediaType },
      { send: 'GET /Users/nobody', headers: { accept }, status: 404, mediaType },
    ]),
  },
  {
    wrong: 'schemas are checked to the letter',
    source: 'ENTRA: use-scim-to-provision-users-and-groups; developers.onelogin.com: Implement SCIM API',
    right: [
      {
        send: 'POST /Users',
        body: { ...bare, schemas: [U, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'] },
        status: 201,
        shows: { schemas: [U] },
        keep: 'ana',
      },
      { send: 'PUT /Users/{ana}', body: { ...bare, [E]: { department: 'R&D' } }, status: 200, shows: { schemas: [U, E] } },
      { send: 'PUT /Users/{ana}', body: { ...bare, schemas: [U.toUpperCase()] }, status: 200, shows: { schemas: [U] } },
      { send: 'POST /Users', body: { userName: 'x@acme.example' }, status: 400, scimType: 'invalidSyntax', says: /schemas/ },
    ],
  },
]

describe.each(databases)('on %s, it is wrong when', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  describe.each([
    ['values', values],
    ['members', members],
    ['identities', identities],
    ['lists', lists],
    ['the service', service],
  ])('%s', (_subject, cases) => {
    test.each(cases.map((each) => [each.wrong, each.source, each] as const))('%s (%s)', async (_wrong, _source, { given = {}, right }) => {
      const team = await server.addTeam()
      const conversation = converse(team, team.directory)
      await begin(conversation, given)
      for (const exchange of right) await expectExchange(conversation, exchange)
    })
  })
})
