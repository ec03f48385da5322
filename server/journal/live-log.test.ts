import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { databases, openTestDatabase } from '../../test/support/databases.ts'
import { realEnvironment } from '../kernel/environment.ts'
import type { TeamId } from '../kernel/ids.ts'
import { write, type Db, type NewRow } from '../store/open.ts'
import { insertEntries } from './journal.sql.ts'
import { LiveLog } from './live-log.ts'

const { newId, now } = realEnvironment

const rowOf = (teamId: TeamId): NewRow<'journal'> => ({
  teamId,
  requestId: newId('req'),
  at: now(),
  actorKind: 'directory_token',
  actorId: null,
  actorName: 'token',
  directoryId: null,
  operation: 'create_user',
  outcome: 'applied',
  status: 201n,
  code: null,
  subjectId: null,
  subjectName: null,
  changes: null,
  notes: null,
  wire: null,
  count: 1n,
})
const insert = (db: Db, teamId: TeamId) => write(db, (trx) => insertEntries(trx, [rowOf(teamId)]))

describe.each(databases)('the log as it grows, on %s', (database) => {
  const start = async (onFailure: (error: unknown) => void = () => {}) => {
    const db = await openTestDatabase(database)
    const live = new LiveLog(db, 5, onFailure)
    onTestFinished(() => live.close())
    return { db, live, gone: new AbortController() }
  }

  test('is looked at once for all who follow, and read once for all who stand at the same place', async () => {
    const { db, live, gone } = await start()
    const [mine, other] = [newId('team'), newId('team')]
    const followers = await Promise.all([mine, mine, mine, other].map((teamId) => live.follow(teamId)))
    const asked = vi.spyOn(db.read.getExecutor(), 'executeQuery')
    for (let looks = 0; looks < 3; looks++) await Promise.all(followers.map((follower) => follower.next(gone.signal)))
    const statements = asked.mock.calls.map(([query]) => query.sql)
    const looks = statements.filter((statement) => statement.includes('max(')).length
    expect(looks).toBeGreaterThanOrEqual(3)
    expect(looks).toBeLessThanOrEqual(4)
    expect(statements.some((statement) => /insert|update|delete/i.test(statement))).toBe(false)
  })

  test('tells those whose team has news, and nobody else', async () => {
    const { db, live, gone } = await start()
    const [mine, other] = [newId('team'), newId('team')]
    const [following, idle] = [await live.follow(mine), await live.follow(other)]
    const before = idle.end
    await insert(db, mine)
    while ((following.end ?? 0n) <= (before ?? 0n)) await following.next(gone.signal)
    expect(idle.end).toBe(before)
    const rows = await live.readAfter(mine, undefined, before ?? 0n, following.end ?? 0n)
    expect(rows.map(({ teamId }) => teamId)).toEqual([mine])
    const again = () => live.readAfter(mine, undefined, before ?? 0n, following.end ?? 0n)
    expect(again() === again()).toBe(true)
    expect(await live.readAfter(other, undefined, before ?? 0n, following.end ?? 0n)).toEqual([])
  })

  test('is not looked at while nobody follows it, and goes on with the first who does', async () => {
    const { db, live, gone } = await start()
    const mine = newId('team')
    const first = await live.follow(mine)
    await first.next(gone.signal)
    live.leave(first)
    await insert(db, mine)
    const second = await live.follow(mine)
    expect(await live.readAfter(mine, undefined, 0n, second.end ?? 0n)).toHaveLength(1)
    await insert(db, mine)
    while ((second.end ?? 0n) < 2n) await second.next(gone.signal)
    expect(await live.readAfter(mine, undefined, 0n, second.end ?? 0n)).toHaveLength(2)
  })

  test('goes on after a look that failed, which is told', async () => {
    const failures: unknown[] = []
    const { db, live, gone } = await start((error) => failures.push(error))
    const follower = await live.follow(newId('team'))
    const spy = vi.spyOn(Object.getPrototypeOf(db.read.getExecutor()), 'executeQuery').mockRejectedValueOnce(new Error('the database is away'))
    while (failures.length === 0) await follower.next(gone.signal)
    spy.mockRestore()
    expect(failures).toEqual([new Error('the database is away')])
    await follower.next(gone.signal)
  })

  test('lets go of all who follow as it is closed, and of whoever comes then', async () => {
    const { live, gone } = await start()
    const follower = await live.follow(newId('team'))
    const waiting = follower.next(gone.signal)
    live.close()
    await waiting
    expect([follower.isOver, (await live.follow(newId('team'))).isOver]).toEqual([true, true])
  })

  test('wakes nobody who is gone', async () => {
    const { live, gone } = await start()
    const follower = await live.follow(newId('team'))
    gone.abort()
    await follower.next(gone.signal)
    live.leave(follower)
    expect(follower.isOver).toBe(false)
  })
})
