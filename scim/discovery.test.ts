import { describe, expect, test } from 'vitest'
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.ts'
import { groupType, userType } from './resource-types.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

const base = 'https://purser.test/scim/v2/dir_1'
const U = 'urn:ietf:params:scim:schemas:core:2.0:User'
const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const attributesOf = (owner: Json | undefined, key: 'attributes' | 'subAttributes'): JsonObject[] => {
  const list = isObject(owner) ? owner[key] : undefined
  return Array.isArray(list) ? list.filter(isObject) : []
}
const find = (name: string, owner: Json | undefined, key: 'attributes' | 'subAttributes' = 'attributes') =>
  attributesOf(owner, key).find((attribute) => attribute['name'] === name)
const characteristics = ['name', 'type', 'multiValued', 'description', 'required', 'caseExact', 'mutability', 'returned', 'uniqueness']
const all = schemas(base, [userType, groupType])
const user = all.find(({ id }) => id === U)

test('RFC 7643 §5: no part of ServiceProviderConfig is left out, since authentik takes that for "nothing is supported"', () => {
  const config = serviceProviderConfig(base)
  for (const part of ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'])
    expect(config[part]).toMatchObject({ supported: expect.any(Boolean) })
  expect(config).toMatchObject({
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 8 * 1024 * 1024 },
    filter: { supported: true, maxResults: 1000 },
    authenticationSchemes: [{ type: 'oauthbearertoken' }],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  })
})

test('RFC 7643 §6: the resource types', () => {
  expect(resourceTypes(base, [userType, groupType])).toMatchObject([
    {
      id: 'User',
      name: 'User',
      endpoint: '/Users',
      schema: U,
      schemaExtensions: [{ schema: E, required: false }],
      meta: { location: `${base}/ResourceTypes/User` },
    },
    { id: 'Group', name: 'Group', endpoint: '/Groups', schemaExtensions: [] },
  ])
})

describe('RFC 7643 §7: the schemas', () => {
  test('are those of the resources, and those of the discovery endpoints themselves', () => {
    expect(all.map(({ id }) => id)).toEqual([
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'urn:ietf:params:scim:schemas:core:2.0:Schema',
      'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
      'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
    ])
  })

  test('hold no null, which Entra refuses, and nothing that only we need to know', () => {
    const text = JSON.stringify(all)
    for (const word of ['null', 'aliases', 'managerId', 'maxValues']) expect(text).not.toContain(word)
  })

  test('give each attribute all its characteristics, and a complex one its parts', () => {
    const flat = (attribute: JsonObject): JsonObject[] => [attribute, ...attributesOf(attribute, 'subAttributes').flatMap(flat)]
    for (const attribute of all.flatMap((schema) => attributesOf(schema, 'attributes')).flatMap(flat)) {
      expect(Object.keys(attribute)).toEqual(expect.arrayContaining(characteristics))
      expect(attributesOf(attribute, 'subAttributes').length > 0).toBe(attribute['type'] === 'complex')
    }
  })

  test.each<[name: string, characteristics: JsonObject]>([
    ['userName', { required: true, caseExact: false, uniqueness: 'server' }],
    ['password', { mutability: 'writeOnly', returned: 'never' }],
    ['groups', { mutability: 'readOnly', multiValued: true }],
    ['externalId', { caseExact: true, mutability: 'readWrite' }],
    ['active', { type: 'boolean' }],
    ['x509Certificates', { type: 'complex', multiValued: true }],
  ])('RFC 7643 §8.7.1: %s is %j', (name, characteristics) => expect(find(name, user)).toMatchObject(characteristics))

  test('RFC 7643 §8.7.1: the attributes of a user', () => {
    expect(attributesOf(user, 'attributes').map(({ name }) => name)).toEqual(
      'externalId userName name displayName nickName profileUrl title userType preferredLanguage locale timezone active password emails phoneNumbers ims photos addresses groups entitlements roles x509Certificates'.split(
        ' ',
      ),
    )
    expect(find('type', find('emails', user), 'subAttributes')).toMatchObject({ canonicalValues: ['work', 'home', 'other'] })
  })
})
