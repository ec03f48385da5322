import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settle, world } from '../../test/reports/world.ts'
import { databases, openTestDatabase } from '../../test/support/databases.ts'
import { realEnvironment } from '../kernel/environment.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { teamOf } from '../teams/teams.ts'
import { pageEffectiveLimits, type LimitsAsked, type Mark } from './effective-limits.sql.ts'
import { readNearest } from './nearest-limit.ts'

describe.each(databases)('who is nearest their limit, on %s', (database) => {
  test('is told of few as of everybody, or not at all', { timeout: 120_000 }, async () => {
    const db = await openTestDatabase(database)
    let told = 0
    const shape = { limit: fc.integer({ min: 1, max: 3 }), minPercent: fc.constantFrom(undefined, 0, 20, 80), first: fc.integer({ min: 1, max: 3 }) }
    const status = fc.constantFrom('active' as const, 'all' as const)
    await fc.assert(
      fc.asyncProperty(world, fc.record({ ...shape, status, inSeveralGroups: fc.boolean() }), async (made, { limit, first, ...filters }) => {
        const at = realEnvironment.now()
        const periodStart = `${at.slice(0, 7)}-01T00:00:00.000Z` as Timestamp // of that form
        const unfrozen = { ...made, groups: made.groups.map((group) => ({ ...group, isFrozen: false })) }
        const { teamId } = await settle(db, unfrozen, at, periodStart)
        const { nestedGroups, whenUnset } = await teamOf(db.read, teamId)
        const filter = { prefix: undefined, group: undefined, source: undefined, winsByFar: false, ...filters }
        const sort = { by: 'percent' as const, isDescending: true }
        const asked = { teamId, asOf: { at, isPast: false }, nestedGroups, whenUnset, hasFrozen: false, periodStart, filter, sort, limit }
        for (let after: Mark | undefined; ;) {
          const query: LimitsAsked = { ...asked, after }
          const due = await db.report(pageEffectiveLimits(db.read, query))
          const found = await readNearest(db, query, first, 6)
          expect(found?.map(({ memberId, sortKey, ways }) => [memberId, sortKey, ways]) ?? 'not told').toEqual(
            found ? due.map(({ memberId, sortKey, ways }) => [memberId, sortKey, ways]) : 'not told',
          )
          if (found && found.length > 0) told++
          const last = due.at(-1)
          if (!last || due.length < limit) return
          after = { key: last.sortKey, memberId: last.memberId }
        }
      }),
      { numRuns: database === 'sqlite' ? 150 : 40 },
    )
    expect(told).toBeGreaterThan(0) // else nothing was compared
  })
})
