import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { openTestDatabase } from '../../test/support/databases.ts'
import { listUsersByKeys } from '../directory/users.sql.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { listMembersByAddresses, listMembersByIds } from '../members/members.sql.ts'
import type { Reader } from '../store/open.ts'
import { listHoldRows } from './authorizations/holds.sql.ts'
import { findTeamLimits, listGroupsOfMember, listGroupsOfMembers, listOwnLimits } from './limits.sql.ts'
import { listBalanceRows } from './ledger/balances.sql.ts'
import { listBookedEvents } from './ledger/entries.sql.ts'
import { listQuarantinedEvents } from './usage/quarantine.sql.ts'
import { listWaiting } from './usage/loose-ends.sql.ts'

const [teamId, memberId, periodStart] = [realEnvironment.newId('team'), realEnvironment.newId('mem'), realEnvironment.now()]
const events = { teamId, source: 'x', eventIds: '["x"]' }

// Every admission asks the first two and every batch the others, so none may look through a team's limits, groups, people or entries. SQLite tells how it would
// find the rows, and does not learn from what is there.
test.each<[what: string, ask: (db: Reader) => Promise<unknown>, tables: number]>([
  ['what a team and a member have set', (db) => findTeamLimits(db, { teamId, memberId }), 3],
  ['the groups of a member', (db) => listGroupsOfMember(db, { teamId, memberId }), 3],
  ['the groups of many members', (db) => listGroupsOfMembers(db, { teamId, memberIds: `["${memberId}"]` }), 3],
  ['the limits of many members', (db) => listOwnLimits(db, teamId, [memberId]), 1],
  ['members by their ids', (db) => listMembersByIds(db, teamId, [memberId]), 1],
  ['members by their addresses', (db) => listMembersByAddresses(db, teamId, ['x']), 1],
  ['users by their ids', (db) => listUsersByKeys(db, teamId, 'userId', ['x']), 1],
  ['users by their externalId', (db) => listUsersByKeys(db, teamId, 'externalId', ['x']), 1],
  ['users by their userName', (db) => listUsersByKeys(db, teamId, 'userNameFolded', ['x']), 1],
  ['the balances of many members', (db) => listBalanceRows(db, { teamId, periodStart, subjectIds: '["x"]' }), 1],
  ['events that were booked', (db) => listBookedEvents(db, events), 1],
  ['events that were quarantined', (db) => listQuarantinedEvents(db, events), 1],
  ['events that wait', (db) => listWaiting(db, teamId, 10), 1],
  ['holds by their ids', (db) => listHoldRows(db, { teamId, authorizationIds: '["x"]' }), 1],
])('%s: found by whole keys, whatever the size of the team', async (_what, ask, least) => {
  const db = await openTestDatabase('sqlite')
  const asked = vi.spyOn(db.read.getExecutor(), 'executeQuery')
  await ask(db.read)
  expect(asked.mock.calls.length).toBeGreaterThan(0)
  const statements = asked.mock.calls.map(([query]) => query.sql) // before these are explained, which asks as well
  for (const statement of statements) {
    const explain = sql.raw(`explain query plan ${statement.replaceAll('?', "'x'")}`)
    const plan = (await explain.execute(db.read)).rows.map((row) => String((row as { detail: string }).detail)) // as SQLite names it
    const tables = plan.filter((step) => /^(SCAN|SEARCH) (?!held\b|teams\b|json_each\b)/.test(step))
    expect(tables.length).toBeGreaterThanOrEqual(least)
    for (const step of tables) expect(step).toMatch(/\(team_id=\?/)
    expect(plan.join('\n')).not.toContain('AUTOMATIC')
    // More than the team is looked for, but among directories, which are few.
    for (const step of tables.filter((each) => !each.includes('directories'))) expect(step).toMatch(/\(team_id=\? AND |waiting/)
  }
})
