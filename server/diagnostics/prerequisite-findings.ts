import type { DomainId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { daysToLose } from '../sso/judge-domain.ts'
import type { Prerequisite } from '../sso/prerequisites.ts'
import type { DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'

export type DomainFacts = {
  domainId: DomainId
  domain: string
  state: 'pending' | 'verified' | 'failed' | 'expired' | 'removed'
  stateSince: Timestamp
  vouchedBy: 'operator' | null
  failingSince: Timestamp | null
  answeredAt: Timestamp | null
}

/** What a team with a living directory lacks: its identity providers are refused meanwhile. Pure: the same facts give the same findings. */
export function findOfPrerequisites(
  directories: readonly (Pick<DirectoryFacts, 'name' | 'status'> & { createdAt: Timestamp })[],
  prerequisites: readonly Prerequisite[],
  teamCreatedAt: Timestamp,
): Finding[] {
  const living = directories.filter(({ status }) => status === 'active' || status === 'paused')
  const [first] = living
  const lacking = prerequisites.filter(({ met }) => !met)
  if (lacking.length === 0) return []
  const missing = lacking.map(({ id, detail }) => ({ id, detail }))
  if (!first) return [tell('provisioning-locked', { missing }, teamCreatedAt)]
  const since = lacking.map((each) => each.since ?? first.createdAt).toSorted()[0] ?? first.createdAt
  return [tell('prerequisites-missing', { directories: living.map(({ name }) => name), missing }, since)]
}

/** Domains that will be lost, those that were, and those that nobody could look up. Pure: the same facts give the same findings. */
export const findOfDomains = (domains: readonly DomainFacts[], now: Timestamp): Finding[] => domains.flatMap((domain) => findOfDomain(domain, now))

function findOfDomain({ domainId, domain, state, stateSince, vouchedBy, failingSince, answeredAt }: DomainFacts, now: Timestamp): Finding[] {
  const named = { domainId, domain }
  if (state === 'expired') return [tell('domain-expired', { ...named, lostAt: stateSince, days: daysToLose }, stateSince)]
  if (state !== 'verified' || vouchedBy !== null) return []
  if (failingSince !== null) {
    const lostAt = addSeconds(failingSince, daysToLose * 86_400)
    return [tell('domain-failing', { ...named, failingSince, lostAt }, failingSince)]
  }
  const isUnanswered = answeredAt !== null && answeredAt < addSeconds(now, -daysToLose * 86_400)
  return isUnanswered ? [tell('domain-unanswered', { ...named, answeredAt }, answeredAt)] : []
}
