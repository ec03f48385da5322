import { hasEnded, listDirectories } from '../directory/directories.ts'
import { listUnrevokedTokens } from '../directory/tokens.ts'
import { listLivingGroupIds } from '../directory/groups.ts'
import { listActiveUserIds, listMembersWithActiveUser } from '../directory/users.ts'
import { listDeadCalls, listNotes, listWholeSince } from '../journal/notes.ts'
import type { Note } from '../journal/changes.ts'
import type { TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { listActiveMembers } from '../members/membership.ts'
import { listDomains } from '../sso/domains.ts'
import type { Reader } from '../store/open.ts'
import { findOfDirectories } from './directory-findings.ts'
import { findOfTokens } from './token-findings.ts'
import { findOpen, type Facts, type Finding } from './findings.ts'

const daysLookedBack = 30

/** The findings of a team, computed from its journal and from what is so now: those of its directories first. */
export async function listFindings(db: Reader, teamId: TeamId, now: Timestamp): Promise<Finding[]> {
  const since = addSeconds(now, -daysLookedBack * 86_400)
  return [...(await listDirectoryFindings(db, teamId, since, now)), ...(await listNotedFindings(db, teamId, since))]
}

async function listDirectoryFindings(db: Reader, teamId: TeamId, since: Timestamp, now: Timestamp): Promise<Finding[]> {
  const directories = await listDirectories(db, teamId)
  const ended = directories.filter(hasEnded).map(({ directoryId }) => directoryId)
  const ofTokens = findOfTokens(directories, await listUnrevokedTokens(db, teamId), now)
  return [...findOfDirectories(directories, await listDeadCalls(db, teamId, ended, since)), ...ofTokens]
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
    ownDomains: new Set(await listDomains(db, teamId)),
    activeUsers: new Set(await listActiveUserIds(db, teamId, userIds)),
    livingGroups: new Set(await listLivingGroupIds(db, teamId, groupIds)),
    activeMembers: new Map(members.map(({ memberId, role }) => [memberId, { role, hasActiveUser: provided.has(memberId) }])),
    wholeSince: await listWholeSince(db, teamId, groupIds),
  }
}

const unique = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]
