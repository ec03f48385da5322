import { two } from '../support/given.ts'
import { person } from '../support/scim.ts'
import { text, type Suite } from './check.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0'

export const scim2Tester: Suite = {
  suite: 'scim2-tester',
  source: 'R:python-scim/scim2-tester',
  checks: [
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
  ],
}
