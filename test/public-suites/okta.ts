import type { Given } from '../support/exchange.ts'
import { ana, patchUser } from '../support/given.ts'
import { person, U } from '../support/scim.ts'
import { named, type Suite } from './check.ts'

const group: Given = { groups: { Eng: [] } }

export const oktaSpec: Suite = {
  suite: 'Okta SPEC test',
  source: 'R:joelfranusic-okta/okta-scim-beta; R:BerriAI/litellm: tests/scim_tests/scim_e2e_test.json',
  checks: [
    [
      'the first user has id, userName, active, both names and an address; numbers are numbers',
      ana,
      [
        {
          send: 'GET /Users?count=1&startIndex=1',
          status: 200,
          shows: {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
            itemsPerPage: 1,
            startIndex: 1,
            totalResults: 1,
            Resources: [named],
          },
        },
      ],
    ],
    ['a user is read by its id', ana, [{ send: 'GET /Users/{ana}', status: 200, shows: { ...named, id: '{ana}' } }]],
    ['an unknown userName is an empty list', ana, [{ send: 'GET /Users?filter=userName eq "nobody@acme.example"', status: 200, finds: [] }]],
    [
      'an unknown id is 404 with the Error schema and a status in quotes',
      {},
      [{ send: 'GET /Users/00919288221112222', status: 404, says: /No user/ }],
    ],
    [
      'a POST in application/json is 201, read again, and 409 the second time',
      {},
      [
        {
          send: 'POST /Users',
          body: person('ana'),
          headers: { accept: 'application/scim+json; charset=utf-8', 'content-type': 'application/json' },
          status: 201,
          shows: { ...named, schemas: [U] },
          keep: 'ana',
        },
        { send: 'GET /Users/{ana}', status: 200, shows: named },
        { send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness' },
      ],
    ],
    ['a userName is found in capitals', ana, [{ send: 'GET /Users?filter=userName eq "ANA@ACME.EXAMPLE"', status: 200, finds: ['ana'] }]],
    ['groups are listed', group, [{ send: 'GET /Groups', status: 200, finds: ['Eng'] }]],
    [
      'a bad value without "Bearer" is 401 in JSON',
      {},
      [{ send: 'GET /Users', headers: { authorization: '12345' }, status: 401, tells: { 'www-authenticate': /^Bearer/ } }],
    ],
  ],
}

export const oktaCrud: Suite = {
  suite: 'Okta CRUD test',
  source: 'developer.okta.com: test-scim-app',
  checks: [
    [
      'create, change the first name, deactivate, reactivate, unassign',
      {},
      [
        { send: 'GET /Users?filter=userName eq "ana@acme.example"', status: 200, finds: [] },
        { send: 'POST /Users', body: person('ana'), status: 201, keep: 'ana' },
        { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'active' } },
        {
          send: 'PUT /Users/{ana}',
          body: person('ana', { name: { givenName: 'Anna', familyName: 'Test' } }),
          status: 200,
          shows: { name: { givenName: 'Anna' } },
        },
        { send: 'PUT /Users/{ana}', body: person('ana', { active: false }), status: 200, shows: { active: false } },
        { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
        { send: 'PUT /Users/{ana}', body: person('ana'), status: 200, shows: { active: true } },
        { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'active' } },
        { ...patchUser({ op: 'replace', value: { active: false } }), status: 200, shows: { active: false } },
        { send: 'GET /v1/users/{ana}', status: 200, shows: { status: 'deprovisioned' } },
      ],
    ],
  ],
}
