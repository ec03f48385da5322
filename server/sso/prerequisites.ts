import type { PrerequisiteId } from '../kernel/actor.ts'
import type { TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import { teamOf, type Team } from '../teams/teams.ts'
import { daysToLose } from './judge-domain.ts'
import { findLosses, listConnectionFacts, listDomainFacts, type ConnectionFacts, type DomainFacts } from './prerequisites.sql.ts'
import { prerequisitesMissing } from './refusals.ts'

/** One of the three things that a team needs before it may have directories. */
export type Prerequisite = {
  id: PrerequisiteId
  met: boolean
  /** Since when it is met; where it is not, since when it is lost, or null where it never was. */
  since: Timestamp | null
  /** What is so, and where it is not met what to do. */
  detail: string
}

export type Facts = {
  team: Pick<Team, 'plan' | 'planSince' | 'createdAt'>
  /** The active ones first, then those that were, each kind oldest first. */
  connections: readonly ConnectionFacts[]
  /** The verified ones first, then those that are claimed, each kind oldest first. */
  domains: readonly DomainFacts[]
  lost: { sso: Timestamp | null; domain: Timestamp | null }
}

/** What a team needs before it may have directories, and whether it has it. Pure: the same facts give the same answer. */
export function judgePrerequisites(facts: Facts): Prerequisite[] {
  return [judgePlan(facts), judgeSso(facts), judgeDomains(facts)]
}

function judgePlan({ team: { plan, planSince, createdAt } }: Facts): Prerequisite {
  const since = planSince ?? createdAt
  if (plan === 'enterprise') return { id: 'plan', met: true, since, detail: 'The team has the plan enterprise.' }
  const detail = `The team has the plan ${plan}, and directories need the plan enterprise. The operator sets it: purser team plan enterprise, or PUT /v1/team/plan.`
  return { id: 'plan', met: false, since, detail }
}

function judgeSso({ connections, lost }: Facts): Prerequisite {
  const [first] = connections
  if (first?.state === 'active') return { id: 'sso', met: true, since: first.stateSince, detail: `The connection ${first.name} is active.` }
  return { id: 'sso', met: false, since: lost.sso, detail: `No single sign-on connection is active. ${whatOfConnection(first)}` }
}

function whatOfConnection(connection: ConnectionFacts | undefined): string {
  switch (connection?.state) {
    case 'inactive':
    case 'tested':
      return `Activate ${connection.name}, which is ${connection.state}: POST /v1/connections/{id}/activate.`
    case 'configured':
      return `Test ${connection.name}, then activate it: POST /v1/connections/{id}/test.`
    case 'draft':
      return `Finish setting up ${connection.name}, test it, then activate it: PATCH /v1/connections/{id}.`
    case 'active':
    case undefined:
      return 'Set one up, test it, then activate it: POST /v1/connections.'
  }
}

function judgeDomains({ domains, lost }: Facts): Prerequisite {
  const verified = domains.filter(({ state }) => state === 'verified')
  const [first] = verified
  if (!first) return { id: 'domain', met: false, since: lost.domain, detail: `No domain of the team is verified. ${whatOfDomain(domains[0])}` }
  const names = `${first.domain}${verified.length === 1 ? ' is' : ` and ${verified.length - 1} more are`} verified.`
  const lasting = verified.find(({ failingSince }) => failingSince === null)
  if (lasting) return { id: 'domain', met: true, since: first.stateSince, detail: names }
  const until = addSeconds(first.failingSince ?? first.stateSince, daysToLose * 86_400)
  const warning = `The TXT record of ${first.domain} is gone since ${first.failingSince ?? first.stateSince}: put it back before ${until}, when the domain is lost.`
  return { id: 'domain', met: true, since: first.stateSince, detail: `${names} ${warning}` }
}

function whatOfDomain(domain: DomainFacts | undefined): string {
  switch (domain?.state) {
    case 'pending':
      return `${domain.domain} is claimed: add its TXT record, then look it up with POST /v1/domains/{id}/verify, or: purser domain verify ${domain.domain}.`
    case 'expired':
    case 'failed':
      return `${domain.domain} has ${domain.state}: put its TXT record back, then POST /v1/domains/{id}/verify, or: purser domain verify ${domain.domain}.`
    case 'verified':
    case 'removed':
    case undefined:
      return 'Claim one with POST /v1/domains, or: purser domain add example.com.'
  }
}

/** The pages where each is mended, on our public URL. */
const pages: Record<PrerequisiteId, string> = { plan: '/settings', sso: '/sso', domain: '/sso#domains' }
export const fixUrlOf = (homeUrl: string, id: PrerequisiteId): string => `${homeUrl}${pages[id]}`

export async function listPrerequisites(db: Reader, teamId: TeamId): Promise<Prerequisite[]> {
  const [team, connections, domains, lost] = [
    await teamOf(db, teamId),
    await listConnectionFacts(db, teamId),
    await listDomainFacts(db, teamId),
    await findLosses(db, teamId),
  ]
  return judgePrerequisites({ team, connections, domains, lost })
}

/** What is answered of a prerequisite, with the page where it is mended. */
export const toPrerequisiteShape = (homeUrl: string) => (each: Prerequisite) => ({ ...each, fix_url: fixUrlOf(homeUrl, each.id) })

/** Refuses: prerequisites-missing, whose problem body has the list. */
export async function requirePrerequisites(db: Reader, teamId: TeamId, homeUrl: string): Promise<void> {
  const prerequisites = (await listPrerequisites(db, teamId)).map(toPrerequisiteShape(homeUrl))
  const missing = prerequisites.filter(({ met }) => !met)
  if (missing.length === 0) return
  const detail = missing.map((each) => `${each.detail} (${each.fix_url})`).join(' ')
  throw prerequisitesMissing(`This team may have no directory yet. ${detail}`, { prerequisites })
}
