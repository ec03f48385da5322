import type { Scope } from './scope.ts'
import { matches } from '../../scim/matches.ts'
import type { MembersOperation } from '../../scim/patch-members.ts'
import { isId, type GroupId, type UserId } from '../kernel/ids.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { foldMembers, type MembershipChange } from './membership-change.ts'
import {
  countMemberRows,
  endEdges,
  endEdgesTo,
  hasMoreMembers,
  insertEdges,
  listGroupsOfUsers,
  holdKnown,
  listMemberRows,
  listOuterEdges,
  pageMembers,
  sweepEdges,
  type Cause,
  type MemberRow,
  type OuterGroup,
} from './memberships.sql.ts'
import { membersUnknown } from './refusals.ts'

export { pageMembers }
export type { Cause, MemberRow } from './memberships.sql.ts'

/** What became of a change: who joined, who left, and the ids that the directory was never sent. */
export type MembershipOutcome = { joined: string[]; left: string[]; unknown: string[] }

/** Those who are to join, as the directory knows them. */
export type Joining = { users: string[]; groups: string[]; unknown: string[] }

/**
 * Finds those who are to join, whatever type the client claimed, and lets none of them be deleted until the transaction ends. Comes before the group is
 * locked, since a deletion locks the user first and then its groups. Where none of them is known it refuses: members-unknown.
 */
export async function holdJoining(trx: Trx, scope: Scope, change: MembershipChange): Promise<Joining> {
  const ids = [...change.join]
  const sought = { users: ids.filter((id) => isId('usr', id)), groups: ids.filter((id) => isId('grp', id)) }
  const users = sought.users.length > 0 ? await holdKnown(trx, scope, 'users', sought.users) : []
  const groups = sought.groups.length > 0 ? await holdKnown(trx, scope, 'groups', sought.groups) : []
  const known = new Set([...users, ...groups])
  const unknown = ids.filter((id) => !known.has(id))
  if (ids.length > 0 && known.size === 0) {
    const named = unknown.slice(0, 5).join(', ')
    throw membersUnknown(
      `None of the ${ids.length} members is a user or group of this directory (${named}${ids.length > 5 ? ', …' : ''}). Provision them first: a member's value is the id that Purser answered. Nothing was changed.`,
    )
  }
  return { users, groups, unknown }
}

/** Makes edges begin and end, one row each: nothing reads the group. */
export async function changeMembership(
  trx: Trx,
  scope: Scope & Cause,
  groupId: GroupId,
  change: MembershipChange,
  joining: Joining,
): Promise<MembershipOutcome> {
  const { teamId } = scope
  const left = []
  for (const kind of ['users', 'groups'] as const) {
    const prefix = kind === 'users' ? 'usr' : 'grp'
    const who = change.others === 'leave' ? { allBut: joining[kind] } : { only: [...change.leave].filter((id) => isId(prefix, id)) }
    left.push(...(await endEdges(trx, kind, teamId, groupId, who, scope)))
  }
  const joined = []
  for (const kind of ['users', 'groups'] as const) joined.push(...(await insertEdges(trx, kind, teamId, groupId, joining[kind], scope)))
  return { joined, left, unknown: joining.unknown }
}

/** Operations on members as one change. One that chooses them by a filter, as `members[type eq "Group"]`, must look through the group. */
export async function planMembership(
  db: Reader,
  { teamId }: Scope,
  groupId: GroupId,
  operations: readonly MembersOperation[],
): Promise<MembershipChange> {
  const named = []
  for (const { op, who } of operations) {
    if (who.kind === 'ids') named.push({ op, ids: who.ids })
    else if (who.kind === 'all') named.push({ op, ids: 'all' as const })
    else {
      const members = await listMemberRows(db, teamId, [groupId])
      const chosen = members.filter(({ id, kind, display }) => matches({ value: id, type: kind, display }, who.filter))
      named.push({ op, ids: chosen.map(({ id }) => id) })
    }
  }
  return foldMembers(named)
}

export const countMembers = (db: Reader, { teamId }: Pick<Scope, 'teamId'>, groupId: GroupId): Promise<number> => countMemberRows(db, teamId, groupId)

/** Takes a user, or a group, out of all groups that hold it. Answers which. */
export const leaveAllGroups = (trx: Trx, scope: Scope & Cause, id: UserId | GroupId): Promise<GroupId[]> =>
  endEdgesTo(trx, isId('usr', id) ? 'users' : 'groups', scope.teamId, id, scope)

/** The members of groups, by group. */
export async function listMembers(db: Reader, { teamId }: Scope, groupIds: readonly GroupId[]): Promise<Map<GroupId, MemberRow[]>> {
  const rows = await listMemberRows(db, teamId, groupIds)
  return Map.groupBy(rows, ({ groupId }) => groupId)
}

/** The members of a group, or undefined where there are more than `most`: they are not read then. */
export async function listFewMembers(db: Reader, { teamId }: Scope, groupId: GroupId, most: number): Promise<MemberRow[] | undefined> {
  if (await hasMoreMembers(db, teamId, groupId, most)) return undefined
  const rows = await pageMembers(db, teamId, groupId, { after: '', limit: most })
  // Users first, as a list of members has them.
  return rows.toSorted((one, other) => (one.kind === other.kind ? 0 : one.kind === 'User' ? -1 : 1))
}

/** A group that a user belongs to: directly, or through a group within it. */
export type GroupOfUser = { groupId: GroupId; displayName: string; type: 'direct' | 'indirect' }

/** The groups that users belong to, by user: those that hold them directly come first. */
export async function listGroupsOf(
  db: Reader,
  { teamId }: { teamId: Scope['teamId'] },
  userIds: readonly UserId[],
): Promise<Map<UserId, GroupOfUser[]>> {
  if (userIds.length === 0) return new Map()
  const direct = Map.groupBy(await listGroupsOfUsers(db, teamId, userIds), ({ userId }) => userId)
  if (direct.size === 0) return new Map()
  const inner = new Set([...direct.values()].flatMap((groups) => groups.map(({ groupId }) => groupId)))
  const outer = Map.groupBy(await listOuterEdges(db, teamId, [...inner]), ({ within }) => within)
  // Of users who are in the same groups, and most of a page are, the way outwards is gone once.
  const known = new Map<string, GroupOfUser[]>()
  const groupsOf = (groups: readonly Named[]): GroupOfUser[] => {
    const key = groups.map(({ groupId }) => groupId).join()
    const found = known.get(key) ?? withOuter(groups, outer)
    known.set(key, found)
    return found
  }
  return new Map([...direct].map(([userId, groups]) => [userId, groupsOf(groups)]))
}

type Named = { groupId: GroupId; displayName: string }

/** Groups with those that hold them, each once, by the edges outwards from each. */
function withOuter(groups: readonly Named[], outer: ReadonlyMap<GroupId, OuterGroup[]>): GroupOfUser[] {
  const found = new Map(groups.map(({ groupId, displayName }): [GroupId, GroupOfUser] => [groupId, { groupId, displayName, type: 'direct' }]))
  // A map is walked in the order of insertion, and what is added meanwhile is walked as well.
  for (const within of found.keys()) {
    for (const { groupId, displayName } of outer.get(within) ?? []) {
      if (!found.has(groupId)) found.set(groupId, { groupId, displayName, type: 'indirect' })
    }
  }
  const indirect = [...found.values()].slice(groups.length)
  return [...[...found.values()].slice(0, groups.length), ...indirect.toSorted((one, other) => (one.groupId < other.groupId ? -1 : 1))]
}

/** The groups around each of these: those that hold it, those that hold these, and so on. */
export async function listGroupsAround(db: Reader, teamId: Scope['teamId'], groupIds: readonly GroupId[]): Promise<Map<GroupId, Set<GroupId>>> {
  const outer = Map.groupBy(await listOuterEdges(db, teamId, groupIds), ({ within }) => within)
  return new Map(
    groupIds.map((from) => {
      const reached = new Set([from])
      for (const within of reached) for (const { groupId } of outer.get(within) ?? []) reached.add(groupId)
      reached.delete(from)
      return [from, reached]
    }),
  )
}

const edgesPerBatch = 1_000

/** Ends the edges of deleted groups, in batches. They count for nothing already; this keeps each user's own edges few. Answers how many. */
export async function sweepDeletedGroups(db: Db): Promise<number> {
  let total = 0
  for (const kind of ['users', 'groups'] as const) {
    for (let swept = edgesPerBatch; swept === edgesPerBatch; total += swept) swept = await write(db, (trx) => sweepEdges(trx, kind, edgesPerBatch))
  }
  return total
}
