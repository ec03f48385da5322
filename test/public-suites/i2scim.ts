import { ana, patchUser } from '../support/given.ts'
import { person } from '../support/scim.ts'
import type { Suite } from './check.ts'

export const i2scim: Suite = {
  suite: 'i2scim',
  source: 'R:i2-open/i2scim',
  checks: [
    [
      'every read and write has an ETag, and a condition that fails is 412',
      {},
      [
        { send: 'POST /Users', body: person('ana'), status: 201, tells: { etag: /^W\/"/ }, keep: 'ana' },
        { send: 'GET /Users/{ana}', status: 200, tells: { etag: /^W\/"/ } },
        { send: 'HEAD /Users/{ana}', status: 200, tells: { etag: /^W\/"/, 'content-length': /^[1-9]/ } },
        { send: 'GET /Users/{ana}', headers: { 'if-none-match': '*' }, status: 304 },
        { send: 'PUT /Users/{ana}', body: person('ana'), headers: { 'if-match': '*' }, status: 200, tells: { etag: /^W\/"/ } },
        { send: 'PUT /Users/{ana}', body: person('ana'), headers: { 'if-match': 'W/"none"' }, status: 412 },
        { ...patchUser({ op: 'add', path: 'title', value: 'T' }), headers: { 'if-match': 'W/"none"' }, status: 412 },
        { send: 'DELETE /Users/{ana}', headers: { 'if-match': 'W/"none"' }, status: 412 },
        { send: 'GET /Users/{ana}', status: 200, lacks: ['title'] },
        { send: 'DELETE /Users/{ana}', headers: { 'if-match': '*' }, status: 204 },
      ],
    ],
    [
      'noTarget, invalidValue, 405, and discovery that has no filter',
      ana,
      [
        { ...patchUser({ op: 'replace', path: 'emails[value co "nobody"].type', value: 'x' }), status: 400, scimType: 'noTarget' },
        { ...patchUser({ op: 'replace', path: 'active', value: 'x' }), status: 400, scimType: 'invalidValue' },
        { send: 'PUT /Users', body: {}, status: 405, tells: { allow: /POST/ } },
        { send: 'GET /Schemas?filter=id eq "x"', status: 403 },
        { send: 'GET /ResourceTypes?filter=id eq "x"', status: 403 },
      ],
    ],
    [
      'sorting, paging and a value path',
      { users: ['cy', 'ana', 'bo'] },
      [
        { send: 'GET /Users?sortBy=name.givenName&startIndex=2&count=1', status: 200, finds: ['bo'], shows: { totalResults: 3, startIndex: 2 } },
        { send: 'GET /Users?filter=emails[type eq "work" and value sw "bo"]', status: 200, finds: ['bo'] },
      ],
    ],
  ],
}
