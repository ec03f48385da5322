import type { Note } from '../journal/changes.ts'
import type { GroupId, MemberId, RequestId, UserId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'

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

export type Finding = {
  code: FoundNote['code'] | 'directory-paused' | 'ended-directory-called' | 'token-expires'
  /** When it was first met, of what is still so. */
  since: Timestamp
  /** What is so, why it matters, and what to do. */
  detail: string
  /** The requests that show it, each with its note where it left one. */
  evidence: { request: RequestId; at: Timestamp; note?: Note }[]
}

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

const evidenceShown = 20

function toFinding(matter: readonly Found[]): Finding[] {
  const sorted = matter.toSorted((one, other) => (one.at < other.at ? 1 : -1))
  const [latest] = sorted
  const oldest = sorted.at(-1)
  if (!latest || !oldest) return []
  const evidence = sorted.slice(0, evidenceShown).map(({ note, at, requestId }) => ({ request: requestId, at, note }))
  return [{ code: latest.note.code, since: oldest.at, detail: detailOf(latest.note, sorted.length), evidence }]
}

function detailOf(note: FoundNote, times: number): string {
  switch (note.code) {
    case 'unknown-members':
      return `The group ${note.displayName} was sent ${note.unknown.count} members that this directory was never sent as users or groups. The others were applied. Assign those people to the application at the identity provider, then push the group again.`
    case 'foreign-domain':
      return `${times} ${times === 1 ? 'user has an address' : 'users have addresses'} in ${note.domain}, which is not a domain of this team, such as ${note.userName}. They are in, but take over nobody who was in the team before. Add the domain to the team, or correct the addresses.`
    case 'adopted-privileged-member':
      return `${note.userName} took over a member who is ${note.role} of this team, by the address. If that was not meant, change the member's role.`
    case 'last-owner-kept':
      return `The identity provider ended ${note.userName}, the last active owner. They stay in, lest nobody can repair the team. Make somebody else an owner, then unassign again.`
    case 'returned-by-name':
      return `${note.userName} came back with another externalId and was recognised by ${note.matchedBy === 'userName' ? 'the userName' : 'the address'} alone, so balance and history are there, but the role (${note.formerRole}) and keys are not. Give the role again if it is the same person.`
  }
}
