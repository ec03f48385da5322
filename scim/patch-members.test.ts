import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from './json.ts'
import { matches } from './matches.ts'
import { parsePatch } from './patch.ts'
import { splitMembers, type MembersOperation } from './patch-members.ts'
import { groupType } from './resource-types.ts'

const split = (...operations: Json[]) => splitMembers(parsePatch({ Operations: operations }, groupType).operations)
const ids = (op: MembersOperation['op'], ...named: string[]) => ({ op, who: { kind: 'ids', ids: named } })

describe('operations on members (RFC 7644 §3.5.2)', () => {
  const cases: [operation: JsonObject, means: object, because: string][] = [
    [{ op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'a' }, { value: 'b' }] }, ids('add', 'a', 'b'), 'each once'],
    [{ op: 'add', path: 'members', value: { value: 'a' } }, ids('add', 'a'), 'one without its list'],
    [{ op: 'add', path: 'members', value: 'a' }, ids('add', 'a'), 'a bare id'],
    [{ op: 'add', path: 'members.value', value: 'a' }, ids('add', 'a'), 'by its sub-attribute'],
    [{ op: 'add', path: 'members', value: [] }, ids('add'), 'nobody is added'],
    [{ op: 'add', value: { members: [{ value: 'a' }] } }, ids('add', 'a'), 'without a path'],
    [{ op: 'replace', path: 'members', value: [] }, ids('replace'), 'all are replaced by nobody'],
    [{ op: 'replace', path: 'members', value: null }, ids('replace'), 'null is nobody'],
    [{ op: 'remove', path: 'members' }, { op: 'remove', who: { kind: 'all' } }, '§3.5.2.2: all'],
    [{ op: 'remove', path: 'members', value: null }, { op: 'remove', who: { kind: 'all' } }, 'null is no list'],
    [{ op: 'remove', path: 'members', value: [] }, ids('remove'), 'an empty list names nobody, and must not empty the group'],
    [{ op: 'remove', path: 'members', value: [{ value: 'a' }] }, ids('remove', 'a'), 'Entra and authentik name whom to remove'],
    [{ op: 'remove', path: 'members.value', value: ['a'] }, ids('remove', 'a'), 'also by the sub-attribute'],
    [{ op: 'remove', path: 'members[value eq "a"]' }, ids('remove', 'a'), 'Okta names one by a filter'],
    [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }, ids('remove', 'a', 'b'), 'or several'],
    [{ op: 'remove', path: 'MEMBERS[VALUE EQ "A"]' }, ids('remove', 'A'), 'names in any case, ids in their own'],
  ]
  test.each(cases)('%j means %j: %s', (operation, means) => expect(split(operation)).toEqual({ members: [means], rest: [] }))

  test('a filter that names nobody outright is left to be looked up', () => {
    const [operation] = split({ op: 'remove', path: 'members[type eq "group" and value sw "g"]' }).members
    expect(operation).toMatchObject({ op: 'remove', who: { kind: 'matching' } })
    const filter = operation?.who.kind === 'matching' ? operation.who.filter : undefined
    expect(
      filter &&
        [
          { value: 'g1', type: 'Group' },
          { value: 'u1', type: 'User' },
        ].map((member) => matches(member, filter)),
    ).toEqual([true, false])
  })

  test('operations on the group itself are apart, both in their order', () => {
    const { members, rest } = split(
      { op: 'add', path: 'members', value: 'a' },
      { op: 'replace', path: 'displayName', value: 'Eng' },
      { op: 'remove', path: 'members', value: 'a' },
      { op: 'replace', path: 'externalId', value: 'x' },
    )
    expect(members).toEqual([ids('add', 'a'), ids('remove', 'a')])
    expect(rest.map(({ path }) => path.attribute.name)).toEqual(['displayName', 'externalId'])
  })

  const refused: [operation: JsonObject, status: number, scimType: string | undefined, because: string][] = [
    [{ op: 'add', path: 'members', value: [{ display: 'Ana' }] }, 400, 'invalidValue', 'no id'],
    [{ op: 'add', path: 'members', value: [{ value: '' }] }, 400, 'invalidValue', 'an empty id'],
    [{ op: 'add', path: 'members', value: [{}] }, 400, 'invalidValue', 'nothing'],
    [{ op: 'remove', path: 'members', value: [{ type: 'User' }] }, 400, 'invalidValue', 'must not remove all'],
    [{ op: 'add', path: 'members[value eq "a"].display', value: 'x' }, 400, 'mutability', 'names of members are ours'],
    [{ op: 'add', path: 'members[value eq "a"].type', value: 'User' }, 400, 'mutability', 'and so are their types'],
    [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }, 400, 'invalidPath', 'a member is not changed into another'],
    [{ op: 'add', path: 'members', value: Array.from({ length: 20_001 }, (_, index) => `u${index}`) }, 413, undefined, 'too many'],
  ]
  test.each(refused.map(([operation, ...rest]) => [JSON.stringify(operation).slice(0, 90), ...rest, operation] as const))(
    '%s is refused by %d %s: %s',
    (_, status, scimType, __, operation) => expect(() => split(operation)).toThrow(expect.objectContaining({ status, scimType })),
  )

  test('too many in all operations together', () => {
    const half = (from: number) => ({ op: 'add', path: 'members', value: Array.from({ length: 10_001 }, (_, index) => `u${from + index}`) })
    expect(() => split(half(0), half(20_000))).toThrow(expect.objectContaining({ status: 413 }))
  })
})

test('folded in order, the operations leave the members that a naive set has', () => {
  const id = fc.constantFrom<string[]>('a', 'b', 'c', 'd')
  const list = fc.uniqueArray(id)
  const asList = (named: string[]) => named.map((value) => ({ value }))
  // Each as a client sends it, and what it does to a set.
  type Case = [sent: JsonObject, run: (set: Set<string>) => Set<string>]
  const operation: fc.Arbitrary<Case> = fc.oneof(
    list.map((named): Case => [{ op: 'add', path: 'members', value: asList(named) }, (set) => set.union(new Set(named))]),
    list.map((named): Case => [{ op: 'replace', path: 'members', value: asList(named) }, () => new Set(named)]),
    list.map((named): Case => [{ op: 'Remove', path: 'members', value: named }, (set) => set.difference(new Set(named))]),
    id.map((one): Case => [{ op: 'remove', path: `members[value eq "${one}"]` }, (set) => set.difference(new Set([one]))]),
    fc.constant<Case>([{ op: 'remove', path: 'members' }, () => new Set()]),
  )
  const agreement = fc.property(fc.array(operation, { maxLength: 12 }), list, (operations, before) => {
    const expected = operations.reduce((set, [, run]) => run(set), new Set(before))
    expect(fold(new Set(before), split(...operations.map(([sent]) => sent)).members)).toEqual(expected)
  })
  fc.assert(agreement, { numRuns: 500 })
})

function fold(set: Set<string>, operations: readonly MembersOperation[]): Set<string> {
  return operations.reduce((members, { op, who }) => {
    const named = who.kind === 'ids' ? new Set(who.ids) : members
    return op === 'replace' ? named : op === 'add' ? members.union(named) : members.difference(named)
  }, set)
}
