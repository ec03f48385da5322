import { expect } from 'vitest'
import { ana, patchEng, patchUser } from '../support/given.ts'
import { E, groupOf, person } from '../support/scim.ts'
import type { Suite } from './check.ts'

export const scimServer: Suite = {
  suite: 'SCIMServer',
  source: 'R:pranems/SCIMServer: scripts/live-test.ps1',
  checks: [
    [
      'userName is taken in any letter case, externalId by nobody',
      ana,
      [
        { send: 'POST /Users', body: person('bo', { userName: 'ANA@ACME.EXAMPLE' }), status: 409, scimType: 'uniqueness' },
        { send: 'POST /Users', body: person('bo', { externalId: '00u-ana' }), status: 201, keep: 'bo' },
        { send: 'GET /Users?filter=externalId eq "00U-ANA"', status: 200, finds: [] },
      ],
    ],
    [
      'an id that a client sends is ignored by POST, PUT and PATCH',
      {},
      [
        { send: 'POST /Users', body: person('ana', { id: 'mine' }), status: 201, shows: { id: expect.stringMatching(/^usr_/) }, keep: 'ana' },
        { send: 'PUT /Users/{ana}', body: person('ana', { id: 'mine' }), status: 200, shows: { id: '{ana}' } },
        { ...patchUser({ op: 'Replace', value: { id: 'mine' } }), status: 200, shows: { id: '{ana}' } },
      ],
    ],
    [
      '401 without "Bearer", and without anything',
      {},
      [
        { send: 'GET /Users', headers: { authorization: 'secret' }, status: 401 },
        { send: 'GET /Groups', headers: { authorization: '' }, status: 401 },
      ],
    ],
    [
      'co, sw, pr and and',
      { users: ['ana', 'anton', 'bo'] },
      [
        { send: 'GET /Users?filter=userName co "NT"', status: 200, finds: ['anton'] },
        { send: 'GET /Users?filter=userName sw "an"', status: 200, finds: ['ana', 'anton'] },
        { send: 'GET /Users?filter=title pr', status: 200, finds: [] },
        { send: 'GET /Users?filter=userName sw "an" and active eq true and externalId eq "00u-ana"', status: 200, finds: ['ana'] },
      ],
    ],
    [
      'removing what is not there succeeds',
      ana,
      [
        { ...patchUser({ op: 'remove', path: 'title' }), status: 200 },
        { ...patchUser({ op: 'remove', path: `${E}:department` }), status: 200 },
        { ...patchUser({ op: 'remove', path: 'phoneNumbers[type eq "fax"]' }), status: 200 },
      ],
    ],
    [
      'a group’s name is unique for PUT and PATCH too',
      { groups: { Eng: [], Ops: [] } },
      [
        { send: 'PUT /Groups/{Eng}', body: groupOf('OPS'), status: 409, scimType: 'uniqueness' },
        { ...patchEng({ op: 'Replace', path: 'displayName', value: 'ops' }), status: 409, scimType: 'uniqueness' },
        { ...patchEng({ op: 'Replace', value: { displayName: 'Ops ' } }), status: 409, scimType: 'uniqueness' },
      ],
    ],
  ],
}
