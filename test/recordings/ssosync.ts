import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = {
  schemas: [U],
  userName: 'ana@corp.example',
  name: { givenName: 'Ana', familyName: 'Li' },
  displayName: 'Ana Li',
  active: true,
  emails: [{ value: 'ana@corp.example', type: 'work', primary: true }],
  addresses: [],
}
const patch = (op: 'add' | 'remove', ...who: string[]) => ({
  schemas: [P],
  Operations: [{ op, path: 'members', value: who.map((value) => ({ value })) }],
})

/** A program that carries Google Workspace to AWS IAM Identity Center, pointed at another server. */
export const ssosync: Recording = {
  client: 'ssosync',
  sources: ['R:awslabs/ssosync', 'R:slashdevops/idp-scim-sync', 'GH:gravitational/teleport#55882', 'GH:awslabs/ssosync#166'],
  headers: { 'content-type': 'application/scim+json' },
  exchanges: [
    { send: 'GET /ServiceProviderConfig', status: 200, shows: { filter: { supported: true } } },
    { send: 'GET /Users?filter=userName+eq+%22ana%40corp.example%22', status: 200, finds: [] },
    { send: 'POST /Users', body: ana, status: 201, shows: { active: true }, keep: 'ana' },
    {
      send: 'POST /Users',
      body: { ...ana, userName: 'bo@corp.example', emails: [{ value: 'bo@corp.example', type: 'work', primary: true }] },
      status: 201,
      keep: 'bo',
    },
    { send: 'GET /Users?filter=userName+eq+%22ana%40corp.example%22', status: 200, finds: ['ana'] },
    { send: 'PUT /Users/{ana}', body: { ...ana, id: '{ana}', displayName: 'Anna Li' }, status: 200, shows: { displayName: 'Anna Li' } },
    { send: 'GET /Groups?filter=displayName+eq+%22Eng%22', status: 200, finds: [] },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng', members: [] }, status: 201, members: [], keep: 'eng' },
    { send: 'GET /Groups?filter=displayName+eq+%22Eng%22', status: 200, finds: ['eng'] },
    { send: 'PATCH /Groups/{eng}', body: patch('add', '{ana}', '{bo}'), status: 200, members: ['ana', 'bo'], because: 'a hundred at most at a time' },
    {
      send: 'GET /Groups?filter=id+eq+%22{eng}%22+and+members+eq+%22{ana}%22',
      status: 200,
      finds: ['eng'],
      because: 'AWS tells members in no other way, so it asks of each',
    },
    { send: 'PATCH /Groups/{eng}', body: patch('remove', '{bo}'), status: 200, members: ['ana'] },
    { send: 'GET /Groups?filter=id+eq+%22{eng}%22+and+members+eq+%22{bo}%22', status: 200, finds: [] },
    { send: 'DELETE /Users/{bo}', status: 204 },
    { send: 'DELETE /Groups/{eng}', status: 204 },
  ],
}
