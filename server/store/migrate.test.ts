import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { databases, makeEmptyDatabase, openTestDatabase } from '../../test/support/databases.ts'
import { migrations } from './migrate.ts'
import { openDatabase } from './open.ts'

describe.each(databases)('migrations, on %s', (database) => {
  test('an empty database comes up to date, once', async () => {
    const { url, remove } = await makeEmptyDatabase(database)
    const db = openDatabase(url)
    onTestFinished(async () => {
      await db.close()
      await remove()
    })
    expect(await db.pendingMigrations()).toEqual(Object.keys(migrations))
    expect(await db.migrate()).toEqual(Object.keys(migrations))
    expect(await db.migrate()).toEqual([])
    expect(await db.pendingMigrations()).toEqual([])
  })

  test('two processes that start at once do not disturb each other', async () => {
    const { url, remove } = await makeEmptyDatabase(database)
    onTestFinished(remove)
    const env = { PURSER_DATABASE_URL: url, PURSER_SECRET_KEY: 'A'.repeat(43) }
    const migrateInAProcess = async () => {
      const { stdout } = await promisify(execFile)(process.execPath, ['bin/purser.js', 'migrate', '--json'], { env })
      return JSON.parse(stdout).done
    }
    const ran = await Promise.all([migrateInAProcess(), migrateInAProcess(), migrateInAProcess()])
    expect(ran.flat()).toEqual(Object.keys(migrations))
  })

  test('the names of migrations say their order', () => {
    expect(Object.keys(migrations).toSorted()).toEqual(Object.keys(migrations))
    for (const name of Object.keys(migrations)) expect(name).toMatch(/^\d{4}-[a-z-]+$/)
  })

  test('domains of before are vouched for, each with an id and a record of its own (0009)', async () => {
    const { url, remove } = await makeEmptyDatabase(database)
    const db = openDatabase(url)
    onTestFinished(async () => {
      await db.close()
      await remove()
    })
    const steps = Object.entries(migrations)
    await db.transact(async (trx) => {
      for (const [name, migration] of steps) if (name < '0009') await migration.up(trx)
      for (const statement of [
        `insert into teams (team_id, name, plan, currency, when_unset, nested_groups, created_at) values ('t', 'T', 'standard', 'USD', 'block', 'direct', '')`,
        `insert into domains (domain, team_id, vouched_by, verified_at) values ('a.example', 't', 'operator', '2026-01-01'), ('b.example', 't', 'operator', '2026-01-02')`,
      ])
        await sql.raw(statement).execute(trx)
      for (const [name, migration] of steps) if (name >= '0009') await migration.up(trx)
    })
    const domains = await db.read.selectFrom('domains').selectAll().orderBy('domain').execute()
    expect(domains).toMatchObject([
      { teamId: 't', domain: 'a.example', state: 'verified', vouchedBy: 'operator', verifiedAt: '2026-01-01', nextCheckAt: null },
      { teamId: 't', domain: 'b.example', state: 'verified', vouchedBy: 'operator', verifiedAt: '2026-01-02', nextCheckAt: null },
    ])
    expect(new Set(domains.flatMap(({ domainId, challenge }) => [domainId, challenge])).size).toBe(4)
  })

  test('users of before are found by all their addresses (0007)', async () => {
    const { url, remove } = await makeEmptyDatabase(database)
    const db = openDatabase(url)
    onTestFinished(async () => {
      await db.close()
      await remove()
    })
    const steps = Object.entries(migrations)
    const emails = JSON.stringify({ emails: ['a@x.test', 'b@x.test', 'b@x.test', 'c@x.test'].map((value) => ({ value })) })
    await db.transact(async (trx) => {
      for (const [name, migration] of steps) if (name < '0007') await migration.up(trx)
      for (const statement of [
        `insert into teams (team_id, name, plan, currency, when_unset, nested_groups, created_at) values ('t', 'T', 'standard', 'USD', 'block', 'direct', '')`,
        `insert into directories (team_id, directory_id, name, provider, status, created_at) values ('t', 'd', 'D', 'okta', 'active', '')`,
        `insert into members (team_id, member_id, role, origin, status, created_at) values ('t', 'm', 'member', 'scim', 'active', '')`,
        `insert into directory_users (team_id, user_id, directory_id, member_id, user_name, user_name_folded, email_folded, has_more_emails, active, version,
          created_at, last_modified, resource, filterable) values ('t', 'u', 'd', 'm', 'u', 'u', 'a@x.test', true, true, 1, '', '', '{}', '${emails}')`,
      ])
        await sql.raw(statement).execute(trx)
      for (const [name, migration] of steps) if (name >= '0007') await migration.up(trx)
    })
    const rows = await db.read.selectFrom('directoryUserEmails').select('emailFolded').orderBy('emailFolded').execute()
    expect(rows.map(({ emailFolded }) => emailFolded)).toEqual(['b@x.test', 'c@x.test'])
  })

  test('limits of before keep their ids and their history, and teams get calendar months (0014)', async () => {
    const { url, remove } = await makeEmptyDatabase(database)
    const db = openDatabase(url)
    onTestFinished(async () => {
      await db.close()
      await remove()
    })
    const steps = Object.entries(migrations)
    await db.transact(async (trx) => {
      for (const [name, migration] of steps) if (name < '0014') await migration.up(trx)
      for (const statement of [
        `insert into teams (team_id, name, plan, currency, when_unset, nested_groups, created_at) values ('t', 'T', 'standard', 'USD', 'block', 'direct', '')`,
        `insert into limits (team_id, limit_id, scope, subject_id, kind, amount_micros, since_at, since_request, until_at, until_request) values
          ('t', 'l1', 'group', 'g', 'amount', 5, '1', 'r1', '2', 'r2'), ('t', 'l2', 'group', 'g', 'unlimited', null, '2', 'r2', null, null)`,
      ])
        await sql.raw(statement).execute(trx)
      for (const [name, migration] of steps) if (name >= '0014') await migration.up(trx)
    })
    const rows = await db.read.selectFrom('limits').selectAll().orderBy('limitId').execute()
    expect(rows).toMatchObject([
      { limitId: 'l1', revision: 1n, amountMicros: 5n, sinceRequest: 'r1', untilRequest: 'r2', expiresAt: null },
      { limitId: 'l2', revision: 1n, kind: 'unlimited', amountMicros: null, sinceRequest: 'r2', untilAt: null },
    ])
    const team = await db.read.selectFrom('teams').selectAll().executeTakeFirstOrThrow()
    expect(team).toMatchObject({
      onGroupDelete: 'release',
      blockFree: false,
      eventCeilingMicros: null,
      periodSettings: [{ interval: 'month', anchorDay: 1, timeZone: 'UTC', since: null }],
    })
  })

  test('every column of the tables has the type that the queries believe', async () => {
    const db = await openTestDatabase(database)
    const tables = await db.read.introspection.getTables()
    const columns = tables.flatMap(({ name, columns: all }) => all.map((column) => `${name}.${column.name} ${column.dataType.toLowerCase()}`))
    const kinds = new Set(columns.map((each) => each.split(' ').slice(1).join(' ')))
    const known =
      database === 'sqlite'
        ? ['text', 'bigint', 'boolean', 'json text', 'integer', 'varchar(255)']
        : ['text', 'int8', 'bool', 'jsonb', 'int4', 'varchar']
    for (const kind of kinds) expect(known).toContain(kind)
  })
})

test('every answered write is on disk: SQLite runs with a write-ahead log and full synchronous commits', async () => {
  const db = await openTestDatabase('sqlite')
  const { rows: journal } = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db.read)
  const { rows: synchronous } = await sql<{ synchronous: bigint }>`pragma synchronous`.execute(db.read)
  expect({ ...journal[0], ...synchronous[0] }).toEqual({ journalMode: 'wal', synchronous: 2n })
})

test('every answered write is on disk: PostgreSQL commits synchronously, whatever its default', async () => {
  const db = await openTestDatabase('postgres')
  const { rows } = await sql<{ synchronousCommit: string }>`show synchronous_commit`.execute(db.read)
  expect(rows).toEqual([{ synchronousCommit: 'on' }])
})
