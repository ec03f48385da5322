import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = {
  schemas: [U],
  userName: 'ana',
  externalId: 'kc-1',
  displayName: 'Ana Li',
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ value: 'ana@corp.example' }],
  active: true,
  roles: [],
}
const patch = (...Operations: object[]) => ({ schemas: [P], Operations })
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })

/** The free plugin, first as it comes, then with its options for PATCH. */
export const keycloak: Recording = {
  client: 'Keycloak’s free plugin',
  sources: ['R:mitodl/keycloak-scim: src/main/java/sh/libre/scim/core', 'GH:Captain-P-Goldfish/scim-for-keycloak#158'],
  headers: { 'content-type': 'application/json' },
  recognisedAs: 'keycloak',
  exchanges: [
    {
      send: 'POST /Users',
      body: ana,
      status: 201,
      shows: { userName: 'ana', externalId: 'kc-1', emails: ana.emails },
      keep: 'ana',
      because: 'no look-up',
    },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { email: 'ana@corp.example' }, because: 'an address of no type is an address' },
    { send: 'POST /Users', body: ana, status: 409, scimType: 'uniqueness' },
    { send: 'PUT /Users/{ana}', body: { ...ana, id: '{ana}', displayName: 'Ana Lee' }, status: 200, shows: { displayName: 'Ana Lee' } },
    {
      send: 'PATCH /Users/{ana}',
      body: patch(replace('active', 'false'), replace('userName', 'ana.li'), replace('displayName', 'Ana Li')),
      status: 200,
      shows: { id: '{ana}', active: false, userName: 'ana.li', displayName: 'Ana Li' },
      because: 'booleans are texts',
    },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'PUT /Users/{ana}', body: { ...ana, id: '{ana}' }, status: 200, shows: { active: true, userName: 'ana' } },
    { send: 'POST /Groups', body: { schemas: [G], externalId: 'kc-g', displayName: 'Old' }, status: 201, keep: 'eng' },
    {
      send: 'PUT /Groups/{eng}',
      body: { schemas: [G], id: '{eng}', externalId: 'kc-g', displayName: 'Old', members: [{ value: '{ana}', $ref: 'Users/{ana}' }] },
      status: 200,
      shows: { members: [{ value: '{ana}', $ref: '{base}/Users/{ana}' }] },
      because: 'a relative $ref is not kept',
    },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch(replace('members', [{ value: '{ana}', $ref: 'Users/{ana}' }]), replace('displayName', 'Eng'), replace('externalId', 'kc-2')),
      status: 200,
      shows: { displayName: 'Eng', externalId: 'kc-2' },
      members: ['ana'],
    },
    { send: 'PATCH /Groups/{eng}', body: patch({ op: 'remove', path: 'members' }), status: 200, members: [], because: 'an empty group' },
    { send: 'GET /Groups?filter=displayName EQ "Eng"', status: 200, finds: ['eng'], because: 'the commercial plugin, after a 409' },
    { send: 'GET /Users', status: 200, finds: ['ana'], because: 'an import reads the first page' },
    { send: 'DELETE /Users/{ana}', status: 204 },
    { send: 'DELETE /Groups/{eng}', status: 204 },
  ],
}
