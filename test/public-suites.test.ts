import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { begin, converse, expectExchange, type Exchange, type Given } from './support/exchange.ts'
import { E, G, groupOf, patchOf, person, U } from './support/scim.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

// The checks of the suites that servers are publicly held to, suite by suite. Where suites contradict each other or the RFC, the name says what holds.

type Check = [name: string, given: Given, exchanges: readonly Exchange[]]

const patchUser = (...operations: object[]) => ({ send: 'PATCH /Users/{ana}', body: patchOf(...operations) })
const patchEng = (...operations: object[]) => ({ send: 'PATCH /Groups/{Eng}', body: patchOf(...operations) })
const ana: Given = { users: ['ana'] }
const two: Given = { users: ['ana', 'bo'], groups: { Eng: ['ana'] } }
const group: Given = { groups: { Eng: [] } }
const oneOf = (name: string) => ({ value: `{${name}}` })
const text = expect.stringMatching(/./)
const named = { id: text, userName: text, active: true, name: { givenName: text, familyName: text }, emails: [{ value: text }] }
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error'
const core = 'urn:ietf:params:scim:schemas:core:2.0'

const oktaSpec: Check[] = [
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
  ['an unknown id is 404 with the Error schema and a status in quotes', {}, [{ send: 'GET /Users/00919288221112222', status: 404, says: /No user/ }]],
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
]

const oktaCrud: Check[] = [
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
]

const validatorUsers: Check[] = [
  [
    'POST, then GET',
    {},
    [
      { send: 'POST /Users', body: person('ana'), status: 201, keep: 'ana' },
      { send: 'GET /Users/{ana}', status: 200, shows: named },
    ],
  ],
  ['a duplicate is 409', ana, [{ send: 'POST /Users', body: person('ana'), status: 409, scimType: 'uniqueness' }]],
  ['a filter finds', two, [{ send: 'GET /Users?filter=userName+eq+%22ana%40acme.example%22', status: 200, finds: ['ana'] }]],
  ['a filter finds nobody', ana, [{ send: 'GET /Users?filter=userName+eq+%22nobody%22', status: 200, finds: [] }]],
  ['a filter finds in another letter case', ana, [{ send: 'GET /Users?filter=userName+eq+%22ANA%40ACME.EXAMPLE%22', status: 200, finds: ['ana'] }]],
  [
    'PATCH replace, an operation for each attribute',
    ana,
    [
      {
        ...patchUser(
          { op: 'replace', path: 'displayName', value: 'D' },
          { op: 'replace', path: 'title', value: 'T' },
          { op: 'replace', path: 'preferredLanguage', value: 'fr-CI' },
          { op: 'replace', path: 'name.givenName', value: 'G' },
          { op: 'replace', path: 'name.formatted', value: 'F' },
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@acme.example' },
          { op: 'replace', path: 'emails[type eq "work"].primary', value: 'True' },
          { op: 'replace', path: `${E}:employeeNumber`, value: '7' },
          { op: 'replace', path: `${E}:organization`, value: 'O' },
        ),
        status: 200,
        shows: {
          displayName: 'D',
          title: 'T',
          preferredLanguage: 'fr-CI',
          name: { givenName: 'G', formatted: 'F', familyName: 'Test' },
          emails: [{ type: 'work', value: 'new@acme.example', primary: true }],
          [E]: { employeeNumber: '7', organization: 'O' },
        },
      },
    ],
  ],
  [
    'the userName changes',
    ana,
    [
      {
        ...patchUser({ op: 'replace', path: 'userName', value: 'new@acme.example' }),
        status: 200,
        shows: { id: '{ana}', userName: 'new@acme.example' },
      },
    ],
  ],
  ['a user is disabled', ana, [{ ...patchUser({ op: 'replace', path: 'active', value: false }), status: 200, shows: { active: false } }]],
  [
    'PATCH add, with random phones, countries and time zones',
    ana,
    [
      {
        ...patchUser(
          { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '64-555-8847' },
          { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 (5) x9' },
          { op: 'add', path: 'phoneNumbers[type eq "fax"].value', value: 'PDKKYDQEZQSF' },
          { op: 'add', path: 'addresses[type eq "work"].formatted', value: 'VUKPKDUYQCUW' },
          { op: 'add', path: 'addresses[type eq "work"].country', value: 'Saint Vincent and the Grenadines' },
          { op: 'add', path: 'timezone', value: 'America/Punta_Arenas' },
          { op: 'add', path: 'locale', value: 'KOAOCZ' },
        ),
        status: 200,
        shows: {
          phoneNumbers: [
            { type: 'work', value: '64-555-8847' },
            { type: 'mobile', value: '+1 (5) x9' },
            { type: 'fax', value: 'PDKKYDQEZQSF' },
          ],
          addresses: [{ type: 'work', formatted: 'VUKPKDUYQCUW', country: 'Saint Vincent and the Grenadines' }],
          timezone: 'America/Punta_Arenas',
          locale: 'KOAOCZ',
        },
      },
    ],
  ],
  [
    'a manager is added, replaced and removed, by texts',
    two,
    [
      { ...patchUser({ op: 'add', path: `${E}:manager`, value: '{bo}' }), status: 200, shows: { [E]: { manager: oneOf('bo') } } },
      { ...patchUser({ op: 'replace', path: `${E}:manager`, value: '{ana}' }), status: 200, shows: { [E]: { manager: oneOf('ana') } } },
      { ...patchUser({ op: 'replace', path: `${E}:manager`, value: '' }), status: 200, lacks: [E] },
      { ...patchUser({ op: 'add', path: `${E}:manager`, value: '{bo}' }), status: 200 },
      { ...patchUser({ op: 'remove', path: `${E}:manager` }), status: 200, lacks: [E] },
    ],
  ],
  [
    'DELETE, then GET is 404',
    ana,
    [
      { send: 'DELETE /Users/{ana}', status: 204 },
      { send: 'GET /Users/{ana}', status: 404 },
    ],
  ],
]

const validatorGroups: Check[] = [
  [
    'GET without members',
    two,
    [{ send: 'GET /Groups/{Eng}?excludedAttributes=members', status: 200, shows: { displayName: 'Eng' }, lacks: ['members'] }],
  ],
  [
    'a filter finds, with members',
    two,
    [{ send: 'GET /Groups?filter=displayName+eq+%22Eng%22', status: 200, finds: ['Eng'], shows: { Resources: [{ members: [oneOf('ana')] }] } }],
  ],
  [
    'a filter finds, without members',
    two,
    [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Eng%22', status: 200, finds: ['Eng'], lacks: ['members'] }],
  ],
  ['a filter finds none', two, [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22None%22', status: 200, finds: [] }]],
  [
    'a filter finds in another letter case',
    two,
    [{ send: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22eNG%22', status: 200, finds: ['Eng'] }],
  ],
  [
    'POST',
    {},
    [
      {
        send: 'POST /Groups',
        body: { ...groupOf('Eng'), externalId: 'x-1' },
        status: 201,
        shows: { displayName: 'Eng', externalId: 'x-1', members: [] },
      },
    ],
  ],
  ['a duplicate displayName is 409', group, [{ send: 'POST /Groups', body: groupOf('Eng'), status: 409, scimType: 'uniqueness' }]],
  [
    'PATCH replace of displayName and externalId',
    two,
    [
      {
        ...patchEng({ op: 'replace', path: 'displayName', value: 'Ops' }, { op: 'replace', path: 'externalId', value: 'x-2' }),
        status: 200,
        shows: { displayName: 'Ops', externalId: 'x-2' },
        members: ['ana'],
      },
    ],
  ],
  ['a member is added', two, [{ ...patchEng({ op: 'add', path: 'members', value: [oneOf('bo')] }), status: 200, members: ['ana', 'bo'] }]],
  ['a member is removed', two, [{ ...patchEng({ op: 'remove', path: 'members', value: [oneOf('ana')] }), status: 200, members: [] }]],
  [
    'DELETE, then GET is 404',
    two,
    [
      { send: 'DELETE /Groups/{Eng}', status: 204 },
      { send: 'GET /Groups/{Eng}', status: 404 },
    ],
  ],
]

const validatorPreview: Check[] = [
  [
    'several operations on different attributes',
    two,
    [
      {
        ...patchUser({ op: 'Add', path: 'title', value: 'T' }, { op: 'Remove', path: 'externalId' }),
        status: 200,
        shows: { title: 'T' },
        lacks: ['externalId'],
      },
      {
        ...patchEng({ op: 'Replace', path: 'displayName', value: 'Ops' }, { op: 'Add', path: 'members', value: [oneOf('bo')] }),
        status: 200,
        members: ['ana', 'bo'],
      },
    ],
  ],
  [
    'several operations on the same attribute',
    two,
    [
      { ...patchUser(...['Remove', 'Add', 'Replace', 'Add'].map((op) => ({ op, path: 'title', value: op }))), status: 200, shows: { title: 'Add' } },
      {
        ...patchEng(...['Remove', 'Add', 'Remove', 'Add'].map((op) => ({ op, path: 'members', value: [oneOf('bo')] }))),
        status: 200,
        members: ['ana', 'bo'],
      },
    ],
  ],
  ['a user that is unknown cannot be deleted', {}, [{ send: 'DELETE /Users/62dbb5f9-2a4b-4b8c-9b4d-3f5a4f0c2b11', status: 404 }]],
  ['a group that is unknown cannot be deleted', {}, [{ send: 'DELETE /Groups/62dbb5f9-2a4b-4b8c-9b4d-3f5a4f0c2b11', status: 404 }]],
  ['a user is deleted twice', ana, [204, 404].map((status) => ({ send: 'DELETE /Users/{ana}', status }))],
  ['a group is deleted twice', group, [204, 404].map((status) => ({ send: 'DELETE /Groups/{Eng}', status }))],
  [
    'a PATCH without operations is 200 and changes nothing (GH:scimmyjs/scimmy#59; GH:AzureAD/SCIMReferenceCode#112)',
    two,
    [
      { send: 'GET /Users/{ana}', status: 200, keep: 'was' },
      { ...patchUser(), status: 200, shows: { meta: { version: '{was.meta.version}' } } },
      { ...patchEng(), status: 200, members: ['ana'] },
    ],
  ],
  [
    'a display among emails is kept (GH:sourcegraph/sourcegraph#62185)',
    ana,
    [
      {
        ...patchUser({ op: 'replace', path: 'emails[type eq "work"].display', value: 'D' }),
        status: 200,
        shows: { emails: [{ type: 'work', value: 'ana@acme.example', display: 'D' }] },
      },
    ],
  ],
]

const scim2Tester: Check[] = [
  [
    'discovery: lists, and each by its id',
    {},
    [
      { send: 'GET /ServiceProviderConfig', status: 200, shows: { schemas: [`${core}:ServiceProviderConfig`] } },
      { send: 'GET /ResourceTypes', status: 200, shows: { totalResults: 2 } },
      ...['User', 'Group'].map((id) => ({ send: `GET /ResourceTypes/${id}`, status: 200, shows: { id, endpoint: `/${id}s` } })),
      ...['User', 'Group', 'Schema', 'ResourceType', 'ServiceProviderConfig'].map((name) => ({
        send: `GET /Schemas/${core}:${name}`,
        status: 200,
        shows: { id: `${core}:${name}`, name: text },
      })),
      { send: 'GET /ResourceTypes/invalid', status: 404 },
      { send: 'GET /Schemas/invalid', status: 404 },
      { send: 'GET /3f2b7a0e', status: 404, because: 'a random URL' },
    ],
  ],
  [
    'attributes and excludedAttributes, on GET, list and .search',
    two,
    [
      ['Users', 'ana', 'userName', 'emails'],
      ['Groups', 'Eng', 'displayName', 'members'],
    ].flatMap(([endpoint, name = '', kept = '', other = '']) => [
      { send: `GET /${endpoint}/{${name}}?attributes=${kept}`, status: 200, shows: { [kept]: text }, lacks: [other, 'meta'] },
      { send: `GET /${endpoint}/{${name}}?excludedAttributes=${other}`, status: 200, shows: { [kept]: text }, lacks: [other] },
      { send: `GET /${endpoint}?attributes=${kept}`, status: 200, lacks: [other, 'meta'] },
      { send: `GET /${endpoint}?excludedAttributes=${other}`, status: 200, lacks: [other] },
      { send: `POST /${endpoint}/.search`, body: { attributes: [kept] }, status: 200, lacks: [other, 'meta'] },
      { send: `POST /${endpoint}/.search`, body: { excludedAttributes: [other] }, status: 200, lacks: [other] },
    ]),
  ],
  [
    'POST, GET, list, PUT, DELETE, GET',
    {},
    [
      { send: 'POST /Users', body: person('ana'), status: 201, keep: 'ana' },
      { send: 'GET /Users/{ana}', status: 200 },
      { send: 'GET /Users', status: 200, finds: ['ana'] },
      { send: 'PUT /Users/{ana}', body: person('ana', { title: 'T' }), status: 200, shows: { title: 'T' } },
      { send: 'DELETE /Users/{ana}', status: 204 },
      { send: 'GET /Users/{ana}', status: 404 },
      { send: 'GET /Users', status: 200, finds: [] },
    ],
  ],
]

const scimverify: Check[] = [
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
    [{ ...patchEng({ op: 'add', path: 'members', value: [oneOf('bo')] }), status: 200, members: ['ana', 'bo'] }],
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
]

const scimple: Check[] = [
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
]

const i2scim: Check[] = [
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
]

const scimSdk: Check[] = [
  [
    'attributes and excludedAttributes in one request: what is excluded is taken from what is included',
    two,
    [
      {
        send: 'GET /Users/{ana}?attributes=userName,emails&excludedAttributes=emails',
        status: 200,
        shows: { userName: text },
        lacks: ['emails', 'name'],
      },
      { send: 'GET /Groups?attributes=displayName,members&excludedAttributes=members', status: 200, finds: ['Eng'], lacks: ['members'] },
    ],
  ],
  [
    'the URN of a schema stands for its attributes',
    {},
    [
      { send: 'POST /Users', body: person('ana', { [E]: { department: 'D' } }), status: 201, keep: 'ana' },
      { send: `GET /Users/{ana}?attributes=${E}`, status: 200, shows: { [E]: { department: 'D' } }, lacks: ['userName'] },
      { send: `GET /Users/{ana}?excludedAttributes=${E}`, status: 200, shows: { userName: text }, lacks: [E] },
    ],
  ],
  [
    'a filter with brackets sets what it says (its workaround for Entra)',
    ana,
    [
      {
        ...patchUser({ op: 'Replace', path: 'emails[type eq "home"].value', value: 'x@y.example' }),
        status: 200,
        shows: { emails: [{ type: 'work' }, { type: 'home', value: 'x@y.example' }] },
      },
    ],
  ],
  [
    'a complex value as a bare text, and a remove with values',
    two,
    [
      { ...patchUser({ op: 'Replace', path: `${E}:manager`, value: '{bo}' }), status: 200, shows: { [E]: { manager: oneOf('bo') } } },
      { ...patchUser({ op: 'Add', path: 'roles', value: ['admin'] }), status: 200, shows: { roles: [{ value: 'admin' }] } },
      { ...patchUser({ op: 'Remove', path: 'roles', value: [{ value: 'admin' }] }), status: 200, lacks: ['roles'] },
    ],
  ],
  [
    'an operator that does not fit is 400, never 500',
    ana,
    ['active co true', 'active gt false', 'meta.created co "2020"', 'meta.created gt "x"', 'name gt "x"'].map((filter) => ({
      send: `GET /Users?filter=${filter}`,
      status: 400,
      scimType: 'invalidFilter',
    })),
  ],
  [
    'JSON escapes within a filter (GH:Captain-P-Goldfish/SCIM-SDK#913, #927)',
    {},
    [
      { send: 'POST /Users', body: person('ana', { displayName: 'a"b\\c/d\te' }), status: 201, keep: 'ana' },
      { send: `GET /Users?filter=${encodeURIComponent('displayName eq "a\\"b\\\\c\\/d\\te"')}`, status: 200, finds: ['ana'] },
      { send: `GET /Users?filter=${encodeURIComponent('displayName eq "\\u0061\\"b\\\\c\\u002fd\\u0009e"')}`, status: 200, finds: ['ana'] },
    ],
  ],
]

const pranems: Check[] = [
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
]

const suites: [suite: string, source: string, checks: readonly Check[]][] = [
  ['Okta SPEC test', 'R:joelfranusic-okta/okta-scim-beta; R:BerriAI/litellm: tests/scim_tests/scim_e2e_test.json', oktaSpec],
  ['Okta CRUD test', 'developer.okta.com: test-scim-app', oktaCrud],
  ['Microsoft SCIM Validator, users', 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer', validatorUsers],
  ['Microsoft SCIM Validator, groups', 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer', validatorGroups],
  ['Microsoft SCIM Validator, preview tests and quirks', 'ENTRA: scim-validator-tutorial; R:pranems/SCIMServer', validatorPreview],
  ['scim2-tester', 'R:python-scim/scim2-tester', scim2Tester],
  ['scimverify', 'verify.scim.dev; R:limosa-io/scimverify', scimverify],
  ['SCIMple', 'R:apache/directory-scimple', scimple],
  ['i2scim', 'R:i2-open/i2scim', i2scim],
  ['SCIM-SDK', 'R:Captain-P-Goldfish/SCIM-SDK', scimSdk],
  ['SCIMServer', 'R:pranems/SCIMServer: scripts/live-test.ps1', pranems],
]

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  describe.each(suites)('%s (%s)', (_suite, _source, checks) => {
    test.each(checks)('%s', async (_name, given, exchanges) => {
      const team = await server.addTeam()
      const conversation = converse(team, team.directory)
      await begin(conversation, given)
      for (const exchange of exchanges) await expectExchange(conversation, exchange)
    })
  })
})
