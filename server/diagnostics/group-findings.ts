import type { HollowGroup } from '../directory/standing.ts'
import type { GroupId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isEarly, minutesBetween, placeOf, type DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'

/** What a directory holds, as far as it was looked at. */
export type Holdings = {
  directory: DirectoryFacts & { firstGroupAt: Timestamp | null }
  hasGroup: boolean
  users: { count: number; isMore: boolean; firstAt: Timestamp | null }
  /** Groups without a direct member. */
  hollow: readonly HollowGroup[]
  isMoreHollow: boolean
  /** Groups in which inactive users still are; asked of Okta alone. */
  leavers: readonly { groupId: GroupId; name: string; people: number; since: Timestamp }[]
  nestedGroups: 'direct' | 'expand'
  /** Whether something about a group was refused. */
  hasRefusedGroup: boolean
}

/** Groups that do not come, or are not what they seem. Pure: the same facts give the same findings. */
export const findOfGroups = (holdings: Holdings, now: Timestamp): Finding[] => [
  ...findNoGroup(holdings, now),
  ...findHollow(holdings),
  ...findLeavers(holdings),
]

function findNoGroup({ directory, users, hasGroup, hasRefusedGroup }: Holdings, now: Timestamp): Finding[] {
  if (directory.firstGroupAt !== null || hasGroup || users.firstAt === null || hasRefusedGroup) return []
  const { of, steps } = placeOf(directory)
  const { count, isMore, firstAt } = users
  const early = isEarly(minutesBetween(firstAt, now), steps)
  const facts = { ...of, users: count, isMore, firstUserAt: firstAt, isEarly: early, groupsMenu: steps.groups, hints: [...steps.hints] }
  return [tell('groups-not-pushed', facts, firstAt)]
}

const groupsTold = 20

function findHollow({ directory, hollow, isMoreHollow: isMore, nestedGroups }: Holdings): Finding[] {
  const { of, steps } = placeOf(directory)
  const listed = (groups: readonly HollowGroup[]) => ({
    count: groups.length,
    isMore,
    groups: groups.slice(0, groupsTold).map(({ groupId: group, name }) => ({ group, name })),
  })
  const since = (groups: readonly HollowGroup[]) => groups.map(({ changedAt }) => changedAt).toSorted()[0] ?? ('' as Timestamp) // asked where there is one
  const empty = hollow.filter(({ holds }) => holds === 'nothing')
  const nested = nestedGroups === 'expand' ? [] : hollow.filter(({ holds }) => holds === 'groups')
  return [
    ...(empty.length === 0
      ? []
      : [tell('groups-empty', { ...of, ...listed(empty), assignMenu: steps.assign, hints: [...steps.hints] }, since(empty))]),
    ...(nested.length === 0 ? [] : [tell('groups-nested-only', { ...of, ...listed(nested) }, since(nested))]),
  ]
}

function findLeavers({ directory, leavers }: Holdings): Finding[] {
  const [first] = leavers.map(({ since }) => since).toSorted()
  if (first === undefined) return []
  const { of, steps } = placeOf(directory)
  const groups = leavers.slice(0, groupsTold).map(({ groupId: group, name, people }) => ({ group, name, people }))
  const count = Math.max(...leavers.map(({ people }) => people))
  return [tell('group-keeps-leavers', { ...of, count, isMore: leavers.length > 1, groups, groupsMenu: steps.groups }, first)]
}
