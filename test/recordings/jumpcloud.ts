import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const patch = (op: 'add' | 'remove', who: string) => ({ schemas: [P], Operations: [{ op, path: 'members', value: [{ value: who }] }] })
const emails = [{ value: 'ana@corp.example', type: 'work', primary: true }]
const ana = { schemas: [U], userName: 'ana@corp.example', active: true, emails }

export const jumpcloud: Recording = {
  client: 'JumpCloud',
  sources: ['jumpcloud.com: Identity Management using a Custom SCIM Integration', 'GH:Infisical/infisical#2138', 'GH:wso2/product-is#8589'],
  exchanges: [
    {
      send: 'POST /Users',
      body: { schemas: [U], userName: 'scim-check@corp.example', active: true },
      status: 201,
      keep: 'probe',
      because: 'its activation',
    },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'scim-check' }, status: 201, members: [], keep: 'checked' },
    { send: 'PATCH /Groups/{checked}', body: patch('add', '{probe}'), status: 200, members: ['probe'], keep: 'checked' },
    { send: 'PATCH /Groups/{checked}', body: patch('remove', '{probe}'), status: 200, members: [] },
    { send: 'DELETE /Groups/{checked}', status: 204 },
    { send: 'DELETE /Users/{probe}', status: 204 },
    { send: 'GET /Users?startIndex=1&count=100', status: 200, finds: [], because: 'nothing is left of it' },
    { send: 'GET /v1/users/{probe}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'GET /Groups?startIndex=1&count=100', status: 200, finds: [] },
    { send: 'GET /v1/findings', status: 200, shows: { items: [] }, because: 'and it alarms nobody' },
    { send: 'POST /Users', body: ana, status: 201, keep: 'ana' },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng' }, status: 201, keep: 'eng' },
    { send: 'PATCH /Groups/{eng}', body: patch('add', '{ana}'), status: 200, members: ['ana'], keep: 'eng' },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch('add', '{ana}'),
      status: 200,
      shows: { meta: { version: '{eng.meta.version}', lastModified: '{eng.meta.lastModified}' } },
      members: ['ana'],
      because: 'it adds again whom it has added',
    },
    { send: 'PATCH /Groups/{eng}', body: patch('remove', '{ana}'), status: 200, members: [] },
    { send: 'PUT /Users/{ana}', body: { ...ana, active: false }, status: 200, shows: { active: false } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'DELETE /Users/{ana}', status: 204 },
  ],
}
