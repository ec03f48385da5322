import { expect } from 'vitest'
import { ana, patchEng, refer, two } from '../support/given.ts'
import { G, person, U } from '../support/scim.ts'
import { text, type Suite } from './check.ts'

const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error'

export const scimverify: Suite = {
  suite: 'scimverify',
  source: 'verify.scim.dev; R:limosa-io/scimverify',
  checks: [
    [
      'lists have five keys, without nextCursor',
      ana,
      ['/Users', '/Groups', '/Schemas', '/ResourceTypes'].map((path) => ({
        send: `GET ${path}`,
        status: 200,
        shows: { schemas: [text], totalResults: expect.any(Number), startIndex: 1, itemsPerPage: expect.any(Number), Resources: expect.any(Array) },
        lacks: ['nextCursor', 'previousCursor'],
      })),
    ],
    [
      'a user and a group whose attributes lie under their core URN are answered un-nested',
      {},
      [
        {
          send: 'POST /Users',
          body: { schemas: [U], [U]: { userName: 'nested@acme.example', active: true } },
          status: 201,
          shows: { userName: 'nested@acme.example' },
          lacks: [U],
        },
        {
          send: 'POST /Groups',
          body: { schemas: [G], [G]: { displayName: 'Nested' } },
          status: 201,
          shows: { displayName: 'Nested', members: [] },
          lacks: [G],
        },
      ],
    ],
    [
      'a group without a displayName is 400, with invalidValue and a status in quotes, as RFC 7644 §3.12 has it',
      {},
      [{ send: 'POST /Groups', body: { schemas: [G] }, status: 400, scimType: 'invalidValue', shows: { status: '400', schemas: [errorUrn] } }],
    ],
    [
      'a startIndex past the end is said again',
      ana,
      [{ send: 'GET /Users?startIndex=20', status: 200, shows: { startIndex: 20, totalResults: 1, Resources: [] } }],
    ],
    [
      'sortBy=userName',
      { users: ['cy', 'ana', 'bo'] },
      [
        { send: 'GET /Users?sortBy=userName', status: 200, shows: { Resources: [{ id: '{ana}' }, { id: '{bo}' }, { id: '{cy}' }] } },
        {
          send: 'GET /Users?sortBy=userName&sortOrder=descending',
          status: 200,
          shows: { Resources: [{ id: '{cy}' }, { id: '{bo}' }, { id: '{ana}' }] },
        },
      ],
    ],
    ['two users have one address', ana, [{ send: 'POST /Users', body: person('bo', { emails: person('ana').emails }), status: 201 }]],
    [
      'a PATCH of members is 200, with the members',
      two,
      [{ ...patchEng({ op: 'add', path: 'members', value: [refer('bo')] }), status: 200, members: ['ana', 'bo'] }],
    ],
    ['DELETE is 204', two, ['Users/{ana}', 'Groups/{Eng}'].map((path) => ({ send: `DELETE /${path}`, status: 204 }))],
    [
      'a resource type has id, name, description, endpoint and schema',
      {},
      ['User', 'Group'].map((id) => ({
        send: `GET /ResourceTypes/${id}`,
        status: 200,
        shows: { id, name: id, description: text, endpoint: text, schema: text },
      })),
    ],
  ],
}
