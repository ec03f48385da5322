import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { startTestServer } from '../../test/support/test-server.ts'
import { foldMembers, type NamedOperation } from './membership-change.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const anyOperation: fc.Arbitrary<NamedOperation> = fc.record({
  op: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
  ids: fc.subarray(ids),
})
const anyRemoval: fc.Arbitrary<NamedOperation> = fc.constant({ op: 'remove' as const, ids: 'all' as const })
const anyOperations = fc.array(fc.oneof({ weight: 5, arbitrary: anyOperation }, anyRemoval), { maxLength: 8 })

/** What RFC 7644 §3.5.2 says, one operation after another, on the whole group. */
function applyOneByOne(before: readonly string[], operations: readonly NamedOperation[]): Set<string> {
  let members = new Set(before)
  for (const { op, ids: named } of operations) {
    if (named === 'all') members = new Set()
    else if (op === 'replace') members = new Set(named)
    else if (op === 'add') members = members.union(new Set(named))
    else members = members.difference(new Set(named))
  }
  return members
}

test('a folded change does to a group what its operations do one after another', () => {
  fc.assert(
    fc.property(fc.subarray(ids), anyOperations, (before, operations) => {
      const { others, join, leave } = foldMembers(operations)
      const stayed = others === 'stay' ? before.filter((id) => !leave.has(id)) : []
      expect(new Set([...stayed, ...join])).toEqual(applyOneByOne(before, operations))
      expect(join.isDisjointFrom(leave)).toBe(true)
    }),
  )
})

describe.each(databases)('a group in the database, on %s', (database) => {
  test('after any PATCH it has the members that its operations leave, and its version moves only when they changed', async () => {
    const server = await startTestServer(database)
    const { directory } = await server.addTeam()
    const { scim } = directory
    const users = new Map<string, string>()
    for (const name of ids)
      users.set(name, (await scim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: name })).body.id)
    const { id } = (await scim('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'G' })).body
    const read = async () => (await scim('GET', `/Groups/${id}`)).body
    let expected = new Set<string>()
    try {
      await fc.assert(
        fc.asyncProperty(anyOperations, async (operations) => {
          const before = await read()
          const Operations = operations.map(({ op, ids: named }) =>
            named === 'all' ? { op, path: 'members' } : { op, path: 'members', value: named.map((name) => ({ value: users.get(name) })) },
          )
          const { status } = await scim('PATCH', `/Groups/${id}`, { Operations })
          expect(status).toBe(200)
          const after = await read()
          const next = applyOneByOne([...expected], operations)
          expect(new Set(after.members.map(({ display }: { display: string }) => display))).toEqual(next)
          expect(after.meta.version === before.meta.version).toBe(next.symmetricDifference(expected).size === 0)
          expected = next
        }),
        { numRuns: 60 },
      )
      const edges = await server.db.read.selectFrom('groupUsers').selectAll().where('groupId', '=', id).execute()
      for (const { sinceAt, untilAt, untilRequest } of edges) expect(untilAt === null ? untilRequest : untilAt >= sinceAt).not.toBe(false)
      expect(edges.filter(({ untilAt }) => untilAt === null)).toHaveLength(expected.size)
    } finally {
      await server.stop()
    }
  })

  test('parallel PATCHes of one group lose nothing', async () => {
    const server = await startTestServer(database)
    try {
      const { scim } = (await server.addTeam()).directory
      const made = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          scim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `u${index}` }),
        ),
      )
      const { id } = (await scim('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'G' })).body
      await Promise.all(
        made.map(({ body }) => scim('PATCH', `/Groups/${id}`, { Operations: [{ op: 'add', path: 'members', value: [{ value: body.id }] }] })),
      )
      const group = (await scim('GET', `/Groups/${id}`)).body
      expect(group.members).toHaveLength(30)
      expect(group.meta.version).toBe('W/"31"')
    } finally {
      await server.stop()
    }
  })

  test('parallel creates of one userName yield one user', async () => {
    const server = await startTestServer(database)
    try {
      const { scim } = (await server.addTeam()).directory
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => scim('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ADA' })),
      )
      expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
      expect((await scim('GET', '/Users')).body.totalResults).toBe(1)
      expect(await server.db.read.selectFrom('members').selectAll().execute()).toHaveLength(1)
    } finally {
      await server.stop()
    }
  })
})
