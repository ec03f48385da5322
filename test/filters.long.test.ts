import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commonAttributes } from '../scim/common-attributes.ts'
import { groupType, userType } from '../scim/resource-types.ts'
import type { Attribute, ResourceType } from '../scim/schema.ts'
import { databases } from './support/databases.ts'
import { create, groupOf, person, query, E, U } from './support/scim.ts'
import { startTestServer, type TestDirectory, type TestServer } from './support/test-server.ts'

// Any filter and order on any attribute, asked of both databases: an answer or a refusal, the same from both.

const runs = 4_000
const paths = ({ schema, extensions }: ResourceType): string[] => [
  ...namesOf([...schema.attributes, ...commonAttributes]),
  ...extensions.flatMap(({ id, attributes }) => namesOf(attributes).map((name) => `${id}:${name}`)),
]
const namesOf = (attributes: readonly Attribute[]): string[] =>
  attributes.flatMap(({ name, subAttributes = [] }) => [name, ...subAttributes.map((sub) => `${name}.${sub.name}`)])

const anyValue = fc.oneof(
  fc.constantFrom(
    '"ada"',
    '"A"',
    '""',
    'true',
    '"False"',
    'null',
    '3',
    '-1.5e2',
    '"2026-11-25T10:00:00Z"',
    '"%"',
    '"\\u00fc"',
    '"usr_1"',
    '"W/\\"1\\""',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => JSON.stringify(text)),
)
const anyTerm = (type: ResourceType) =>
  fc
    .tuple(fc.constantFrom(...paths(type)), fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'), anyValue, fc.nat(9))
    .map(([path, op, value, way]) => {
      const term = op === 'pr' ? `${path} pr` : `${path} ${op} ${value}`
      const dot = path.lastIndexOf('.')
      if (way === 0) return `not (${term})`
      return way === 1 && dot > path.lastIndexOf(':') ? `${path.slice(0, dot)}[${term.slice(dot + 1)}]` : term
    })
const anyFilter = (type: ResourceType) =>
  fc.array(anyTerm(type), { minLength: 1, maxLength: 3 }).chain((terms) => fc.constantFrom(terms.join(' and '), terms.join(' or ')))

let servers: { server: TestServer; directory: TestDirectory }[]
beforeAll(async () => {
  servers = await Promise.all(
    databases.map(async (database) => {
      const server = await startTestServer(database)
      const { directory } = await server.addTeam()
      const users = []
      for (const more of [
        {},
        { title: 'Ü', active: false },
        { nickName: '3', addresses: [{ locality: 'A', primary: true }] },
        { schemas: [U, E], [E]: { manager: { value: 'usr_1' } } },
      ])
        users.push(await create(directory, 'Users', person(`p${users.length}`, more)))
      const inner = await create(directory, 'Groups', groupOf('Inner', users.slice(0, 2)))
      await create(directory, 'Groups', groupOf('Ada', [inner, users[2] ?? '']))
      return { server, directory }
    }),
  )
})
afterAll(() => Promise.all(servers.map(({ server }) => server.stop())))

test.each([userType, groupType])('filters and orders of $name', { timeout: 600_000 }, async (type) => {
  const ask = async (directory: TestDirectory, filter: string, sortBy: string) => {
    const { status, body } = await directory.scim('GET', `${type.endpoint}${query({ filter, sortBy, count: 10 })}`)
    const shown =
      status === 200 ? body.Resources.map((each: { userName?: string; displayName?: string }) => each.userName ?? each.displayName) : body.scimType
    return { status, shown }
  }
  await fc.assert(
    fc.asyncProperty(anyFilter(type), fc.constantFrom(...paths(type)), async (filter, sortBy) => {
      const [one, other] = await Promise.all(servers.map(({ directory }) => ask(directory, filter, sortBy)))
      expect([200, 400]).toContain(one?.status)
      // Ids, moments and addresses are each server's own.
      const isOwn = /\bid\b|meta|value|\$ref|groups|members/i.test(`${filter} ${sortBy}`)
      expect(other).toEqual(isOwn ? other : one)
      expect([200, 400]).toContain(other?.status)
    }),
    { numRuns: runs },
  )
})
