import { G, P, U } from '../support/scim.ts'
import type { Exchange } from '../support/exchange.ts'
import type { Recording } from './recording.ts'

const ana = {
  schemas: [U],
  userName: 'ana@corp.example',
  externalId: 'p-1',
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ value: 'ana@corp.example', type: 'work' }],
}
const put = (more: object) => ({ ...ana, id: '{ana}', ...more })
const eng = (...members: string[]) => ({ schemas: [G], displayName: 'Eng', members: members.map((value) => ({ value })) })
const pages: Exchange[] = [
  {
    send: 'GET /Groups?startIndex=1&count=2',
    status: 200,
    shows: { totalResults: 3, startIndex: 1, itemsPerPage: 2 },
    because: 'all groups are read',
  },
  { send: 'GET /Groups?startIndex=3&count=2', status: 200, shows: { totalResults: 3, startIndex: 3, itemsPerPage: 1 }, because: 'to the last page' },
]

export const pingfederate: Recording = {
  client: 'PingFederate',
  sources: ['PING: pf_scim_connector'],
  exchanges: [
    { send: 'GET /Users?filter=username%20Eq%20%22ana%40corp.example%22', status: 200, finds: [], because: 'the expression of its admin' },
    { send: 'GET /Users?filter=email%20Co%20%22ana%40corp.example%22', status: 400, scimType: 'invalidFilter', says: /did you mean emails/ },
    { send: 'GET /Users/0', status: 404, because: 'a probe of its GitHub EMU flavour' },
    { send: 'POST /Users', body: { ...ana, active: false }, status: 201, shows: { active: false }, keep: 'ana', because: 'made disabled' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'PUT /Users/{ana}', body: put({ active: true }), status: 200, shows: { active: true } },
    { send: 'GET /Users?filter=userName%20EQ%20%22ANA%40corp.example%22', status: 200, finds: ['ana'] },
    { send: 'GET /Users?filter=emails%20Co%20%22ana%40%22', status: 200, finds: ['ana'] },
    { send: 'GET /Users?filter=Emails.Value%20Sw%20%22ana%22', status: 200, finds: ['ana'] },
    {
      send: 'PUT /Users/{ana}',
      body: put({
        active: true,
        emails: [
          { value: 'ana@corp.example', type: 'work', primary: true },
          { value: 'ana@home.example', type: 'home', primary: true },
        ],
      }),
      status: 200,
      shows: { emails: [{ primary: false }, { value: 'ana@home.example', primary: true }] },
      because: 'of two primary addresses the last one is (RFC 7643 §2.4)',
    },
    ...['Sales', 'Ops'].map((displayName): Exchange => ({ send: 'POST /Groups', body: { schemas: [G], displayName }, status: 201 })),
    { send: 'POST /Groups', body: eng(), status: 201, keep: 'eng' },
    ...pages,
    { send: 'PUT /Groups/{eng}', body: eng('{ana}'), status: 200, members: ['ana'], because: 'groups by PUT, unless the admin says PATCH' },
    {
      send: 'PATCH /Groups/{eng}',
      body: { schemas: [P], Operations: [{ op: 'remove', path: 'members[value eq "{ana}"]' }] },
      status: 200,
      members: [],
      because: 'with "patch groups"',
    },
    { send: 'PUT /Users/{ana}', body: put({ active: false }), status: 200, shows: { active: false }, because: 'deprovisioned by disabling' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'DELETE /Users/{ana}', status: 204, because: 'or by deletion' },
  ],
}

/** Which verb it updates with is not documented, so both are here. */
export const pingone: Recording = {
  client: 'PingOne',
  sources: ['PING: p1_scim'],
  exchanges: [
    { send: 'GET /ServiceProviderConfig', status: 200, shows: { patch: { supported: true }, filter: { supported: true } }, because: 'the test' },
    { send: 'GET /Users?count=1', status: 200, finds: [], because: 'or so' },
    { send: 'GET /Users?filter=userName%20Eq%20%22ana%40corp.example%22', status: 200, finds: [], because: 'the expression of its admin' },
    { send: 'POST /Users', body: { ...ana, active: true }, status: 201, keep: 'ana', because: 'only the first value of a list is sent' },
    { send: 'GET /Users?filter=userName%20Eq%20%22ana%40corp.example%22', status: 200, finds: ['ana'] },
    { send: 'PUT /Users/{ana}', body: put({ active: true, title: 'Lead' }), status: 200, shows: { title: 'Lead' } },
    {
      send: 'PATCH /Users/{ana}',
      body: { schemas: [P], Operations: [{ op: 'replace', path: 'title', value: 'Head' }] },
      status: 200,
      shows: { title: 'Head' },
    },
    ...['Sales', 'Ops'].map((displayName): Exchange => ({ send: 'POST /Groups', body: { schemas: [G], displayName }, status: 201 })),
    { send: 'POST /Groups', body: eng('{ana}'), status: 201, members: ['ana'], keep: 'eng' },
    ...pages,
    {
      send: 'PATCH /Groups/{eng}',
      body: { schemas: [P], Operations: [{ op: 'remove', path: 'members', value: [{ value: '{ana}' }] }] },
      status: 200,
      members: [],
    },
    { send: 'PUT /Groups/{eng}', body: eng('{ana}'), status: 200, members: ['ana'] },
    { send: 'PUT /Users/{ana}', body: put({ active: false }), status: 200, shows: { active: false }, because: 'its removal action is disable' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'DELETE /Users/{ana}', status: 204, because: 'or delete' },
  ],
}
