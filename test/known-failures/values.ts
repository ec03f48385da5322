import { ana, patchEng, patchUser, refer, two } from '../support/given.ts'
import { E, P, person, U } from '../support/scim.ts'
import type { Case } from './case.ts'

const bare = { schemas: [U], userName: 'bare@acme.example' }

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

export const values: Case[] = [
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
      { ...patchEng({ op: 'remove', path: 'members' }, { op: 'add', path: 'members', value: [refer('bo')] }), status: 200, members: ['bo'] },
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
