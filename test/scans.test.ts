import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isDatabaseAway, isSqlite } from '../server/store/dialect.ts'
import { type Db } from '../server/store/open.ts'
import { databases, openTestDatabase } from './support/databases.ts'
import { create, expectScimError, person, query } from './support/scim.ts'
import { startTestServer } from './support/test-server.ts'

/** Some tenths of a second of the database's time. */
const slow = (db: Db) =>
  isSqlite(db.read)
    ? sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000000) select max(i) from n`
    : sql`select pg_sleep(0.3)`

describe.each(databases)('searches without an index, on %s', (database) => {
  test('run one at a time, eight wait, the others are answered 429 with Retry-After, and look-ups are answered meanwhile', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { directory } = await server.addTeam()
    await create(directory, 'Users', person('ana'))
    const running = server.db.scan(slow(server.db).compile(server.db.read))
    const searches = Array.from({ length: 20 }, () => directory.scim('GET', `/Users${query({ filter: 'name.familyName co "est"' })}`))
    // More than the pool has connections, each while the scan runs.
    for (let each = 0; each < 12; each++) {
      const found = await directory.scim('GET', `/Users${query({ filter: 'userName eq "ana@acme.example"' })}`)
      expect(found).toMatchObject({ status: 200, body: { totalResults: 1 } })
    }
    await running
    const answers = await Promise.all(searches)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectScimError(answer, 429, undefined, /searches without an index wait already/)
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(8)
    expect(answers.some(({ status }) => status === 429)).toBe(true)
    // Who comes later is answered again.
    expect((await directory.scim('GET', `/Users${query({ filter: 'name.familyName co "est"' })}`)).status).toBe(200)
  })
})

test('where all connections stay taken, a request is told that the database is away, as one that may be tried again', async () => {
  const db = await openTestDatabase('postgres')
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const holding = Array.from({ length: 10 }, () => db.read.connection().execute(() => released))
  const failure: unknown = await sql`select 1`.execute(db.read).catch((error: unknown) => error)
  release()
  await Promise.all(holding)
  expect(failure).toMatchObject({ message: 'timeout exceeded when trying to connect' })
  expect(isDatabaseAway(failure)).toBe(true)
})
