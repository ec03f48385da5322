import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = {
  schemas: [U],
  userName: 'ana@corp.example.42',
  externalId: '7f6b8e0c-0000-4000-8000-000000000001',
  displayName: 'Ana Li',
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ value: 'ana@corp.example', type: 'work', primary: true }],
  active: true,
}

/** Its reads are documented, and that roles become groups. With which verbs it writes is not, so all are here. */
export const cyberark: Recording = {
  client: 'CyberArk',
  sources: ['workos.com: docs/integrations/cyberark-scim', 'docs.cyberark.com: SCIM provisioning'],
  exchanges: [
    { send: 'GET /ServiceProviderConfig', status: 200, shows: { patch: { supported: true } }, because: 'Verify' },
    { send: 'GET /ResourceTypes/User', status: 200, shows: { endpoint: '/Users' } },
    { send: 'GET /ResourceTypes/Group', status: 200, shows: { endpoint: '/Groups' } },
    { send: 'GET /Users?count=1', status: 200, finds: [] },
    { send: 'GET /Users?filter=userName eq "ana@corp.example.42"', status: 200, finds: [], because: 'a sync' },
    { send: 'POST /Users', body: ana, status: 201, shows: { userName: 'ana@corp.example.42' }, keep: 'ana' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'active', email: 'ana@corp.example' }, because: 'its login names have a suffix' },
    { send: 'GET /Users?filter=userName eq "ana@corp.example.42"', status: 200, finds: ['ana'] },
    { send: 'PUT /Users/{ana}', body: { ...ana, id: '{ana}', title: 'Lead' }, status: 200, shows: { title: 'Lead' } },
    { send: 'GET /Groups?filter=displayName eq "Eng"', status: 200, finds: [], because: 'the destination group of a role' },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng' }, status: 201, keep: 'eng' },
    {
      send: 'PATCH /Groups/{eng}',
      body: { schemas: [P], Operations: [{ op: 'add', path: 'members', value: [{ value: '{ana}' }] }] },
      status: 200,
      members: ['ana'],
    },
    { send: 'PUT /Groups/{eng}', body: { schemas: [G], displayName: 'Eng', members: [] }, status: 200, members: [] },
    {
      send: 'PATCH /Users/{ana}',
      body: { schemas: [P], Operations: [{ op: 'replace', path: 'active', value: false }] },
      status: 200,
      shows: { active: false },
    },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'DELETE /Users/{ana}', status: 204 },
  ],
}
