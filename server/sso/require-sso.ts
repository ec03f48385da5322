import { endSessionsByLink, listMembersByLink } from '../access/sessions.ts'
import type { Link } from '../access/links.ts'
import type { Change } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { ConnectionId, MemberId, TeamId } from '../kernel/ids.ts'
import { listActiveMembers, listActiveOwners, listMembersByIds, type Member } from '../members/membership.ts'
import type { Reader, Trx } from '../store/open.ts'
import { lockTeam, teamOf } from '../teams/teams.ts'
import { ssoRequired } from './admission-refusals.ts'
import { listActiveConnections } from './connections.ts'
import { domainOf, isOwnAddress, listVerifiedDomains } from './domains.ts'
import { listProvenThroughActive, listTestersOfActive } from './identities.sql.ts'
import { ssoNotReady, ssoStillRequired, ssoUnproven } from './refusals.ts'

// A team may require single sign-on of those whose addresses lie in its verified domains. Others, such as a guest of another company, have no identity provider
// here and come in by links as before; so does the operator's login link, which is the way in when the identity provider is not to be reached.

/**
 * Refuses what would lock the team out: that nobody could sign in, or that nobody who may turn it off again has shown that they can. A key of no person
 * proves nothing by itself, so for it an owner or admin must have. The team is locked. Refuses: sso-not-ready, sso-unproven.
 */
export async function requireSsoReady(db: Reader, by: Actor): Promise<void> {
  const domains = await listVerifiedDomains(db, by.teamId)
  if (domains.length === 0) throw ssoNotReady('The team has no verified domain, so this would hold for nobody. Verify one first.')
  const active = await listActiveConnections(db, by.teamId)
  if (active.length === 0) throw ssoNotReady('The team has no active connection, so nobody could sign in. Activate one first.')
  const memberId = memberOf(by)
  const people = memberId === undefined ? await listAdministrators(db, by.teamId) : await listActiveMembers(db, by.teamId, [memberId])
  const roles = new Map(people.map((person) => [person.memberId, person.role]))
  const proven = await listProvenThroughActive(db, by.teamId, [...roles.keys()])
  if (proven.some((each) => each.letsOwnersIn || roles.get(each.memberId) !== 'owner')) return
  throw ssoUnproven(
    memberId === undefined
      ? 'No owner or admin has signed in through an active connection, or passed a test sign-in of one, so all of them may be locked out. Let one of them do that first.'
      : 'You have not signed in through an active connection, or passed a test sign-in of one, so this may lock you out. Do that first: POST /v1/connections/{connection}/test.',
  )
}

/** The member behind a session or a personal key. */
const memberOf = (by: Actor): MemberId | undefined =>
  by.kind === 'session' || by.kind === 'api_key' ? (by.member?.memberId ?? undefined) : undefined

/** The owners, and of the admins those who tested: the others have proved nothing, and a team may have many. */
async function listAdministrators(db: Reader, teamId: TeamId): Promise<Pick<Member, 'memberId' | 'role'>[]> {
  const known = [...(await listActiveOwners(db, teamId)), ...(await listTestersOfActive(db, teamId))]
  const active = await listActiveMembers(db, teamId, [...new Set(known)])
  return active.filter(({ role }) => role === 'owner' || role === 'admin')
}

/** Ends, as it is turned on, the sessions that began by links of those for whom it holds, but for the one that turns it on. Answers what moved. */
export async function endSessionsOutsideSso(trx: Trx, by: Actor): Promise<Change[]> {
  const domains = new Set(await listVerifiedDomains(trx, by.teamId))
  const members = await listMembersByIds(trx, by.teamId, await listMembersByLink(trx, by.teamId))
  const held = members.filter(({ email }) => email !== null && domains.has(domainOf(email))).map(({ memberId }) => memberId)
  const but = by.kind === 'session' ? by.sessionId : undefined
  const count = await endSessionsByLink(trx, by.teamId, held, { but, at: by.at })
  return count > 0 ? [{ kind: 'sessions.ended', connection: null, count }] : []
}

/** Refuses an invitation's link to whom the team requires single sign-on of: they sign in through a connection, which the invitation lets them in by. Refuses: sso-required. */
export async function refuseLinkWhereSsoRequired(db: Reader, { teamId, purpose, email }: Link): Promise<void> {
  if (purpose !== 'invite' || email === null) return
  if (!(await teamOf(db, teamId)).requireSso || !(await isOwnAddress(db, teamId, email))) return
  const paths = (await listActiveConnections(db, teamId)).map(({ connectionId }) => `/sso/${connectionId}/start`)
  throw ssoRequired(
    `This team requires single sign-on of ${email}. Sign in through your identity provider, at ${paths.join(' or ')}: your invitation is waiting there, and this link stays as it is.`,
    { sign_in: paths },
  )
}

/** Refuses to give up the last verified domain of a team that requires single sign-on: nobody's address would lie in one. Refuses: sso-still-required. */
export async function requireDispensableDomain(trx: Trx, { teamId, domain }: { teamId: TeamId; domain: string }): Promise<void> {
  await lockTeam(trx, teamId)
  if (!(await teamOf(trx, teamId)).requireSso) return
  const verified = await listVerifiedDomains(trx, teamId)
  if (verified.length !== 1 || verified[0] !== domain) return
  throw ssoStillRequired(
    'The team requires single sign-on, and this is its last verified domain: nobody could sign in. Verify another one first, or turn that off: PATCH /v1/team {"require_sso": false}.',
  )
}

/** Refuses to end the last active connection of a team that requires single sign-on: its people could not sign in. Refuses: sso-still-required. */
export async function requireDispensable(trx: Trx, teamId: TeamId, connectionId: ConnectionId): Promise<void> {
  await lockTeam(trx, teamId)
  if (!(await teamOf(trx, teamId)).requireSso) return
  const active = await listActiveConnections(trx, teamId)
  if (active.some((each) => each.connectionId !== connectionId) || !active.some((each) => each.connectionId === connectionId)) return
  throw ssoStillRequired(
    'The team requires single sign-on, and this is its last active connection: nobody could sign in. Activate another one first, or turn that off: PATCH /v1/team {"require_sso": false}.',
  )
}
