import { E, G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = {
  schemas: [U, E],
  userName: 'ana@corp.example',
  externalId: 'emp-1',
  name: { givenName: 'Ana', familyName: 'Li' },
  emails: [{ value: 'ana@corp.example', primary: true }],
  active: true,
  [E]: { employeeNumber: '1' },
}

/** With groups, and PATCH for them, switched on in its form. Whether it deactivates or deletes is not documented, so both are here. */
export const rippling: Recording = {
  client: 'Rippling',
  sources: ['workos.com: docs/integrations/rippling-scim', 'help.kombo.dev'],
  exchanges: [
    { send: 'GET /Users', status: 200, finds: [], because: 'everybody at once, to match whom it knows: pages are off' },
    { send: 'GET /Users?startIndex=1&count=100', status: 200, finds: [], because: 'or page by page' },
    { send: 'GET /Groups', status: 200, finds: [] },
    { send: 'POST /Users', body: ana, status: 201, shows: { externalId: 'emp-1', [E]: { employeeNumber: '1' } }, keep: 'ana' },
    { send: 'GET /Users', status: 200, finds: ['ana'] },
    {
      send: 'PUT /Users/{ana}',
      body: { ...ana, id: '{ana}', name: { givenName: 'Anna', familyName: 'Li' } },
      status: 200,
      shows: { name: { givenName: 'Anna' } },
    },
    {
      send: 'PATCH /Users/{ana}',
      body: { schemas: [P], Operations: [{ op: 'replace', path: 'emails[primary eq true].value', value: 'anna@corp.example' }] },
      status: 200,
      shows: { emails: [{ value: 'anna@corp.example', primary: true }] },
      because: 'its attribute emails.primary',
    },
    { send: 'POST /Groups', body: { schemas: [G], displayName: 'Eng' }, status: 201, members: [], keep: 'eng' },
    {
      send: 'PATCH /Groups/{eng}',
      body: { schemas: [P], Operations: [{ op: 'add', path: 'members', value: [{ value: '{ana}' }] }] },
      status: 200,
      members: ['ana'],
    },
    {
      send: 'PUT /Groups/{eng}',
      body: { schemas: [G], displayName: 'Engineering', members: [{ value: '{ana}' }] },
      status: 200,
      shows: { displayName: 'Engineering' },
      members: ['ana'],
      because: 'where PATCH is off',
    },
    {
      send: 'PATCH /Users/{ana}',
      body: { schemas: [P], Operations: [{ op: 'replace', path: 'active', value: false }] },
      status: 200,
      shows: { active: false },
    },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
    { send: 'DELETE /Users/{ana}', status: 204 },
    { send: 'DELETE /Groups/{eng}', status: 204 },
  ],
}
