import { isId, type TeamId } from '../kernel/ids.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import { domainOf, recordOf } from './domain-names.ts'
import { findDomainByName, findDomainOwner, findDomainRow, listChallenges, lockDomainRow } from './domains.sql.ts'
import { domainNotFound } from './refusals.ts'

export { listDomainNames as listVerifiedDomains, listLookedUpRows as listLookedUpDomains, pageDomainRows as pageDomains } from './domains.sql.ts'
export { domainOf } from './domain-names.ts'

/** A domain that a team claims, and whether it is proved. */
export type Domain = Row<'domains'>

/** Whether the address lies in a domain that the team has verified. A subdomain is a domain of its own. */
export async function isOwnAddress(db: Reader, teamId: TeamId, email: string): Promise<boolean> {
  return (await findDomainOwner(db, domainOf(email)))?.teamId === teamId
}

/** A domain of the team. Refuses: domain-not-found. */
export async function requireDomain(db: Reader, teamId: TeamId, domainId: string): Promise<Domain> {
  return orRefuse(isId('dom', domainId) ? await findDomainRow(db, teamId, domainId) : undefined, domainId)
}

/** The team that has proved a domain, if one has. */
export const findOwnerOf = async (db: Reader, domain: string): Promise<TeamId | undefined> => (await findDomainOwner(db, domain))?.teamId

/** The same, which nobody else changes until the transaction ends. Refuses: domain-not-found. */
export async function requireDomainToChange(trx: Trx, { teamId }: { teamId: TeamId }, domainId: string): Promise<Domain> {
  return orRefuse(isId('dom', domainId) ? await lockDomainRow(trx, teamId, domainId) : undefined, domainId)
}

/** A domain of the team by its id or by its name, as people type it. Refuses: domain-not-found. */
export async function requireNamedDomain(db: Reader, teamId: TeamId, named: string): Promise<Domain> {
  return isId('dom', named) ? requireDomain(db, teamId, named) : orRefuse(await findDomainByName(db, teamId, domainOf(named)), named)
}

function orRefuse(domain: Domain | undefined, named: string): Domain {
  if (!domain) throw domainNotFound(`This team has no domain ${JSON.stringify(named.slice(0, 100))}. GET /v1/domains lists those that it has.`)
  return domain
}

/** The texts of the records that would prove a domain to the teams that claim it. A resolver that lets domains prove themselves answers with these. */
export async function listProofs(db: Reader, domain: string): Promise<string[]> {
  return (await listChallenges(db, domain)).map((challenge) => recordOf({ domain, challenge }).value)
}
