import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatId, type GroupId } from '../kernel/ids.ts'
import { parseMicros } from '../kernel/money.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { resolveLimit, type GroupFact, type Limit, type LimitFacts, type Source } from './resolve-limit.ts'

const usd = (amount: number): Limit => {
  const micros = parseMicros(String(amount))
  if (micros === undefined) throw new Error(`${amount} is an amount`)
  return { kind: 'amount', micros }
}
const unlimited: Limit = { kind: 'unlimited' }

const idOf = (name: string): GroupId => formatId('grp', 0, new Uint8Array(10).fill(name.charCodeAt(0)))
/** A group of this name, whose limit was set in the given order. */
const group = (name: string, limit?: Limit, setAt = 0): GroupFact => ({
  groupId: idOf(name),
  name,
  via: [],
  limit: limit && { value: limit, since: toTimestamp(setAt) },
})
/** A group that holds the member through another one. */
const outer = (name: string, limit: Limit | undefined, through: string): GroupFact => ({
  ...group(name, limit),
  via: [{ groupId: idOf(through), name: through }],
})

const nothingSet: LimitFacts = {
  override: undefined,
  groups: [],
  teamDefault: undefined,
  whenUnset: 'unlimited',
  nestedGroups: 'direct',
  now: toTimestamp(1_000),
}
const override = (limit: Limit, expiresAt?: number) => ({ limit, expiresAt: expiresAt === undefined ? undefined : toTimestamp(expiresAt) })

type Row = [
  row: string,
  facts: Partial<LimitFacts>,
  limit: Limit,
  source: Source,
  because: string,
  lists?: { deciding?: string[]; considered?: string[]; ignored?: string[] },
]

/** The truth table of limits. Rows 17 to 22 ask of the ledger, of directories and of requests: here is what resolution has to say of them. */
const rows: Row[] = [
  ['1', { teamDefault: usd(50) }, usd(50), 'team_default', 'no group has a limit'],
  ['2', {}, unlimited, 'none', 'nothing is set, and the team lets that mean no limit'],
  ['2, block', { whenUnset: 'block' }, usd(0), 'none', 'nothing is set, and the team lets that mean nothing may be spent'],
  ['3', { teamDefault: usd(0) }, usd(0), 'team_default', 'zero is a limit: it blocks'],
  ['4', { teamDefault: usd(50), groups: [group('A', usd(100))] }, usd(100), 'group', 'a group replaces the default'],
  ['5', { teamDefault: usd(50), groups: [group('A', usd(20))] }, usd(20), 'group', 'a group replaces the default, also when it is lower'],
  [
    '6',
    { teamDefault: usd(50), groups: [group('A', usd(20)), group('B', usd(80))] },
    usd(80),
    'group',
    'the highest group wins',
    { deciding: ['B'], considered: ['B', 'A'] },
  ],
  [
    '7',
    { teamDefault: usd(50), groups: [group('A', usd(20)), group('B')] },
    usd(20),
    'group',
    'a group without a limit has no say, not even the default’s',
    { deciding: ['A'], ignored: ['B unset'] },
  ],
  ['8', { teamDefault: usd(50), groups: [group('A', usd(0)), group('B', usd(30))] }, usd(30), 'group', 'zero is the lowest of limits'],
  ['9', { teamDefault: usd(50), groups: [group('A', usd(0))] }, usd(0), 'group', 'a group of zero blocks, whatever the default'],
  [
    '10',
    { teamDefault: usd(50), groups: [group('A', usd(80), 2), group('B', usd(80), 1)] },
    usd(80),
    'group',
    'tied groups are all named, the limit that has stood longest first',
    { deciding: ['B', 'A'] },
  ],
  [
    '11',
    { teamDefault: usd(50), groups: [group('A', unlimited), group('B', usd(30))] },
    unlimited,
    'group',
    'unlimited is above all amounts',
    { deciding: ['A'] },
  ],
  ['12', { groups: [group('A'), group('B')] }, unlimited, 'none', 'groups without limits are as no groups', { ignored: ['A unset', 'B unset'] }],
  [
    '13',
    { teamDefault: usd(50), override: override(usd(10)), groups: [group('A', usd(80))] },
    usd(10),
    'user_override',
    'an override wins, also when it is lower',
    { considered: ['A'] },
  ],
  [
    '14',
    { teamDefault: usd(50), override: override(unlimited), groups: [group('A', usd(0))] },
    unlimited,
    'user_override',
    'an override may be unlimited',
  ],
  [
    '15',
    { teamDefault: usd(50), override: override(usd(10), 999), groups: [group('A', usd(80))] },
    usd(80),
    'group',
    'an override that has expired is ignored, and said to be',
    { ignored: ['expired'] },
  ],
  ['15, just', { override: override(usd(10), 1_000) }, unlimited, 'none', 'an override ends at the moment of its expiry'],
  ['15, not yet', { override: override(usd(10), 1_001), groups: [group('A', usd(80))] }, usd(10), 'user_override', 'until then it holds'],
  [
    '16',
    { teamDefault: usd(50), groups: [group('A'), outer('P', usd(90), 'A')] },
    usd(50),
    'team_default',
    'a group around the member’s group has no say',
    { ignored: ['A unset', 'P nested'] },
  ],
  [
    '16, expand',
    { teamDefault: usd(50), groups: [group('A'), outer('P', usd(90), 'A')], nestedGroups: 'expand' },
    usd(90),
    'group',
    'unless the team lets it have one',
    { deciding: ['P'] },
  ],
  ['17', { teamDefault: usd(50) }, usd(50), 'team_default', 'a deleted group holds nobody'],
  ['18', {}, unlimited, 'none', 'a deleted group holds nobody, also where there is no default'],
]

test.each(rows)('row %s: %o resolves to %o by %s: %s', (_row, facts, limit, source, _because, lists = {}) => {
  const found = resolveLimit({ ...nothingSet, ...facts })
  expect(found).toMatchObject({ limit, source })
  const names = {
    deciding: found.deciding.map(nameOf),
    considered: found.considered.map(nameOf),
    ignored: found.ignored.map(({ group: each, reason }) => (each ? `${each.name} ${reason}` : reason)),
  }
  expect(names).toMatchObject(lists)
})

const nameOf = ({ name }: GroupFact) => name

describe('whatever is set', () => {
  const anyLimit = fc.oneof(fc.constant(unlimited), fc.integer({ min: 0, max: 5 }).map(usd))
  const anyGroups = fc
    .uniqueArray(fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'), { maxLength: 8 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.tuple(fc.option(anyLimit, { nil: undefined }), fc.integer({ min: 0, max: 3 })).map(([limit, at]) => group(name, limit, at)),
        ),
      ),
    )
  const ceiling = (limit: Limit) => (limit.kind === 'unlimited' ? Infinity : Number(limit.micros))

  test('the order in which groups come changes nothing', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const pick = ({ limit, source, deciding, considered }: ReturnType<typeof resolveLimit>) => ({ limit, source, deciding, considered })
        expect(pick(resolveLimit({ ...nothingSet, groups }))).toEqual(pick(resolveLimit({ ...nothingSet, groups: groups.toReversed() })))
      }),
    )
  })

  test('no group that has a say is above the one that decides, and each group is told of once', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const { limit, considered, deciding, ignored } = resolveLimit({ ...nothingSet, groups })
        for (const each of considered) expect(each.limit && ceiling(each.limit.value)).toBeLessThanOrEqual(ceiling(limit))
        for (const each of deciding) expect(each.limit?.value).toEqual(limit)
        expect(considered.length + ignored.length).toBe(groups.length)
      }),
    )
  })
})
