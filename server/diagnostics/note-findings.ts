import type { Note } from '../journal/changes.ts'
import type { GroupId, MemberId, RequestId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { tell, type Evidence, type Finding } from './finding.ts'

/** A note with the request that met it. */
export type Noted = { note: Note; at: Timestamp; requestId: RequestId }

/** What is true now, of those whom the notes name. */
export type Facts = {
  ownDomains: ReadonlySet<string>
  /** Users that live and are active. */
  activeUsers: ReadonlySet<UserId>
  livingGroups: ReadonlySet<GroupId>
  activeMembers: ReadonlyMap<MemberId, { role: string; hasActiveUser: boolean }>
  /** When the members of a group were last sent as a whole, every one of them known. */
  wholeSince: ReadonlyMap<GroupId, Timestamp>
}

/** Who was deactivated and nothing else is sent whole when they are assigned again: the log alone tells that. */
type FoundNote = Exclude<Note, { code: 'deactivated-alone' }>
type Found = Noted & { note: FoundNote }
const isFound = (noted: Noted): noted is Found => noted.note.code !== 'deactivated-alone'

/** What the notes say that is still so, one finding for each matter, the newest first. Pure: the same facts give the same findings. */
export function findOpen(noted: readonly Noted[], facts: Facts): Finding[] {
  const open = noted.filter(isFound).filter(({ note, at }) => isOpen(note, at, facts))
  const matters = [...Map.groupBy(open, ({ note }) => matterOf(note)).values()]
  return matters.flatMap(toFinding).toSorted((one, other) => (one.since < other.since ? 1 : -1))
}

function isOpen(note: FoundNote, at: Timestamp, { ownDomains, activeUsers, livingGroups, activeMembers, wholeSince }: Facts): boolean {
  switch (note.code) {
    case 'unknown-members':
      return livingGroups.has(note.group) && at >= (wholeSince.get(note.group) ?? at)
    case 'foreign-domain':
      return activeUsers.has(note.user) && !ownDomains.has(note.domain)
    case 'adopted-privileged-member':
      return activeMembers.get(note.member)?.role === note.role
    case 'last-owner-kept': {
      const member = activeMembers.get(note.member)
      return member?.role === 'owner' && !member.hasActiveUser
    }
    case 'returned-by-name':
      return activeMembers.get(note.member)?.role === 'member'
  }
}

/** What notes are about: those of one matter are one finding. */
function matterOf(note: FoundNote): string {
  switch (note.code) {
    case 'unknown-members':
      return `${note.code} ${note.group}`
    case 'foreign-domain':
      return `${note.code} ${note.domain}`
    case 'adopted-privileged-member':
    case 'last-owner-kept':
    case 'returned-by-name':
      return `${note.code} ${note.member}`
  }
}

function toFinding(matter: readonly Found[]): Finding[] {
  const sorted = matter.toSorted((one, other) => (one.at < other.at ? 1 : -1))
  const [latest] = sorted
  const oldest = sorted.at(-1)
  if (!latest || !oldest) return []
  const evidence = sorted.map(({ note, at, requestId }) => ({ request: requestId, at, note }))
  return [tellNote(latest.note, sorted.length, oldest.at, evidence)]
}

function tellNote(note: FoundNote, times: number, since: Timestamp, evidence: readonly Evidence[]): Finding {
  switch (note.code) {
    case 'unknown-members': {
      const { group, displayName: name, unknown } = note
      return tell(note.code, { group, name, count: unknown.count, unknown: unknown.first.slice(0, namesTold) }, since, evidence)
    }
    case 'foreign-domain':
      return tell(note.code, { domain: note.domain, users: times, userName: note.userName }, since, evidence)
    case 'adopted-privileged-member':
      return tell(note.code, { member: note.member, userName: note.userName, role: note.role }, since, evidence)
    case 'last-owner-kept':
      return tell(note.code, { member: note.member, userName: note.userName }, since, evidence)
    case 'returned-by-name': {
      const { member, userName, matchedBy, formerRole } = note
      return tell(note.code, { member, userName, matchedBy, formerRole }, since, evidence)
    }
  }
}

const namesTold = 20
