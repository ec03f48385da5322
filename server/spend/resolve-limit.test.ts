import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatId, type GroupId } from '../kernel/ids.ts'
import { parseMicros } from '../kernel/money.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { resolveLimit, type GroupFact, type Limit, type LimitFacts } from './resolve-limit.ts'
import { renderTruthTable, truthTable, type TruthRow } from './truth-table.ts'

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

const parse = (text: string): Limit => (text === 'unlimited' ? unlimited : usd(Number(text)))

/** What resolution is told of a row: a deleted group holds nobody, so nothing of it. */
function factsOf({ override: own, groups, teamDefault, settings = {} }: TruthRow): LimitFacts {
  return {
    ...nothingSet,
    override: own && override(parse(own.limit), own.isExpired ? 999 : undefined),
    groups: groups
      .filter(({ isDeleted }) => !isDeleted)
      .map(({ name, limit, around }, setAt) => {
        const stored = limit === undefined ? undefined : parse(limit)
        return around === undefined ? group(name, stored, setAt) : outer(name, stored, around)
      }),
    teamDefault: teamDefault === undefined ? undefined : parse(teamDefault),
    whenUnset: settings.when_unset ?? 'unlimited',
    nestedGroups: settings.nested_groups ?? 'direct',
  }
}

describe('the truth table', () => {
  test.each(truthTable.filter(({ effective }) => effective))('row $row: $because', (row) => {
    const { limit = '', source, deciding = [], considered, ignored = [] } = row.effective ?? {}
    const found = resolveLimit(factsOf(row))
    expect(found).toMatchObject({ limit: parse(limit), source })
    expect(found.deciding.map(nameOf)).toEqual(deciding)
    expect(found.considered.map(nameOf)).toEqual(considered ?? found.considered.map(nameOf))
    const told = found.ignored.map(({ group: each, reason }) => (each ? `${each.name} ${reason}` : reason))
    expect(told).toEqual(ignored.filter((each) => !each.endsWith(' deleted')))
  })

  test('has the 22 rows', () => {
    const numbers = new Set(truthTable.map(({ row }) => Number.parseInt(row, 10)))
    expect([...numbers]).toEqual(Array.from({ length: 22 }, (_, index) => index + 1))
  })

  test('is what the documentation says', () => {
    expect(readFileSync('docs/spend.md', 'utf8')).toContain(renderTruthTable())
  })
})

test.each([
  ['at the moment of its expiry an override has ended', 1_000, unlimited, 'none'],
  ['until then it holds', 1_001, usd(10), 'user_override'],
])('%s', (_because, expiresAt, limit, source) => {
  expect(resolveLimit({ ...nothingSet, override: override(usd(10), expiresAt) })).toMatchObject({ limit, source })
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
