import { expect } from 'vitest'
import { G, P, U } from '../support/scim.ts'
import type { Recording } from './recording.ts'

const ana = { schemas: [U], userName: 'ana@corp.example', name: { givenName: 'Ana', familyName: 'Li' }, active: true }
const patch = (...Operations: object[]) => ({ schemas: [P], Operations })

/** It reads everything, then pushes groups as it has them elsewhere, also with people whom it never sent here. */
export const sailpoint: Recording = {
  client: 'SailPoint',
  sources: ['GH:BerriAI/litellm#17420'],
  exchanges: [
    { send: 'GET /Users?startIndex=1&count=100', status: 200, finds: [], because: 'an aggregation' },
    { send: 'GET /Groups?startIndex=1&count=100', status: 200, finds: [] },
    { send: 'POST /Users', body: ana, status: 201, keep: 'ana' },
    {
      send: 'POST /Groups',
      body: { schemas: [G], displayName: 'Aggregated', members: [{ value: '{ana}' }, { value: 'ghost@corp.example' }] },
      status: 201,
      members: ['ana'],
      keep: 'eng',
      because: 'who is known joins',
    },
    { send: 'GET /Users?filter=userName co "ghost"', status: 200, finds: [], because: 'nobody is made of the others' },
    { send: 'GET /v1/findings', status: 200, shows: { items: expect.arrayContaining([expect.objectContaining({ code: 'unknown-members' })]) } },
    {
      send: 'PATCH /Groups/{eng}',
      body: patch({ op: 'add', path: 'members', value: [{ value: 'ghost@corp.example' }] }),
      status: 400,
      scimType: 'invalidValue',
      says: /ghost@corp\.example/,
      because: 'none is known: the error names them',
    },
    { send: 'GET /Groups/{eng}', status: 200, members: ['ana'] },
    { send: 'PATCH /Users/{ana}', body: patch({ op: 'replace', path: 'active', value: false }), status: 200, shows: { active: false } },
    { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
  ],
}
