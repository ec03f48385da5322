import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settle, world } from '../../test/reports/world.ts'
import { databases, makeDatabase } from '../../test/support/databases.ts'
import { Cursors } from '../kernel/cursors.ts'
import { realEnvironment } from '../kernel/environment.ts'
import type { TeamId } from '../kernel/ids.ts'
import { formatMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { readLimitFactsOf } from '../spend/effective-limit.ts'
import { toLimitShape } from '../spend/explanation.ts'
import { periodOf } from '../spend/ledger/period-of.ts'
import { readBalance } from '../spend/ledger/standing.ts'
import { remainingOf } from '../spend/remaining.ts'
import { resolveLimit } from '../spend/resolve-limit.ts'
import { openDatabase, type Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { listEffectiveLimits, sortKeys, type ListAsked } from './effective-limits.ts'

const cursors = new Cursors([new Uint8Array(32)])
const everybody: ListAsked['filter'] = {
  status: 'all',
  prefix: undefined,
  group: undefined,
  source: undefined,
  minPercent: undefined,
  inSeveralGroups: false,
  winsByFar: false,
}

/** What the pure function says of each member of a team, in the order of their ids. */
async function resolveAll(db: Db, teamId: TeamId, now: Timestamp) {
  const members = await db.read.selectFrom('members').selectAll().where('teamId', '=', teamId).orderBy('memberId').execute()
  const facts = await readLimitFactsOf(
    db.read,
    teamId,
    members.map(({ memberId }) => memberId),
  )
  const { start } = await periodOf(db.read, await teamOf(db.read, teamId), now)
  return Promise.all(
    members.map(async (member) => {
      const effective = resolveLimit({ ...facts.get(member.memberId)!, now })
      return { member, effective, balance: await readBalance(db.read, teamId, member.memberId, start, now) }
    }),
  )
}
type Resolved = Awaited<ReturnType<typeof resolveAll>>[number]

const named = ({ groupId: group, name, frozen }: Resolved['effective']['considered'][number]) => ({ group, name, ...(frozen && { frozen }) })

function toExpected({ member, effective: { limit, source, deciding, considered }, balance }: Resolved) {
  const next = source === 'group' ? considered[1] : undefined
  const remaining = remainingOf(limit, balance)
  return {
    member_id: member.memberId,
    name: member.displayName,
    status: member.status,
    limit: toLimitShape(limit),
    source,
    deciding: deciding.map(named),
    limited_groups: considered.length,
    runner_up: next?.limit ? { ...named(next), limit: toLimitShape(next.limit.value) } : null,
    settled: formatMicros(balance.settled),
    held: formatMicros(balance.held),
    ...(remaining !== undefined && { remaining: formatMicros(remaining) }),
  }
}

/** Whether the deciding group gives more than any other, and at least twice the next. */
function winsByFar({ effective: { source, considered } }: Resolved): boolean {
  const [one, two] = considered.map(({ limit }) => (limit?.value.kind === 'amount' ? Number(limit.value.micros) : Infinity))
  return source === 'group' && one !== undefined && two !== undefined && one > two && one >= 2 * two
}

function usesAtLeast(minPercent: number, { effective: { limit }, balance }: Resolved): boolean {
  if (limit.kind === 'unlimited') return false
  return limit.micros === 0n ? balance.settled > 0n : (Number(balance.settled) * 100) / Number(limit.micros) >= minPercent
}

describe.each(databases)('the list of what everybody may spend, on %s', (database) => {
  let db: Db
  let remove: () => Promise<void>
  beforeAll(async () => {
    const made = await makeDatabase(database)
    remove = made.remove
    db = openDatabase(made.url)
  })
  afterAll(async () => {
    await db.close()
    await remove()
  })

  test('says of each member what the pure function says, in whatever directory; so do its filters, orders and pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        world,
        fc.constantFrom(...sortKeys),
        fc.boolean(),
        fc.constantFrom(0, 20, 50, 100),
        async (made, by, isDescending, minPercent) => {
          const now = realEnvironment.now()
          const start = `${now.slice(0, 7)}-01T00:00:00.000Z` as Timestamp
          const { teamId, groups } = await settle(db, made, now, start)
          const asOf = { at: now, isPast: false }
          const resolved = await resolveAll(db, teamId, now)
          const list = async (filter: Partial<ListAsked['filter']>, sort: ListAsked['sort'] = { by: 'name', isDescending: false }, limit = 200) => {
            const items = []
            for (let cursor: string | undefined; ;) {
              const page = await listEffectiveLimits(db, cursors, teamId, { filter: { ...everybody, ...filter }, sort, asOf, limit, cursor })
              items.push(...page.items)
              if (page.next_cursor === null) return items
              cursor = page.next_cursor
            }
          }
          const idsOf = (those: Resolved[]) => those.map(({ member }) => member.memberId)
          const sorted = (items: { member_id: string }[]) => items.map(({ member_id: id }) => id).toSorted()

          const all = await list({})
          expect(all.toSorted((one, other) => (one.member_id < other.member_id ? -1 : 1))).toMatchObject(resolved.map(toExpected))
          expect(all.every(({ runner_up, deciding, limited_groups }) => (runner_up === null) === (deciding.length === 0 || limited_groups < 2))).toBe(
            true,
          )

          const pages = await list({}, { by, isDescending }, 2)
          expect(sorted(pages)).toEqual(idsOf(resolved))
          expect(pages).toEqual(await list({}, { by, isDescending }))
          const of = new Map(resolved.map((each) => [each.member.memberId as string, each]))
          const keys = pages.map(({ member_id: id }) => keyOf(by, of.get(id)!))
          for (const [place, key] of keys.slice(1).entries()) expect(isDescending ? keys[place]! >= key : keys[place]! <= key).toBe(true)

          expect(sorted(await list({ inSeveralGroups: true }))).toEqual(idsOf(resolved.filter(({ effective }) => effective.considered.length >= 2)))
          expect(sorted(await list({ winsByFar: true }))).toEqual(idsOf(resolved.filter(winsByFar)))
          expect(sorted(await list({ minPercent }))).toEqual(idsOf(resolved.filter((each) => usesAtLeast(minPercent, each))))
          expect(sorted(await list({ prefix: 'AD' }))).toEqual(idsOf(resolved.filter(({ member }) => member.nameFolded.startsWith('ad'))))
          expect(sorted(await list({ status: 'active' }))).toEqual(idsOf(resolved.filter(({ member }) => member.status === 'active')))
          for (const source of ['user_override', 'group', 'team_default', 'none'] as const)
            expect(sorted(await list({ source }))).toEqual(idsOf(resolved.filter(({ effective }) => effective.source === source)))

          const facts = await readLimitFactsOf(db.read, teamId, idsOf(resolved))
          const counts = (each: Resolved) =>
            facts.get(each.member.memberId)!.groups.filter(({ via, frozen }) => !frozen && (via.length === 0 || made.nestedGroups === 'expand'))
          for (const group of groups)
            expect(sorted(await list({ group }, { by: 'settled', isDescending }).catch(() => []))).toEqual(
              idsOf(resolved.filter((each) => counts(each).some(({ groupId }) => groupId === group))),
            )
        },
      ),
      { numRuns: database === 'sqlite' ? 60 : 20 },
    )
  })
})

function keyOf(by: (typeof sortKeys)[number], { member, effective: { limit }, balance }: Resolved): string | number {
  const ceiling = limit.kind === 'unlimited' ? Infinity : Number(limit.micros)
  switch (by) {
    case 'name':
      return member.nameFolded
    case 'limit':
      return ceiling
    case 'settled':
      return Number(balance.settled)
    case 'percent':
      return ceiling === Infinity ? -Infinity : ceiling === 0 ? (balance.settled > 0n ? Infinity : -Infinity) : Number(balance.settled) / ceiling
  }
}
