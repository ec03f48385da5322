import { listGroupsAround } from '../directory/memberships.ts'
import { several, type Change, type RaiseCause } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { GroupId, MemberId, TeamId } from '../kernel/ids.ts'
import { findMemberById } from '../members/find-member.ts'
import type { Reader, Trx } from '../store/open.ts'
import { readLimitFacts, readLimitFactsOf, toLimit, type StoredFacts } from './effective-limit.ts'
import { findReachOfLimits, listActiveMembersOfUsers, listLimitsOfGroups, pageUsersOfGroup } from './raised-limits.sql.ts'
import { isHigher, resolveLimit, zero, type GroupFact, type Limit } from './resolve-limit.ts'

// What a change of the directory lets people spend more. Each compares the limit after it with the one before, which follows from the facts after it and from
// what changed: so it costs what changed, and nothing where no limit could come of it.

export type NamedGroup = { groupId: GroupId; displayName: string }

/** What being in a group may give: its own limit and, where groups hand theirs inwards, those of the groups around it. Undefined where it gives nothing. */
export type Stake = { group: NamedGroup; limited: readonly GroupFact[]; isNested: boolean }

export async function findStake(db: Reader, teamId: TeamId, group: NamedGroup): Promise<Stake | undefined> {
  const [reach] = await findReachOfLimits(db, { teamId })
  if (!reach || reach.ofGroups === null) return undefined
  const isNested = reach.nestedGroups === 'expand'
  const around = isNested ? await listGroupsAround(db, teamId, [group.groupId]) : new Map<GroupId, Set<GroupId>>()
  const ids = [group.groupId, ...(around.get(group.groupId) ?? [])]
  const rows = await listLimitsOfGroups(db, { teamId, ids: JSON.stringify(ids) })
  const limited = rows.map((row): GroupFact => ({ groupId: row.groupId, name: '', limit: { value: toLimit(row), since: row.sinceAt }, via: [] }))
  return limited.length > 0 ? { group, limited, isNested } : undefined
}

/** Those who joined a group, or left it, and may spend more by that. */
export async function raisedByMembership(
  trx: Trx,
  by: Actor,
  group: NamedGroup,
  { joined, left }: { joined: readonly string[]; left: readonly string[] },
): Promise<Change[]> {
  if (joined.length + left.length === 0) return []
  const stake = await findStake(trx, by.teamId, group)
  if (!stake) return []
  const leavers = await listRaised(trx, by, left, (facts) => within(facts, stake))
  const joiners = await listRaised(trx, by, joined, (facts, around) => without(facts, stake, around), stake.isNested)
  return [...toChange('group_left', group, leavers), ...toChange('group_joined', group, joiners)]
}

/** Those whom a group held that is gone, and who may spend more without it. `stake` is what it gave them. */
export async function raisedByDeletion(trx: Trx, by: Actor, stake: Stake | undefined): Promise<Change[]> {
  if (!stake) return []
  const raised: MemberId[] = []
  for (let after = '', page: string[] | undefined; page === undefined || page.length === usersPerBatch; after = page.at(-1) ?? '') {
    page = await pageUsersOfGroup(trx, by.teamId, stake.group.groupId, after, usersPerBatch)
    raised.push(...(await listRaised(trx, by, page, (facts) => within(facts, stake))))
  }
  return toChange('group_deleted', stake.group, raised)
}

/** What a member may spend, as it was; undefined where the team has no limit. */
export type Reach = { memberId: MemberId; limit: Limit }

/** Who is out may spend nothing. */
export async function readReach(db: Reader, { teamId, at: now }: Actor, memberId: MemberId): Promise<Reach | undefined> {
  const [reach] = await findReachOfLimits(db, { teamId })
  if (!reach || reach.ofAny === null) return undefined
  const member = await findMemberById(db, teamId, memberId)
  return { memberId, limit: member?.status === 'active' ? resolveLimit({ ...(await readLimitFacts(db, teamId, memberId)), now }).limit : zero }
}

/** Whether a change of one of their users lets a member spend more than before it. */
export async function raisedByUser(trx: Trx, by: Actor, before: Reach | undefined, cause: RaiseCause): Promise<Change[]> {
  const after = before && (await readReach(trx, by, before.memberId))
  return before && after && isHigher(after.limit, before.limit) ? toChange(cause, undefined, [before.memberId]) : []
}

/** As `raisedByUser`, of a member who was out and is back. */
export const raisedByReturn = (trx: Trx, by: Actor, memberId: MemberId): Promise<Change[]> =>
  raisedByUser(trx, by, { memberId, limit: zero }, 'user_activated')

type Around = ReadonlyMap<GroupId, ReadonlySet<GroupId>>
const usersPerBatch = 500

/** The members behind these users whose limit is higher than the one before, which is told by the groups that they had then. */
async function listRaised(
  trx: Trx,
  { teamId, at: now }: Actor,
  userIds: readonly string[],
  groupsBefore: (facts: StoredFacts, around: Around) => readonly GroupFact[],
  asksAround = false,
): Promise<MemberId[]> {
  const raised: MemberId[] = []
  for (let from = 0; from < userIds.length; from += usersPerBatch) {
    const members = await listActiveMembersOfUsers(trx, { teamId, ids: JSON.stringify(userIds.slice(from, from + usersPerBatch)) })
    const ids = members.map(({ memberId }) => memberId)
    const known = await readLimitFactsOf(trx, teamId, ids)
    const around = asksAround ? await listGroupsAround(trx, teamId, directGroups([...known.values()])) : new Map()
    const isRaised = (facts: StoredFacts) =>
      isHigher(resolveLimit({ ...facts, now }).limit, resolveLimit({ ...facts, groups: groupsBefore(facts, around), now }).limit)
    raised.push(...[...known].filter(([, facts]) => isRaised(facts)).map(([memberId]) => memberId))
  }
  return raised
}

const isDirect = ({ via }: GroupFact) => via.length === 0
const directGroups = (facts: readonly StoredFacts[]): GroupId[] => [
  ...new Set(facts.flatMap(({ groups }) => groups.filter(isDirect).map(({ groupId }) => groupId))),
]

const within = ({ groups }: StoredFacts, { limited }: Stake): GroupFact[] => [...groups, ...limited]

/** The groups that somebody has but for one that holds them directly, and what they have by that one alone. */
function without({ groups }: StoredFacts, { group }: Stake, around: Around): GroupFact[] {
  const others = groups.filter((each) => isDirect(each) && each.groupId !== group.groupId)
  const kept = new Set(others.flatMap(({ groupId }) => [groupId, ...(around.get(groupId) ?? [])]))
  return groups.filter(({ groupId }) => kept.has(groupId))
}

const toChange = (cause: RaiseCause, group: NamedGroup | undefined, raised: readonly MemberId[]): Change[] =>
  raised.length === 0
    ? []
    : [{ kind: 'limits.raised', cause, group: group?.groupId ?? null, displayName: group?.displayName ?? null, raised: several(raised) }]
