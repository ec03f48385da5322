import { sql, type SqlBool } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row } from '../store/open.ts'

export type ConnectionFacts = Pick<Row<'connections'>, 'name' | 'state' | 'stateSince'>
export type DomainFacts = Pick<Row<'domains'>, 'domain' | 'state' | 'stateSince' | 'failingSince' | 'verifiedAt'>

const shown = 20

/** The connections of a team, the active ones first, of those the oldest. */
export function listConnectionFacts(db: Reader, teamId: TeamId): Promise<ConnectionFacts[]> {
  const connections = db.selectFrom('connections').select(['name', 'state', 'stateSince']).where('teamId', '=', teamId).where('deletedAt', 'is', null)
  const byState = sql`case state when 'active' then 0 when 'inactive' then 1 else 2 end`
  return connections.orderBy(byState).orderBy('stateSince').limit(shown).execute()
}

/** The domains of a team, the verified ones first, of those the oldest. */
export function listDomainFacts(db: Reader, teamId: TeamId): Promise<DomainFacts[]> {
  const domains = db.selectFrom('domains').select(['domain', 'state', 'stateSince', 'failingSince', 'verifiedAt']).where('teamId', '=', teamId)
  return domains
    .where('state', '!=', 'removed')
    .orderBy(sql`case state when 'verified' then 0 when 'pending' then 1 else 2 end`)
    .orderBy('stateSince')
    .limit(shown)
    .execute()
}

/** When a team last lost something that it had verified or active. */
export async function findLosses(db: Reader, teamId: TeamId): Promise<{ sso: Timestamp | null; domain: Timestamp | null }> {
  const lostConnections = db
    .selectFrom('connections')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`state = 'inactive' and tested_at is not null`)
  const lostDomains = db
    .selectFrom('domains')
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`state in ('expired', 'removed') and verified_at is not null`)
  const sso = await lostConnections.select((eb) => eb.fn.max('stateSince').as('at')).executeTakeFirst()
  const domain = await lostDomains.select((eb) => eb.fn.max('stateSince').as('at')).executeTakeFirst()
  return { sso: sso?.at ?? null, domain: domain?.at ?? null }
}
