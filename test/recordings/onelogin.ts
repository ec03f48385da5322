import { E, G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

/** The body is a template that the admin edits: booleans are texts, what has no value is an empty text, and schemas names no extension. */
const template = (id: string | null, active: unknown) => ({
  schemas: [U],
  id,
  userName: 'ana@corp.example',
  externalId: '',
  active,
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ value: 'ana@corp.example', type: 'work', primary: true }],
  title: '',
  [E]: { department: '', manager: { managerId: 'usr_9', displayName: 'Max' } },
})

export const onelogin: Recording = {
  client: 'OneLogin',
  sources: ['developers.onelogin.com: Implement SCIM API', 'developers.onelogin.com: Test your SCIM'],
  headers: { accept: 'application/json' },
  recognisedAs: 'onelogin',
  exchanges: [
    { send: 'GET /Users?filter=userName eq "probe@corp.example"', status: 200, finds: [], because: 'the test of the connection' },
    { send: 'GET /Users?filter=userName eq "ana@corp.example"', status: 200, finds: [] },
    {
      send: 'POST /Users',
      body: template(null, 'true'),
      status: 201,
      shows: { schemas: [U, E], active: true, [E]: { manager: { value: 'usr_9' } } },
      lacks: ['title', 'externalId'],
      keep: 'ana',
    },
    { send: 'GET /Users/{ana}', status: 200, shows: { userName: 'ana@corp.example' } },
    { send: 'PUT /Users/{ana}', body: template('{ana}', 'false'), status: 200, shows: { active: false }, because: 'suspended, as the admin chose' },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'PUT /Users/{ana}', body: template('{ana}', true), status: 200, shows: { active: true } },
    { send: 'GET /Users', status: 200, finds: ['ana'] },
    { send: 'GET /Groups', status: 200, finds: [] },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng' }, status: 201, members: [], keep: 'eng' },
    {
      send: 'PATCH /Groups/{eng}',
      body: { schemas: [P], Operations: [{ op: 'add', path: 'members', value: [{ value: '{ana}' }] }] },
      status: 200,
      members: ['ana'],
    },
    { send: 'DELETE /Users/{ana}', status: 204, because: 'or deleted' },
    { send: 'GET /Users/{ana}', status: 404 },
    { send: 'GET /Groups/{eng}', status: 200, members: [] },
  ],
}
