import { isId, type DirectoryId } from '../../kernel/ids.ts'
import type { Json, JsonObject } from '../../kernel/json.ts'
import type { Change, LimitFact } from '../changes.ts'
import type { EventType } from './event-types.ts'

/** What one event tells. What an update changed stands with what it was: `previous_attributes`. */
export type Told = { type: EventType; data: JsonObject }

type Moved = Extract<Change, { kind: 'user.updated' }>
export type MembersChange = Extract<Change, { kind: 'group.members_changed' }>

/** What the host product is told, each change by one event. The rest it need not know, as who signed in. */
const toldKinds = [
  'member.created',
  'member.updated',
  'member.adopted',
  'member.deprovisioned',
  'member.reactivated',
  'directory.created',
  'directory.deleted',
  'directory.detached',
  'user.created',
  'user.updated',
  'user.deleted',
  'user.relinked',
  'group.created',
  'group.updated',
  'group.deleted',
  'limit.set',
  'limit.unset',
  'limits.raised',
  'team.updated',
  'connection.activated',
  'connection.deactivated',
  'connection.deleted',
  'domain.verified',
  'domain.vouched',
  'domain.expired',
  'domain.removed',
  'threshold.reached',
] as const satisfies Change['kind'][]
type ToldChange = Change & { kind: (typeof toldKinds)[number] }
const isTold = (change: Change): change is ToldChange =>
  toldKinds.some((kind) => kind === change.kind) && !isOfMarkAlone(change) && !isOfOtherSettings(change)

/** A limit that is frozen says what it said: whom it holds is for explanations to tell. */
const isOfMarkAlone = (change: Change): boolean =>
  change.kind === 'limit.set' && change.before !== null && JSON.stringify(change.before) === JSON.stringify(change.after)

/** Of what a team says of itself only its plan is told: by that its directories may be provisioned or not. */
const isOfOtherSettings = (change: Change): boolean => change.kind === 'team.updated' && change.after['plan'] === change.before['plan']

/**
 * The event that a change is to the host product; undefined for what that is not told. `directoryId` is whose identity provider asked, where one did. A change
 * of members is as many events as there are members: `tellMember` renders those.
 */
export const tellChange = (change: Change, directoryId: DirectoryId | null): Told | undefined =>
  isTold(change) ? tell(change, directoryId) : undefined

function tell(change: ToldChange, directoryId: DirectoryId | null): Told {
  const inDirectory = directoryId === null ? {} : { directory_id: directoryId }
  switch (change.kind) {
    case 'member.created':
      return { type: change.kind, data: { id: change.member, email: change.email, role: change.role, status: change.status } }
    case 'member.deprovisioned':
    case 'member.reactivated': {
      const status = change.kind === 'member.reactivated' ? 'active' : 'deprovisioned'
      return { type: change.kind, data: { id: change.member, email: change.email, role: change.role, status } }
    }
    case 'member.adopted': {
      const data = { id: change.member, email: change.email, role: change.role, is_provisioned: true, previous_attributes: { is_provisioned: false } }
      return { type: 'member.updated', data }
    }
    case 'member.updated':
      return { type: change.kind, data: { id: change.member, ...toColumns(change.after), previous_attributes: toColumns(change.before) } }
    case 'directory.created':
      return { type: 'dsync.activated', data: { id: change.directory, name: change.name, provider: change.provider } }
    case 'directory.deleted':
      return { type: 'dsync.deleted', data: { id: change.directory, name: change.name, replaced_by: null } }
    case 'directory.detached':
      return { type: 'dsync.deleted', data: { id: change.directory, name: change.name, replaced_by: change.replacedBy } }
    case 'user.created':
    case 'user.deleted':
      return { type: `dsync.${change.kind}`, data: { ...toUser(change), ...inDirectory } }
    case 'user.updated': {
      const attributes = { attributes: change.after, previous_attributes: change.before }
      return { type: 'dsync.user.updated', data: { ...toUser(change), ...inDirectory, ...attributes } }
    }
    case 'user.relinked': {
      const attributes = { attributes: {}, previous_attributes: { member_id: change.before } }
      return { type: 'dsync.user.updated', data: { ...toUser(change), ...attributes } }
    }
    case 'group.created':
    case 'group.deleted':
      return { type: `dsync.${change.kind}`, data: { ...toGroup(change), members: change.members, ...inDirectory } }
    case 'group.updated': {
      const attributes = { attributes: change.after, previous_attributes: change.before }
      return { type: 'dsync.group.updated', data: { ...toGroup(change), ...inDirectory, ...attributes } }
    }
    case 'limit.set':
    case 'limit.unset': {
      const limits = { limit: toLimit(change.after), previous_attributes: { limit: toLimit(change.before) } }
      return { type: 'spend_limit.changed', data: { ...toSubject(change), ...limits } }
    }
    case 'limits.raised': {
      const group = change.group === null ? null : { id: change.group, display_name: change.displayName }
      const whom = { count: change.raised.count, members: change.raised.first }
      return { type: 'effective_limit.increased', data: { cause: change.cause, group, ...whom } }
    }
    case 'team.updated': {
      const [after, before] = [change.after['plan'] ?? null, change.before['plan'] ?? null]
      return { type: 'team.plan_changed', data: { id: change.team, plan: after, previous_attributes: { plan: before } } }
    }
    case 'connection.activated':
    case 'connection.deactivated':
    case 'connection.deleted':
      return { type: change.kind, data: { id: change.connection, name: change.name } }
    case 'domain.verified':
    case 'domain.vouched':
      return { type: 'domain.verified', data: { id: change.id, domain: change.domain } }
    case 'domain.expired':
    case 'domain.removed':
      return { type: change.kind, data: { id: change.id, domain: change.domain } }
    case 'threshold.reached':
      return { type: 'spend.threshold_reached', data: toThreshold(change) }
  }
}

/** How many events a change of members is: those who left come first. */
export const countMembers = ({ left, joined }: MembersChange): number => left.count + joined.count

/** The type of an event about one of them, by who it is: a user, or a group within the group. */
export function typeOfMember(id: string, list: 'joined' | 'left'): EventType {
  const isGroup = isId('grp', id)
  if (list === 'joined') return isGroup ? 'dsync.group.group_added' : 'dsync.group.user_added'
  return isGroup ? 'dsync.group.group_removed' : 'dsync.group.user_removed'
}

export function tellMember(change: MembersChange, id: string, list: 'joined' | 'left', directoryId: DirectoryId | null): Told {
  const who = isId('grp', id) ? { child_group_id: id } : { user_id: id }
  const data = { group: toGroup(change), ...who, ...(directoryId !== null && { directory_id: directoryId }) }
  return { type: typeOfMember(id, list), data }
}

const toUser = ({ user, userName, member }: Pick<Moved, 'user' | 'userName' | 'member'>) => ({ id: user, user_name: userName, member_id: member })
const toGroup = ({ group, displayName }: Pick<MembersChange, 'group' | 'displayName'>) => ({ id: group, display_name: displayName })

/** A member's columns as they are called on the wire. */
const toColumns = (values: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(values).map(([key, value]): [string, Json] => [key === 'displayName' ? 'display_name' : key, value]))

const toLimit = (fact: LimitFact | null): JsonObject | null =>
  fact && {
    kind: fact.kind,
    ...(fact.kind === 'amount' && { amount: fact.amount }),
    ...(fact.expiresAt !== undefined && { expires_at: fact.expiresAt }),
  }

function toSubject({ scope, subject }: { scope: string; subject: string }): JsonObject {
  if (scope === 'group') return { scope, group_id: subject }
  return scope === 'user' ? { scope, member_id: subject } : { scope }
}

const toThreshold = ({ scope, subject, threshold, passed, limit, spent, currency, periodStart, periodEnd }: Reached): JsonObject => ({
  ...toSubject({ scope, subject }),
  threshold,
  passed,
  limit: toLimit(limit),
  spent,
  currency,
  period: { start: periodStart, end: periodEnd },
})
type Reached = Extract<Change, { kind: 'threshold.reached' }>
