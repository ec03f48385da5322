import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { brokenIndex } from '../store/dialect.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { parseDomain } from './domain-names.ts'
import { requireDomainToChange, type Domain } from './domains.ts'
import { countDomainRows, findDomainByName, insertDomain, updateDomainRow } from './domains.sql.ts'
import { requireDispensableDomain } from './require-sso.ts'
import { domainClaimed, domainsTooMany, domainTaken } from './refusals.ts'

/** Each is looked up again every day, so a team has no more than anybody needs. */
const mostDomains = 200

/**
 * Claims a domain for the actor's team, until DNS proves it. Other teams may claim it as well: only one of them can write the record.
 * Refuses: domain-invalid, domain-public-suffix, domain-consumer, domain-claimed, domains-too-many.
 */
export function claimDomain(db: Db, environment: Environment, by: Actor, name: string): Promise<Domain> {
  const domain = parseDomain(name)
  return write(db, async (trx) => {
    const known = await findDomainByName(trx, by.teamId, domain)
    if (known) throw claimedAlready(known)
    const claimed = await addClaim(trx, environment, by, domain)
    await record(trx, by, {
      operation: 'claim_domain',
      subjectId: claimed.domainId,
      changes: [{ kind: 'domain.claimed', id: claimed.domainId, domain }],
    })
    return claimed
  })
}

/** Takes a domain on the operator's word, as `vouchInSetup`. Refuses: domain-invalid, domain-public-suffix, domain-consumer, domain-taken. */
export function vouchForDomain(db: Db, environment: Environment, by: Actor, name: string): Promise<Domain> {
  return write(db, async (trx) => {
    const { domain, changes } = await vouchInSetup(trx, environment, by, name)
    await record(trx, by, { operation: 'vouch_domain', status: 200, subjectId: domain.domainId, changes })
    return domain
  })
}

/**
 * Gives a team a domain on the operator's word, claimed before or not: it counts as verified and is never looked up. Answers what moved.
 * Refuses: domain-invalid, domain-public-suffix, domain-consumer, domain-taken.
 */
export async function vouchInSetup(trx: Trx, environment: Environment, by: Actor, name: string): Promise<{ domain: Domain; changes: Change[] }> {
  const parsed = parseDomain(name)
  const found = await findDomainByName(trx, by.teamId, parsed)
  const { domainId } = found ?? (await addClaim(trx, environment, by, parsed))
  const before = await requireDomainToChange(trx, by, domainId)
  if (before.vouchedBy !== null && before.state === 'verified') return { domain: before, changes: [] }
  const vouched: Partial<Domain> = {
    state: 'verified',
    stateSince: before.state === 'verified' ? before.stateSince : by.at,
    vouchedBy: 'operator',
    verifiedAt: by.at,
    failingSince: null,
    nextCheckAt: null,
  }
  await updateToVerified(trx, before, vouched)
  return { domain: { ...before, ...vouched }, changes: [{ kind: 'domain.vouched', id: domainId, domain: parsed }] }
}

/** Stores that a domain is verified. The database decides between teams that prove it at once. Refuses: domain-taken. */
export async function updateToVerified(trx: Trx, domain: Domain, values: Partial<Domain>): Promise<void> {
  try {
    await updateDomainRow(trx, domain, values)
  } catch (error) {
    if (brokenIndex(error) === 'domains_verified')
      throw domainTaken(`${domain.domain} is verified for another team. A domain has one team: it must be given up there first.`)
    throw error
  }
}

/** Gives a domain up, verified or not. Who is in stays in. Refuses: domain-not-found, sso-still-required. */
export function removeDomain(db: Db, by: Actor, domainId: string): Promise<void> {
  return write(db, async (trx) => {
    const domain = await requireDomainToChange(trx, by, domainId)
    await requireDispensableDomain(trx, domain)
    await updateDomainRow(trx, domain, { state: 'removed', stateSince: by.at, failingSince: null, nextCheckAt: null })
    const change = { kind: 'domain.removed', id: domain.domainId, domain: domain.domain, before: domain.state } as const
    await record(trx, by, { operation: 'remove_domain', subjectId: domainId, changes: [change] })
  })
}

async function addClaim(trx: Trx, environment: Environment, { teamId, at }: Actor, domain: string): Promise<Domain> {
  if ((await countDomainRows(trx, teamId)) >= mostDomains)
    throw domainsTooMany(`This team has ${mostDomains} domains, which is as many as one may have. Give one up first.`)
  const claim: Domain = {
    teamId,
    domainId: environment.newId('dom'),
    domain,
    state: 'pending',
    stateSince: at,
    challenge: Buffer.from(environment.chance(20)).toString('hex'),
    vouchedBy: null,
    createdAt: at,
    verifiedAt: null,
    failingSince: null,
    checkedAt: null,
    answeredAt: null,
    finding: null,
    nextCheckAt: at,
  }
  try {
    await insertDomain(trx, claim)
  } catch (error) {
    if (brokenIndex(error) === 'domains_claim') throw claimedAlready(claim)
    throw error
  }
  return claim
}

const claimedAlready = ({ domain, state }: Domain) =>
  domainClaimed(
    `This team has claimed ${domain} already, and it is ${state}. GET /v1/domains shows it, POST /v1/domains/{id}/verify looks it up now.`,
  )
