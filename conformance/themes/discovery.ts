import type { Case, Theme } from '../case.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat, show, type Pattern } from '../expect.ts'
import { isObject, toList, toObject, toText, type Json, type JsonObject } from '../json.ts'
import { E, G, U } from '../urns.ts'

const isBoolean = (value: Json | undefined) => typeof value === 'boolean'
const isCount = (value: Json | undefined) => typeof value === 'number' && Number.isInteger(value) && value >= 0
const documents = ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']

const parts: [part: string, like: Pattern][] = [
  ['patch', { supported: isBoolean }],
  ['bulk', { supported: isBoolean, maxOperations: isCount, maxPayloadSize: isCount }],
  ['filter', { supported: isBoolean, maxResults: isCount }],
  ['changePassword', { supported: isBoolean }],
  ['sort', { supported: isBoolean }],
  ['etag', { supported: isBoolean }],
]

const configuration: Case[] = [
  ...parts.map(([part, like]): Case => ({
    clause: 'RFC 7643 §5',
    name: `ServiceProviderConfig has ${part}: ${Object.keys(toObject(asJson(like))).join(', ')}`,
    run: async (scim) => expectLike((await scim.get('/ServiceProviderConfig')).body, { [part]: like }),
  })),
  {
    clause: 'RFC 7643 §5',
    name: 'ServiceProviderConfig names its schema',
    run: async (scim) =>
      expectLike((await scim.get('/ServiceProviderConfig')).body, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'] }),
  },
  {
    clause: 'RFC 7643 §5',
    name: 'ServiceProviderConfig names ways to authenticate, each with type, name and description',
    run: async (scim) => {
      const schemes = toList(toObject((await scim.get('/ServiceProviderConfig')).body)['authenticationSchemes'])
      expectThat(schemes.length > 0, 'authenticationSchemes is empty')
      for (const scheme of schemes) expectLike(scheme, { type: /./, name: /./, description: /./ })
    },
  },
  {
    clause: 'RFC 7643 §5',
    name: 'ServiceProviderConfig answers without a token, so that a client can find out how to get one',
    level: 'should',
    run: async (scim) => expectStatus(await scim.get('/ServiceProviderConfig', {}, { authorization: undefined }), 200),
  },
  {
    clause: 'RFC 9865 §4',
    name: 'pagination, where it is there, says what pages there are and how large',
    run: async (scim) => {
      const { pagination } = toObject((await scim.get('/ServiceProviderConfig')).body)
      if (pagination === undefined) return
      expectLike(pagination, { cursor: isBoolean, index: isBoolean })
      const { defaultPaginationMethod: method, defaultPageSize, maxPageSize, cursorTimeout } = toObject(pagination)
      if (method !== undefined) expectLike(method, /^(cursor|index)$/, 'defaultPaginationMethod')
      for (const number of [defaultPageSize, maxPageSize, cursorTimeout])
        if (number !== undefined) expectLike(number, isCount, 'a number of pagination')
    },
  },
]

const lists: Case[] = ['/ResourceTypes', '/Schemas'].flatMap((path): Case[] => [
  {
    clause: 'RFC 7644 §4',
    name: `${path} is a list of all there are, counted`,
    run: async (scim) => {
      const answer = await scim.get(path)
      const resources = expectList(answer)
      expectThat(resources.length > 0, 'the list is empty')
      expectLike(toObject(answer.body)['totalResults'], resources.length, 'totalResults')
    },
  },
  {
    clause: 'RFC 7644 §4',
    name: `${path}: each one is found by its id, and is the same`,
    run: async (scim) => {
      for (const resource of expectList(await scim.get(path))) {
        const key = toText(resource['id']) || toText(resource['name'])
        const answer = await scim.get(`${path}/${key}`)
        expectStatus(answer, 200)
        for (const name of ['id', 'name', 'endpoint', 'schema']) expectLike(toObject(answer.body)[name], resource[name], name)
      }
    },
  },
  {
    clause: 'RFC 7644 §3.12',
    name: `${path} has no unknown: 404`,
    run: async (scim) => expectError(await scim.get(`${path}/urn:none:such`), 404),
  },
  {
    clause: 'RFC 7644 §4',
    name: `${path} takes no notice of paging, sorting and projection`,
    run: async (scim) => {
      const all = expectList(await scim.get(path))
      expectLike(
        expectList(await scim.get(path, { startIndex: 2, count: 1, sortBy: 'id', attributes: 'id' })).length,
        all.length,
        'the number of resources',
      )
    },
  },
  {
    clause: 'RFC 7643 §3.1',
    name: `${path}: each one has meta with resourceType and location`,
    level: 'should',
    run: async (scim) => {
      const resourceType = path === '/Schemas' ? 'Schema' : 'ResourceType'
      for (const { meta } of expectList(await scim.get(path))) expectLike(meta, { resourceType, location: /^https?:\/\// }, 'meta')
    },
  },
])

const common: Case[] = documents.flatMap((path): Case[] => [
  {
    clause: 'RFC 7644 §3.8',
    name: `${path} is application/scim+json`,
    run: async (scim) => {
      const answer = await scim.get(path)
      expectStatus(answer, 200)
      expectThat(
        /^application\/scim\+json\b/i.test(answer.headers.get('content-type') ?? ''),
        `Content-Type is ${answer.headers.get('content-type')}`,
      )
    },
  },
  {
    clause: 'RFC 7644 §4',
    name: `${path} refuses a filter: 403`,
    level: 'should',
    run: async (scim) => expectError(await scim.get(path, { filter: 'name eq "User"' }), 403),
  },
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map((method): Case => ({
    clause: 'scim2-tester',
    name: `${path} cannot be changed: ${method} is 405, with Allow`,
    level: 'client',
    run: async (scim) => {
      const answer = await scim.ask(method, path, method === 'DELETE' ? {} : { body: {} })
      expectError(answer, 405)
      expectThat(/\bGET\b/.test(answer.headers.get('allow') ?? ''), `Allow is ${answer.headers.get('allow')}`)
    },
  })),
])

const resourceTypes: Case[] = [
  {
    clause: 'RFC 7643 §6',
    name: 'each resource type has name, endpoint and schema',
    run: async (scim) => {
      for (const type of expectList(await scim.get('/ResourceTypes'))) expectLike(type, { name: /./, endpoint: /^\//, schema: /^urn:/ })
    },
  },
  {
    clause: 'RFC 7643 §6',
    name: 'the schemas and extensions of each resource type are listed by /Schemas',
    run: async (scim) => {
      const listed = new Set(expectList(await scim.get('/Schemas')).map(({ id }) => id))
      for (const type of expectList(await scim.get('/ResourceTypes'))) {
        const urns = [type['schema'], ...toList(type['schemaExtensions']).map((extension) => toObject(extension)['schema'])]
        for (const urn of urns) expectThat(listed.has(urn), `/Schemas has no ${show(urn)}`)
      }
    },
  },
  {
    clause: 'RFC 7644 §3.4.2',
    name: 'the endpoint of each resource type answers a list',
    run: async (scim) => {
      for (const { endpoint } of expectList(await scim.get('/ResourceTypes'))) expectList(await scim.get(toText(endpoint), { count: 1 }))
    },
  },
  ...[
    ['User', '/Users', U],
    ['Group', '/Groups', G],
  ].map(([name = '', endpoint = '', schema = '']): Case => ({
    clause: 'RFC 7643 §8.6',
    name: `the resource type ${name} is at ${endpoint} and has the core schema`,
    level: 'should',
    run: async (scim) => expectLike((await scim.get(`/ResourceTypes/${name}`)).body, { name, endpoint, schema }),
  })),
  {
    clause: 'RFC 7643 §6',
    name: 'the Enterprise extension is an extension of User',
    needs: ['enterprise'],
    run: async (scim) => {
      const { schemaExtensions } = toObject((await scim.get('/ResourceTypes/User')).body)
      const enterprise = toList(schemaExtensions).find((extension) => toObject(extension)['schema'] === E)
      expectLike(enterprise, { schema: E, required: isBoolean })
    },
  },
]

/** Every attribute and sub-attribute of a schema, with its path. */
const attributesOf = (list: Json | undefined, prefix: string): [path: string, attribute: JsonObject][] =>
  toList(list)
    .filter(isObject)
    .flatMap((attribute): [string, JsonObject][] => {
      const path = `${prefix}${toText(attribute['name'])}`
      return [[path, attribute], ...attributesOf(attribute['subAttributes'], `${path}.`)]
    })

const characteristics: [what: string, isRight: (attribute: JsonObject) => boolean, level: 'must' | 'should'][] = [
  ['a name that the grammar of RFC 7643 §2.1 allows', ({ name }) => /^[$a-z][\w-]*$/i.test(toText(name)), 'must'],
  ['a type', ({ type }) => /^(string|boolean|decimal|integer|dateTime|reference|binary|complex)$/.test(toText(type)), 'must'],
  ['multiValued, true or false', ({ multiValued }) => isBoolean(multiValued), 'must'],
  ['required, true or false', ({ required }) => isBoolean(required), 'should'],
  ['a mutability', ({ mutability }) => /^(readOnly|readWrite|immutable|writeOnly)$/.test(toText(mutability)), 'should'],
  ['returned, one of the four', ({ returned }) => /^(always|never|default|request)$/.test(toText(returned)), 'should'],
  [
    'sub-attributes where it is complex, and only there',
    ({ type, subAttributes }) => (type === 'complex') === toList(subAttributes).length > 0,
    'must',
  ],
  ['a description', ({ description }) => typeof description === 'string', 'should'],
]

const schemas: Case[] = [
  {
    clause: 'RFC 7643 §7',
    name: 'each schema has its URN as id, a name and attributes',
    run: async (scim) => {
      for (const schema of expectList(await scim.get('/Schemas'))) {
        expectLike(schema, { id: /^urn:/, name: /./ })
        expectThat(toList(schema['attributes']).length > 0, `${show(schema['id'])} has no attributes`)
      }
    },
  },
  ...characteristics.map(([what, isRight, level]): Case => ({
    clause: 'RFC 7643 §7',
    name: `each attribute has ${what}`,
    level,
    run: async (scim) => {
      for (const { id, attributes } of expectList(await scim.get('/Schemas')))
        for (const [path, attribute] of attributesOf(attributes, `${show(id)}:`))
          expectThat(isRight(attribute), `${path} has not: ${show(attribute)}`)
    },
  })),
  {
    clause: 'RFC 7643 §8.7.1',
    name: 'userName is required, unique on the server, and ignores letter case',
    run: async (scim) => {
      const { attributes } = toObject((await scim.get(`/Schemas/${U}`)).body)
      const userName = toList(attributes).find((attribute) => toObject(attribute)['name'] === 'userName')
      expectLike(userName, { required: true, caseExact: false, uniqueness: /^(server|global)$/ })
    },
  },
  {
    clause: 'RFC 7643 §8.7.1',
    name: 'password, where it is there, is never returned',
    needs: ['User.password'],
    run: async (scim) => {
      const { attributes } = toObject((await scim.get(`/Schemas/${U}`)).body)
      const password = toList(attributes).find((attribute) => toObject(attribute)['name'] === 'password')
      expectLike(password, { returned: 'never' })
    },
  },
  {
    clause: 'Entra',
    name: 'no document of discovery holds null, which the schema discovery of Entra refuses',
    level: 'client',
    run: async (scim) => {
      for (const path of documents) expectThat(!/:\s*null\b|\[\s*null\b/.test((await scim.get(path)).text), `${path} holds null`)
    },
  },
  ...['ServiceProviderConfig', 'ResourceType', 'Schema'].map((name): Case => ({
    clause: 'scim2-tester',
    name: `/Schemas lists the schema of ${name}`,
    level: 'client',
    run: async (scim) => expectStatus(await scim.get(`/Schemas/urn:ietf:params:scim:schemas:core:2.0:${name}`), 200),
  })),
  {
    clause: 'scimverify',
    name: '/Schemas lists every attribute that a user is answered with',
    level: 'client',
    run: async (scim) => {
      const { body } = await scim.user()
      for (const urn of toList(body['schemas'])) {
        const schema = scim.offer.schemas.find(({ id }) => id === urn)
        expectThat(schema !== undefined, `/Schemas has no ${show(urn)}`)
        const held = urn === U ? body : toObject(body[toText(urn)])
        const known = new Set(['schemas', 'id', 'meta', ...schema.attributes.map(({ name }) => name)])
        for (const name of Object.keys(held)) expectThat(known.has(name) || name.startsWith('urn:'), `${show(urn)} has no ${name}`)
      }
    },
  },
]

function asJson(like: Pattern): Json | undefined {
  return JSON.parse(JSON.stringify(like, (_, value) => (typeof value === 'function' ? 0 : value)))
}

export const discovery: Theme = { name: 'Discovery', cases: [...configuration, ...common, ...lists, ...resourceTypes, ...schemas] }
