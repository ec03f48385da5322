import { pointing } from '../../kernel/refusal.ts'
import { eventTypeUnknown } from './refusals.ts'

/** What the host product is told, each with its meaning for `docs/events.md`. The names are promises. */
export const eventTypes = {
  'member.created': 'Somebody is known to the team: in it, or, where the directory brings them inactive, not yet.',
  'member.updated': 'Name, address or role of a member changed, or the identity provider manages them from now on.',
  'member.deprovisioned': 'A member is out: no access, no seat, no spending.',
  'member.reactivated': 'A member who was out is back.',
  'dsync.activated': 'A directory was made, and takes users and groups.',
  'dsync.deleted': 'A directory ended, or another one took over. Its users and groups count no more: they are told by this alone.',
  'dsync.user.created': 'The identity provider pushed a user.',
  'dsync.user.updated': 'Attributes of a directory user changed, `active` among them; or it stands for another member.',
  'dsync.user.deleted': 'The identity provider deleted a user. Its memberships of groups ended with it: they are told by this alone.',
  'dsync.group.created': 'The identity provider pushed a group. Its members are told each by an event that follows.',
  'dsync.group.updated': 'Attributes of a group changed.',
  'dsync.group.deleted': 'The identity provider deleted a group. It holds nobody any more: that is told by this alone.',
  'dsync.group.user_added': 'A user joined a group.',
  'dsync.group.user_removed': 'A user left a group.',
  'dsync.group.group_added': 'A group joined a group.',
  'dsync.group.group_removed': 'A group left a group.',
  'spend_limit.changed': 'A stored limit was set, changed, or taken away, as by an admin, or with the group that had it.',
  'effective_limit.increased': 'What people may spend became more by what the identity provider says: one event for each cause and group.',
  'team.plan_changed': 'The team has another plan. Without `enterprise` its directories are refused all but what ends access.',
  'connection.activated': 'A single sign-on connection is active: people sign in through it, and directories may be provisioned.',
  'connection.deactivated': 'One is not active any more. Without another the directories are refused all but what ends access.',
  'connection.deleted': 'One was deleted, and who signed in through it is signed out.',
  'domain.verified': 'A domain is the team’s, by DNS or by the operator’s word.',
  'domain.expired':
    'A domain is the team’s no more: its record was gone for days. Without another the directories are refused all but what ends access.',
  'domain.removed': 'A domain was given up, to the same effect.',
  'spend.threshold_reached': 'Somebody’s spending, or the team’s, reached a threshold in this period.',
} as const
export type EventType = keyof typeof eventTypes

const isEventType = (name: string): name is EventType => Object.hasOwn(eventTypes, name)
export const eventTypeNames = Object.keys(eventTypes).filter(isEventType)

/** The types that a filter names: `member.created,dsync.group.*`. Undefined for all. Refuses: event-type-unknown. */
export function parseTypes(filter: string | undefined): ReadonlySet<EventType> | undefined {
  if (filter === undefined) return undefined
  const named = filter.split(',').map((part) => part.trim())
  return new Set(named.flatMap(typesCalled))
}

function typesCalled(name: string): EventType[] {
  const found = name.endsWith('.*') ? eventTypeNames.filter((type) => type.startsWith(name.slice(0, -1))) : [name].filter(isEventType)
  if (found.length > 0) return found
  throw pointing(
    eventTypeUnknown,
    '/type',
    `${JSON.stringify(name.slice(0, 100))} is no type of event. Name some with commas between, or "dsync.*" for all that begin so. There are: ${eventTypeNames.join(', ')}.`,
  )
}
