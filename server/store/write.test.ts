import { describe, expect, test } from 'vitest'
import { databases, openTestDatabase } from '../../test/support/databases.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { write, type Db, type NewRow, type Trx } from './open.ts'

const team = (name: string): NewRow<'teams'> => ({
  teamId: realEnvironment.newId('team'),
  name,
  plan: 'enterprise',
  currency: 'USD',
  whenUnset: 'unlimited',
  nestedGroups: 'direct',
  createdAt: toTimestamp(0),
})
const insert = (trx: Trx, name: string) => trx.insertInto('teams').values(team(name)).execute()
const names = async (db: Db) => (await db.read.selectFrom('teams').select('name').orderBy('name').execute()).map(({ name }) => name)

describe.each(databases)('write, on %s', (database) => {
  test('all of it is there when it answers', async () => {
    const db = await openTestDatabase(database)
    const answer = await write(db, async (trx) => {
      await insert(trx, 'a')
      await insert(trx, 'b')
      return 'done'
    })
    expect(answer).toBe('done')
    expect(await names(db)).toEqual(['a', 'b'])
  })

  test('one that throws leaves nothing, and the others that share its commit stay', async () => {
    const db = await openTestDatabase(database)
    const outcomes = await Promise.allSettled([
      write(db, (trx) => insert(trx, 'before')),
      write(db, async (trx) => {
        await insert(trx, 'refused')
        throw new Error('refused')
      }),
      write(db, (trx) => insert(trx, 'after')),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await names(db)).toEqual(['after', 'before'])
  })

  test('what a statement breaks does not break the writes after it', async () => {
    const db = await openTestDatabase(database)
    const row = team('once')
    const same = () => write(db, (trx) => trx.insertInto('teams').values(row).execute())
    await same()
    await expect(same()).rejects.toThrow(/unique/i)
    await write(db, (trx) => insert(trx, 'later'))
    expect(await names(db)).toEqual(['later', 'once'])
  })

  test('of many that read and then write the same row, none is lost', async () => {
    const db = await openTestDatabase(database)
    await write(db, (trx) => insert(trx, '0'))
    const addOne = () =>
      write(db, async (trx) => {
        const { locked } = await import('./dialect.ts')
        const { name } = await locked(trx, trx.selectFrom('teams').select('name')).executeTakeFirstOrThrow()
        await trx
          .updateTable('teams')
          .set({ name: String(Number(name) + 1) })
          .execute()
      })
    await Promise.all(Array.from({ length: 50 }, addOne))
    expect(await names(db)).toEqual(['50'])
  })

  test('a reader outside sees nothing of what is not committed', async () => {
    const db = await openTestDatabase(database)
    await write(db, async (trx) => {
      await insert(trx, 'soon')
      expect(await names(db)).toEqual([])
    })
    expect(await names(db)).toEqual(['soon'])
  })

  test('two writes that lock each other are run again until both are done', async () => {
    const db = await openTestDatabase(database)
    const [one, other] = [team('one'), team('other')]
    await write(db, (trx) => trx.insertInto('teams').values([one, other]).execute())
    const rename = (first: typeof one, second: typeof one, to: string) =>
      write(db, async (trx) => {
        for (const { teamId } of [first, second]) await trx.updateTable('teams').set({ name: to }).where('teamId', '=', teamId).execute()
      })
    for (let round = 0; round < 2; round++) await Promise.all([rename(one, other, 'x'), rename(other, one, 'y')])
    expect(new Set(await names(db)).size).toBe(1)
  })

  test('booleans, integers and JSON come out alike on both databases', async () => {
    const db = await openTestDatabase(database)
    const { teamId, ...rest } = team('types')
    await write(db, (trx) =>
      trx
        .insertInto('teams')
        .values({ teamId, ...rest })
        .execute(),
    )
    await write(db, (trx) =>
      trx
        .insertInto('journal')
        .values({
          teamId,
          requestId: realEnvironment.newId('req'),
          at: toTimestamp(0),
          actorKind: 'command_line',
          actorId: null,
          actorName: 'tester',
          directoryId: null,
          operation: 'test',
          outcome: 'applied',
          status: 200n,
          code: null,
          subjectId: null,
          subjectName: null,
          changes: JSON.stringify([{ kind: 'é "quoted"', someKey: { inner_key: 1 } }]),
          notes: null,
          wire: null,
          count: 9_007_199_254_740_993n,
        })
        .execute(),
    )
    const row = await db.read.selectFrom('journal').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      status: 200n,
      count: 9_007_199_254_740_993n,
      notes: null,
      changes: [{ kind: 'é "quoted"', someKey: { inner_key: 1 } }],
    })
    expect(typeof row.position).toBe('bigint')
  })
})
