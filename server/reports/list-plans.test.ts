import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { openTestDatabase } from '../../test/support/databases.ts'
import { listNested, listGroupFacts, listLimitsOfGroups, listMembershipsOf, lookAtGroups } from './groups.sql.ts'
import { seekProvisioning } from '../journal/provisioning-log.ts'
import { realEnvironment } from '../kernel/environment.ts'
import type { Reader } from '../store/open.ts'
import { lookAlong, soughtColumns, type Leg, type UserFilter } from './found-users.sql.ts'
import { findNewestSession, listLinks, listWritesAbout } from './person.sql.ts'
import { listUserFacts, listUserFactsOf } from './users.sql.ts'

const [teamId, directoryId, groupId, userId, memberId] = [
  realEnvironment.newId('team'),
  realEnvironment.newId('dir'),
  realEnvironment.newId('grp'),
  realEnvironment.newId('usr'),
  realEnvironment.newId('mem'),
]
const prefix = { folded: 'a', asWritten: 'A' }
const place = { key: 'a', userId }
const along = (leg: Leg, filter: UserFilter, after?: typeof place) => (db: Reader) => lookAlong(db, teamId, leg, filter, after, 50)
const log = { after: 0n, before: 9n, newestFirst: true }

// A page of a list reads what it shows, in the order of an index, so nothing is sorted and no team is looked through for one of its users. SQLite tells how it would find the rows.
test.each<[what: string, ask: (db: Reader) => Promise<unknown>, finds: RegExp]>([
  ['all users', along({ by: 'id' }, {}, place), /person USING (INDEX|PRIMARY KEY).*\(team_id=\? AND user_id>\?\)/],
  [
    'the users of a directory',
    along({ by: 'userId', directoryId }, {}, place),
    /directory_users_page \(team_id=\? AND directory_id=\? AND user_id>\?\)/,
  ],
  [
    'those who are inactive',
    along({ by: 'userId', directoryId }, { active: false }),
    /directory_users_active \(team_id=\? AND directory_id=\? AND active=\?/,
  ],
  ['the users of a group', along({ by: 'group' }, { groupId }, place), /edge USING PRIMARY KEY \(team_id=\? AND group_id=\? AND user_id>\?\)/],
  ['those in several groups', along({ by: 'several' }, { inSeveralGroups: true }, place), /group_users_by_user \(team_id=\? AND user_id>\?\)/],
  ['by name', along({ by: 'userName', directoryId }, { sort: 'user_name' }), /directory_users_name \(team_id=\? AND directory_id=\?\)/],
  ...soughtColumns.map((by): [string, (db: Reader) => Promise<unknown>, RegExp] => [
    `whose ${by} begins so`,
    along({ by, directoryId }, { prefix }, place),
    {
      userName: /directory_users_name/,
      name: /directory_users_shown_name/,
      email: /directory_users_email/,
      externalId: /directory_users_external_id/,
      furtherEmail: /directory_user_emails_address/,
    }[by],
  ]),
  [
    'groups by name',
    (db) => lookAtGroups(db, teamId, { prefix: 'a' }, { isByName: true, directoryId, after: undefined, look: 50 }),
    /directory_groups_name \(team_id=\? AND directory_id=\? AND display_name_folded>/,
  ],
  [
    'groups with a limit',
    (db) => lookAtGroups(db, teamId, { hasLimit: true, isEmpty: false }, { isByName: false, directoryId: undefined, after: undefined, look: 50 }),
    /limits USING (COVERING )?INDEX limits_living \(team_id=\? AND scope=\? AND subject_id=\?\)/,
  ],
  ['rows of users', (db) => listUserFacts(db, teamId, [userId]), /person USING (INDEX|PRIMARY KEY).*\(team_id=\? AND user_id=\?\)/],
  ['the users of a member', (db) => listUserFactsOf(db, teamId, memberId), /directory_users_member \(team_id=\? AND member_id=\?\)/],
  ['rows of groups', (db) => listGroupFacts(db, teamId, [groupId], 10), /edge USING PRIMARY KEY \(team_id=\? AND group_id=\?\)/],
  ['limits of groups', (db) => listLimitsOfGroups(db, teamId, [groupId]), /limits_living \(team_id=\? AND scope=\? AND subject_id=\?\)/],
  [
    'groups within a group',
    (db) => listNested(db, teamId, groupId, { prefix: 'a', after: '', limit: 50 }),
    /edge USING PRIMARY KEY \(team_id=\? AND group_id=\?/,
  ],
  [
    'the groups of users',
    (db) => listMembershipsOf(db, teamId, [userId], { after: { groupId, userId }, limit: 50 }),
    /group_users_by_user \(team_id=\? AND user_id=\?/,
  ],
  ['what links a member', (db) => listLinks(db, teamId, memberId), /identities_member \(team_id=\? AND member_id=\?\)/],
  ['the newest session', (db) => findNewestSession(db, teamId, memberId), /sessions_living \(team_id=\? AND member_id=\?\)/],
  ['what was written about a user', (db) => listWritesAbout(db, teamId, userId), /journal_subject \(team_id=\? AND subject_id=\?\)/],
  ['the log', (db) => seekProvisioning(db, teamId, { outcome: 'refused' }, log, 50), /journal_page \(team_id=\? AND position>\? AND position<\?\)/],
  [
    'the log of a time',
    (db) => seekProvisioning(db, teamId, { since: realEnvironment.now() }, log, 50),
    /journal_request \(team_id=\? AND request_id<\?\)/,
  ],
  [
    'the log of a name',
    (db) => seekProvisioning(db, teamId, { namePrefix: 'a' }, log, 50),
    /journal_name \(team_id=\? AND subject_name>\? AND subject_name<\?\)/,
  ],
])('%s: found in the order of an index', async (_what, ask, finds) => {
  const db = await openTestDatabase('sqlite')
  const asked = vi.spyOn(db.read.getExecutor(), 'executeQuery')
  await ask(db.read)
  const statements = asked.mock.calls.map(([query]) => query.sql) // before these are explained, which asks as well
  const plans: string[] = []
  for (const statement of statements) {
    const explain = sql.raw(`explain query plan ${statement.replaceAll('?', "'x'")}`)
    plans.push(...(await explain.execute(db.read)).rows.map((row) => String((row as { detail: string }).detail))) // as SQLite names it
  }
  const plan = plans.join('\n')
  expect(plan).toMatch(finds)
  expect(plan).not.toContain('AUTOMATIC')
  for (const step of plans.filter((each) => each.startsWith('SCAN '))) expect(step).toMatch(/^SCAN (held|two|nested|json_each|one)\b/)
})

const unsorted: [what: string, leg: Leg, filter: UserFilter][] = [
  ['all', { by: 'id' }, { active: true }],
  ['of a group', { by: 'group' }, { groupId, active: true }],
  ['in several groups', { by: 'several' }, { inSeveralGroups: true }],
  ...[...soughtColumns, 'userId' as const].map((by): [string, Leg, UserFilter] => [
    by,
    { by, directoryId },
    { prefix, active: true, groupId, inSeveralGroups: true },
  ]),
]
test.each(unsorted)('users %s: nothing is sorted, whatever else they are filtered by', async (_what, leg, filter) => {
  const db = await openTestDatabase('sqlite')
  const asked = vi.spyOn(db.read.getExecutor(), 'executeQuery')
  await along(leg, filter, place)(db.read)
  const [statement] = asked.mock.calls.map(([query]) => query.sql)
  const { rows } = await sql.raw(`explain query plan ${statement?.replaceAll('?', "'x'")}`).execute(db.read)
  const plan = rows.map((row) => (row as { detail: string }).detail).join('\n') // as SQLite names it
  expect(plan).not.toContain('TEMP B-TREE')
  expect(plan).not.toContain('AUTOMATIC')
})
