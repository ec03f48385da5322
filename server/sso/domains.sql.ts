import { sql, type SqlBool } from 'kysely'
import type { DomainId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

// As text in the statement: only so do both databases see that a partial index holds the rows.
const isVerified = sql<SqlBool>`state = 'verified'`
const isThere = sql<SqlBool>`state <> 'removed'`

export async function insertDomain(trx: Trx, domain: NewRow<'domains'>): Promise<void> {
  await trx.insertInto('domains').values(domain).execute()
}

/** The team that has proved a domain. */
export async function findDomainOwner(db: Reader, domain: string): Promise<{ teamId: TeamId } | undefined> {
  return (await ownerOf(db, { domain }))[0]
}
const ownerOf = prepared((db, { domain }: { domain: string }) =>
  db.selectFrom('domains').select('teamId').where('domain', '=', domain).where(isVerified),
)

/** The names of a team's verified domains. */
export async function listDomainNames(db: Reader, teamId: TeamId): Promise<string[]> {
  const rows = await db.selectFrom('domains').select('domain').where('teamId', '=', teamId).where(isVerified).orderBy('domain').execute()
  return rows.map(({ domain }) => domain)
}

const ofTeam = (db: Reader, teamId: TeamId) => db.selectFrom('domains').selectAll().where('teamId', '=', teamId).where(isThere)

export function findDomainRow(db: Reader, teamId: TeamId, domainId: DomainId): Promise<Row<'domains'> | undefined> {
  return ofTeam(db, teamId).where('domainId', '=', domainId).executeTakeFirst()
}

export function findDomainByName(db: Reader, teamId: TeamId, domain: string): Promise<Row<'domains'> | undefined> {
  return ofTeam(db, teamId).where('domain', '=', domain).executeTakeFirst()
}

/** A domain that nobody else changes until the transaction ends. */
export function lockDomainRow(trx: Trx, teamId: TeamId, domainId: DomainId): Promise<Row<'domains'> | undefined> {
  return locked(trx, ofTeam(trx, teamId).where('domainId', '=', domainId)).executeTakeFirst()
}

/** A page of what a team has claimed, oldest first. */
export function pageDomainRows(
  db: Reader,
  teamId: TeamId,
  { after, limit }: { after: DomainId | undefined; limit: number },
): Promise<Row<'domains'>[]> {
  let domains = ofTeam(db, teamId)
  if (after !== undefined) domains = domains.where('domainId', '>', after)
  return domains.orderBy('domainId').limit(limit).execute()
}

/** The domains of a team that rest on DNS, or did until they were lost. */
export function listLookedUpRows(db: Reader, teamId: TeamId): Promise<Row<'domains'>[]> {
  const domains = ofTeam(db, teamId).where('vouchedBy', 'is', null).where('state', 'in', ['verified', 'expired'])
  return domains.orderBy('domainId').execute()
}

export async function countDomainRows(db: Reader, teamId: TeamId): Promise<number> {
  const { count } = await db
    .selectFrom('domains')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('teamId', '=', teamId)
    .where(isThere)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function updateDomainRow(
  trx: Trx,
  { teamId, domainId }: Pick<Row<'domains'>, 'teamId' | 'domainId'>,
  values: Partial<NewRow<'domains'>>,
) {
  await trx.updateTable('domains').set(values).where('teamId', '=', teamId).where('domainId', '=', domainId).execute()
}

/**
 * Takes some of the domains that are due, of all teams, so that nobody else does until `until`: of several nodes that ask at once, each gets others.
 */
export async function takeDueRows(trx: Trx, now: Timestamp, until: Timestamp, limit: number): Promise<Row<'domains'>[]> {
  const due = trx.selectFrom('domains').selectAll().where('nextCheckAt', '<=', now).orderBy('nextCheckAt').limit(limit)
  const rows = await locked(trx, due).execute() // who waited for the lock reads the row anew, and finds it not due any more
  for (const row of rows) await updateDomainRow(trx, row, { nextCheckAt: until })
  return rows
}

/** The values that would prove a domain, of all teams that claim it. */
export async function listChallenges(db: Reader, domain: string): Promise<string[]> {
  const rows = await db.selectFrom('domains').select('challenge').where('domain', '=', domain).where(isThere).execute()
  return rows.map(({ challenge }) => challenge)
}
