import { expect } from 'vitest'
import { patchEng, patchUser, two } from '../support/given.ts'
import { E, G, groupOf, person, U } from '../support/scim.ts'
import { text, type Suite } from './check.ts'

export const scimple: Suite = {
  suite: 'SCIMple',
  source: 'R:apache/directory-scimple',
  checks: [
    [
      'ServiceProviderConfig is whole',
      {},
      [
        {
          send: 'GET /ServiceProviderConfig',
          status: 200,
          shows: {
            bulk: { maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
            filter: { maxResults: expect.any(Number) },
            authenticationSchemes: [{ type: text, name: text, description: text }],
          },
        },
      ],
    ],
    [
      'discovery is only read: POST is 405, with Allow',
      {},
      ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'].map((path) => ({
        send: `POST ${path}`,
        body: {},
        status: 405,
        tells: { allow: /GET/ },
      })),
    ],
    [
      'POST, GET, PUT and PATCH say where the resource is',
      {},
      [
        { send: 'POST /Users', body: person('ana'), status: 201, tells: { location: /\/Users\/usr_/ }, keep: 'ana' },
        { send: 'GET /Users/{ana}', status: 200, tells: { location: /\/Users\/usr_/ } },
        { send: 'PUT /Users/{ana}', body: person('ana'), status: 200, tells: { location: /\/Users\/usr_/ } },
        { ...patchUser({ op: 'replace', path: 'title', value: 'T' }), status: 200, tells: { location: /\/Users\/usr_/ } },
      ],
    ],
    [
      'a member is shown with the name of the user',
      {},
      [
        { send: 'POST /Users', body: person('ana', { displayName: 'Ana Li' }), status: 201, keep: 'ana' },
        {
          send: 'POST /Groups',
          body: { schemas: [G], displayName: 'Eng', members: [{ value: '{ana}', display: 'Ana Li' }] },
          status: 201,
          shows: { members: [{ value: '{ana}', display: 'Ana Li', type: 'User', $ref: '{base}/Users/{ana}' }] },
        },
      ],
    ],
    [
      'members are [] when the last one has left',
      two,
      [{ ...patchEng({ op: 'remove', path: 'members[value eq "{ana}"]' }), status: 200, shows: { members: [] } }],
    ],
    [
      'schemas holds the URNs that are used, and no others',
      {},
      [
        { send: 'POST /Users', body: { ...person('ana'), schemas: [U, E] }, status: 201, shows: { schemas: [U] }, keep: 'ana' },
        { ...patchUser({ op: 'add', path: `${E}:department`, value: 'D' }), status: 200, shows: { schemas: [U, E] } },
        { ...patchUser({ op: 'remove', path: `${E}:department` }), status: 200, shows: { schemas: [U] } },
      ],
    ],
    [
      'duplicates are 409',
      two,
      [
        { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness' },
        { send: 'POST /Groups', body: groupOf('Eng'), status: 409, scimType: 'uniqueness' },
      ],
    ],
  ],
}
