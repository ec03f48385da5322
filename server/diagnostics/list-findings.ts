import { listTeamKeysMadeBySomebody } from '../access/api-keys.ts'
import { listLivingGroupIds } from '../directory/groups.ts'
import { listActiveUserIds, listMembersWithActiveUser } from '../directory/users.ts'
import { listNotes, listWholeSince } from '../journal/notes.ts'
import type { Note } from '../journal/changes.ts'
import { isId, type TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { listActiveMembers, listMembersByIds } from '../members/membership.ts'
import { readLooseEnds } from '../spend/usage/loose-ends.ts'
import { listVerifiedDomains } from '../sso/domains.ts'
import { listSamlConnections } from '../sso/connections.ts'
import { toCertificateFacts } from '../sso/saml-certificates.ts'
import type { Reader } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { findOfCertificates } from './certificate-findings.ts'
import type { Finding } from './finding.ts'
import { listDirectoryFindings } from './gather-directories.ts'
import { listLimitFindings } from './gather-limits.ts'
import { listSignInFindings } from './gather-sign-ins.ts'
import { findOfKeys } from './key-findings.ts'
import { findOfUsage } from './usage-findings.ts'
import { findOpen, type Facts } from './note-findings.ts'

const daysLookedBack = 30

/** The findings of a team, computed from its journal and from what is so now: those of its directories first. */
export async function listFindings(db: Reader, teamId: TeamId, now: Timestamp): Promise<Finding[]> {
  const since = addSeconds(now, -daysLookedBack * 86_400)
  const team = await teamOf(db, teamId)
  return [
    ...(await listDirectoryFindings(db, team, since, now)),
    ...(await listLimitFindings(db, team, now)),
    ...(await listSignInFindings(db, teamId, now)),
    ...(await listKeyFindings(db, teamId, now)),
    ...findOfCertificates((await listSamlConnections(db, teamId)).map(toCertificateFacts), now),
    ...findOfUsage(await readLooseEnds(db, teamId, now)),
    ...(await listNotedFindings(db, teamId, since)),
  ]
}

async function listKeyFindings(db: Reader, teamId: TeamId, now: Timestamp): Promise<Finding[]> {
  const keys = await listTeamKeysMadeBySomebody(db, teamId)
  const makers = unique(keys.flatMap(({ createdById }) => (createdById !== null && isId('mem', createdById) ? [createdById] : [])))
  const leavers = (await listMembersByIds(db, teamId, makers)).filter(({ status }) => status === 'deprovisioned')
  return findOfKeys(keys, leavers, now)
}

async function listNotedFindings(db: Reader, teamId: TeamId, since: Timestamp): Promise<Finding[]> {
  const noted = await listNotes(db, teamId, since)
  return noted.length === 0
    ? []
    : findOpen(
        noted,
        await gatherFacts(
          db,
          teamId,
          noted.map(({ note }) => note),
        ),
      )
}

async function gatherFacts(db: Reader, teamId: TeamId, notes: readonly Note[]): Promise<Facts> {
  const memberIds = unique(notes.flatMap((note) => ('member' in note ? [note.member] : [])))
  const groupIds = unique(notes.flatMap((note) => ('group' in note ? [note.group] : [])))
  const userIds = unique(notes.flatMap((note) => ('user' in note ? [note.user] : [])))
  const provided = new Set(await listMembersWithActiveUser(db, teamId, memberIds))
  const members = await listActiveMembers(db, teamId, memberIds)
  return {
    ownDomains: new Set(await listVerifiedDomains(db, teamId)),
    activeUsers: new Set(await listActiveUserIds(db, teamId, userIds)),
    livingGroups: new Set(await listLivingGroupIds(db, teamId, groupIds)),
    activeMembers: new Map(members.map(({ memberId, role }) => [memberId, { role, hasActiveUser: provided.has(memberId) }])),
    wholeSince: await listWholeSince(db, teamId, groupIds),
  }
}

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]
