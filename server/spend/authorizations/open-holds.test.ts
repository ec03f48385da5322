import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { sql } from 'kysely'
import { databases, type DatabaseName } from '../../../test/support/databases.ts'
import { create, person } from '../../../test/support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../../../test/support/test-server.ts'
import { realEnvironment } from '../../kernel/environment.ts'
import type { AuthorizationId, MemberId } from '../../kernel/ids.ts'
import { readBalance } from '../ledger/standing.ts'
import { expireHolds } from './expire-holds.ts'
import { listExpired } from './holds.sql.ts'

describe.each(databases)('many open holds, on %s', (database: DatabaseName) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam()
    if (database === 'postgres') await sql`alter table authorizations set (autovacuum_enabled = false)`.execute(server.db.read) // so that it has no statistics
  })
  afterAll(() => server.stop())

  /** Copies a hold so many times, for its own member or each for another. */
  const copy = async (id: AuthorizationId, times: number, forOthers: boolean) => {
    const hold = await server.db.read.selectFrom('authorizations').selectAll().where('authorizationId', '=', id).executeTakeFirstOrThrow()
    const rows = Array.from({ length: times }, () => ({
      ...hold,
      metadata: null,
      authorizationId: realEnvironment.newId('auth'),
      ...(forOthers && { memberId: realEnvironment.newId('mem') }),
    }))
    for (let from = 0; from < times; from += 500)
      await server.db.transact((trx) =>
        trx
          .insertInto('authorizations')
          .values(rows.slice(from, from + 500))
          .execute(),
      )
    return hold.memberId
  }

  test('all that expired are written down in one sweep, however many they are', async () => {
    const user = await create(team.directory, 'Users', person('swept'))
    const { id } = (await team.api('POST', '/authorizations', { user, amount: '0', expires_in: 60 })).body
    await copy(id, 1_100, true)
    server.pass(61)
    const countOpen = async () =>
      (await listExpired(server.db.read, server.environment.now(), 5_000)).filter(({ teamId }) => teamId === team.teamId).length
    expect(await countOpen()).toBe(1_101)
    await expireHolds(server.db, server.environment)
    expect(await countOpen()).toBe(0)
  })

  test('a member has 1,000 at most, and is told not to try again; those that expired are none, also where they book themselves and did not yet', async () => {
    const user = await create(team.directory, 'Users', person('many'))
    const hold = (more: object = {}) => team.api('POST', '/authorizations', { user, amount: '0.01', ...more })
    const { id } = (await hold({ expires_in: 60, on_expiry: 'settle' })).body
    await copy(id, 998, false)
    expect((await hold({ expires_in: 3600 })).status).toBe(201)
    expect(await hold()).toMatchObject({ status: 409, body: { code: 'too-many-holds', retryable: false } })
    server.pass(61)
    expect((await hold()).status).toBe(201)
    expect((await team.api('GET', `/users/${user}/effective_limit`)).body).toMatchObject({ settled: '9.99', held: '0.02' })
  })

  test('what one member holds is found by the member and the period, whatever the others hold and whether or not the database knows how much there is', async () => {
    const user = await create(team.directory, 'Users', person('one'))
    const { id } = (await team.api('POST', '/authorizations', { user, amount: '1' })).body
    const memberId: MemberId = await copy(id, 5_000, true)
    const { periodStart } = await server.db.read.selectFrom('authorizations').selectAll().where('authorizationId', '=', id).executeTakeFirstOrThrow()
    const asked = vi.spyOn(server.db.read, 'executeQuery')
    await readBalance(server.db.read, team.teamId, memberId, periodStart, server.environment.now())
    const [query] = asked.mock.calls[0] ?? []
    asked.mockRestore()
    if (!query || !('sql' in query)) throw new Error('one query is asked')
    const explain = database === 'sqlite' ? 'explain query plan' : 'explain'
    const { rows } = await server.db.read.executeQuery({ ...query, sql: `${explain} ${query.sql}` })
    const plan = rows.map((row) => Object.values(row as object).join(' ')).join('\n')
    const byKey = {
      sqlite: /authorizations_held \(team_id=\? AND period_start=\? AND member_id=\?\)/,
      postgres: /_held\b.*\n.*Index Cond: .*team_id.*period_start.*member_id/,
    }
    expect(plan).toMatch(byKey[database])
  })
})
