import { expect } from 'vitest'
import { G, P, person } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = person('ana', { externalId: 'uid-1' })
const patch = (...Operations: object[]) => ({ schemas: [P], Operations })
const members = (op: 'add' | 'remove', value: string) => ({ op, path: 'members', value: [{ value }] })
const whole = { schemas: [G], id: '{eng}', externalId: 'ak-1', displayName: 'Eng' }

export const authentik: Recording = {
  client: 'authentik',
  sources: ['R:goauthentik/authentik: authentik/providers/scim/clients', 'GH:goauthentik/authentik#16677', 'GH:getsentry/sentry#117860'],
  headers: { 'user-agent': 'authentik@2026.4.0', accept: 'application/scim+json', 'content-type': 'application/scim+json' },
  recognisedAs: 'authentik',
  exchanges: [
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
        authenticationSchemes: [{ type: 'oauthbearertoken' }],
      },
      because: 'where a part were missing it would take PATCH for unsupported',
    },
    { send: 'POST /Users', body: ana, status: 201, keep: 'ana' },
    { send: 'POST /Users', body: ana, status: 409, scimType: 'uniqueness', because: 'it links what is there' },
    { send: 'GET /Users?filter=userName eq ana@acme.example', status: 200, finds: ['ana'], because: 'by a look-up without quotes' },
    { send: 'PUT /Users/{ana}', body: { ...ana, id: '{ana}', displayName: 'Ana' }, status: 200, shows: { displayName: 'Ana' } },
    { send: 'GET /Users?startIndex=101', status: 200, shows: { totalResults: 1, startIndex: 101, itemsPerPage: 0, Resources: [] } },
    { send: 'POST /Users', body: person('bo', { externalId: 'uid-2' }), status: 201, keep: 'bo' },
    { send: 'POST /Groups', body: { schemas: [G], externalId: 'ak-1', displayName: 'Before' }, status: 201, members: [], keep: 'eng' },
    { send: 'PATCH /Groups/{eng}', body: patch(members('add', '{bo}')), status: 200, members: ['bo'], because: 'an add for each member' },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'replace', value: whole }),
      status: 200,
      shows: { displayName: 'Eng', externalId: 'ak-1' },
      members: ['bo'],
      because: 'the whole group without a path',
    },
    { send: 'GET /Groups/{eng}', status: 200, members: ['bo'], because: 'it compares the members' },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch(members('add', '{ana}'), members('remove', '{bo}')),
      status: 200,
      members: ['ana'],
      because: 'and sends lists',
    },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'eng' }, status: 409, scimType: 'uniqueness' },
    { send: 'GET /Groups?filter=displayName eq Eng', status: 200, finds: ['eng'] },
    { send: 'PUT /Groups/{eng}', body: { ...whole, members: [{ value: '{bo}' }] }, status: 200, members: ['bo'], because: 'where PATCH is off' },
    { send: 'DELETE /Users/{ana}', status: 204 },
    { send: 'DELETE /Groups/{eng}', status: 204 },
    { send: 'PATCH /Groups/{eng}', body: patch(members('add', '{bo}')), status: 404, because: 'upon which it makes the group again' },
    { send: 'POST /Groups', body: { schemas: [G], externalId: 'ak-1', displayName: 'Eng' }, status: 201 },
  ],
}
