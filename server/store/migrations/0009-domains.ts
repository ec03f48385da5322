/** Domains are claimed, proved by DNS and looked up again, before that the operator vouched for all of them; and since when a team has its plan. */
import { sql, type Kysely } from 'kysely'
import { realEnvironment as environment } from '../../kernel/environment.ts'
import { columnTypes, runStatements } from '../dialect.ts'

type VouchedFor = { domain: string; teamId: string; verifiedAt: string }

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text, time, clustered } = columnTypes(db)
  const { rows: before } = await sql<VouchedFor>`select domain, team_id, verified_at from domains`.execute(db)
  await runStatements(db, [
    `drop table domains`,
    // Several teams may claim a domain, and one of them proves it. One that was given up keeps its row, which tells since when.
    `create table domains (
      team_id ${text} not null references teams,
      domain_id ${text} not null,
      domain ${text} not null,
      state ${text} not null,
      state_since ${time} not null,
      challenge ${text} not null,
      vouched_by ${text},
      created_at ${time} not null,
      verified_at ${time},
      failing_since ${time},
      checked_at ${time},
      answered_at ${time},
      finding ${text},
      next_check_at ${time},
      primary key (team_id, domain_id)
    ) ${clustered}`,
    // Who asks whose an address is knows no team yet.
    `create unique index domains_verified on domains (domain) where state = 'verified'`,
    `create unique index domains_claim on domains (team_id, domain) where state <> 'removed'`,
    // Whether a team has one is asked with every token.
    `create index domains_of_team on domains (team_id) where state = 'verified'`,
    `create index domains_due on domains (next_check_at) where next_check_at is not null`,

    `alter table teams add column plan_since ${time}`,
  ])
  for (const { domain, teamId, verifiedAt } of before) {
    const challenge = Buffer.from(environment.chance(20)).toString('hex')
    await sql`
      insert into domains (team_id, domain_id, domain, state, state_since, challenge, vouched_by, created_at, verified_at)
      values (${teamId}, ${environment.newId('dom')}, ${domain}, 'verified', ${verifiedAt}, ${challenge}, 'operator', ${verifiedAt}, ${verifiedAt})`.execute(
      db,
    )
  }
}
