import { amountInWords, type GroupWithLimit, type LimitedGroup, type Namesake } from '../spend/limit-effects.ts'
import type { Orphan } from '../spend/orphaned-limits.ts'
import type { ProductUse } from '../spend/product-use.ts'
import { fold } from '../kernel/fold.ts'
import type { DirectoryId, GroupId, MemberId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { minutesBetween } from './directory-facts.ts'
import { tell, type Evidence, type Finding } from './finding.ts'

/** How the limits of a team work out. */
export type LimitFacts = {
  currency: string
  nestedGroups: 'direct' | 'expand'
  groups: readonly LimitedGroup[]
  /** The limited groups of the people who stand for those whose limit decides for nobody. */
  groupsOf: ReadonlyMap<MemberId, readonly GroupWithLimit[]>
  /** Groups of the team, where a limit holds for nobody. */
  names: readonly { groupId: GroupId; name: string }[]
  /** Limits of groups that were deleted. */
  orphans: readonly Orphan[]
  namesakes: readonly Namesake[]
  directoryNames: ReadonlyMap<DirectoryId, string>
}

const findingsTold = 20

/** Limits of groups that hold nobody back, or not those who are meant. Pure: the same facts give the same findings. */
export function findOfLimits(facts: LimitFacts): Finding[] {
  return [
    ...facts.groups
      .filter((group) => holdsNobody(group, facts))
      .slice(0, findingsTold)
      .map((group) => tellNobody(group, facts)),
    ...facts.groups
      .filter((group) => neverWins(group, facts))
      .slice(0, findingsTold)
      .map((group) => tellNever(group, facts)),
    ...tellFrozen(facts),
    ...facts.orphans.flatMap((orphan) => tellLost(orphan, facts)).slice(0, findingsTold),
    ...facts.namesakes.map((pair) => tellNamesake(pair, facts)),
  ]
}

/** Where groups within groups count, one that holds groups alone holds their people. */
const holdsNobody = ({ holds }: LimitedGroup, { nestedGroups }: LimitFacts) =>
  holds === 'nothing' || holds === 'all-out' || (holds === 'groups' && nestedGroups === 'direct')

export const neverWins = ({ holds, decides, isMore }: LimitedGroup, { nestedGroups }: Pick<LimitFacts, 'nestedGroups'>): boolean =>
  holds === 'people' && decides === 'nobody' && !isMore && nestedGroups === 'direct'

const because = { nothing: 'empty', groups: 'nested-only', 'all-out': 'all-out', people: 'empty' } as const

function tellNobody({ groupId: group, name, amount, holds, sinceAt }: LimitedGroup, { currency, names, groups }: LimitFacts): Finding {
  const limited = new Set(groups.map(({ groupId }) => groupId))
  const similar = names
    .filter((other) => !limited.has(other.groupId) && isSimilar(name, other.name))
    .map((other) => ({ group: other.groupId, name: other.name }))
  return tell('limit-on-nobody', { group, name, amount, currency, because: because[holds], similar: similar.slice(0, findingsTold) }, sinceAt)
}

function tellNever({ groupId: group, name, amount, people, isMore, example, sinceAt }: LimitedGroup, { currency, groupsOf }: LimitFacts): Finding {
  const others = (example === null ? undefined : groupsOf.get(example)) ?? []
  const instead = others.filter((other) => other.group !== group && isHigher(other.amount, amount)).map((other) => ({ ...other, currency }))
  return tell('limit-never-wins', { group, name, amount, currency, people, isMore, instead }, sinceAt)
}

const isHigher = (one: string | null, other: string | null): boolean => other !== null && (one === null || Number(one) > Number(other))

/** All limits of deleted groups that hold on, as one matter: since the first of them. */
function tellFrozen({ orphans, currency }: LimitFacts): Finding[] {
  const frozen = orphans.filter(({ row }) => row.untilAt === null).toSorted((one, other) => (one.row.sinceAt < other.row.sinceAt ? 1 : -1))
  const oldest = frozen.at(-1)
  if (!oldest) return []
  const groups = frozen.map(({ row }) => ({ group: row.groupId, name: row.displayName, amount: amountInWords(row), currency, limitId: row.limitId }))
  const evidence = frozen.map(({ row }): Evidence => ({ request: row.sinceRequest, at: row.sinceAt }))
  return [tell('limits-frozen', { count: groups.length, isMore: false, groups: groups.slice(0, findingsTold) }, oldest.row.sinceAt, evidence)]
}

/** A limit that ended with its group, where a group that may be the same has none. Where no such group is left, it was meant. */
function tellLost({ row, candidates }: Orphan, { currency }: LimitFacts): Finding[] {
  const heir = candidates.find(({ hasLimit }) => !hasLimit)
  if (!heir || row.untilAt === null) return []
  const { groupId: group, displayName: name } = heir.group
  const former = { formerGroup: row.groupId, formerName: row.displayName, limitId: row.limitId, endedAt: row.untilAt }
  const facts = { group, name, amount: amountInWords(row), currency, ...former, matchedBy: heir.matchedBy }
  return [tell('limit-left-with-group', facts, row.untilAt, row.untilRequest === null ? [] : [{ request: row.untilRequest, at: row.untilAt }])]
}

function tellNamesake({ name, groupId, directoryId, otherId, otherDirectoryId, since }: Namesake, { directoryNames }: LimitFacts): Finding {
  const named = (group: GroupId, directory: DirectoryId) => ({ group, name, directoryName: directoryNames.get(directory) ?? directory })
  return tell('group-name-twice', { name, limited: named(groupId, directoryId), other: named(otherId, otherDirectoryId) }, since)
}

/** Whether two names may mean one group: the same letters and digits, or one within the other. */
export function isSimilar(one: string, other: string): boolean {
  const [shorter = '', longer = ''] = [one, other].map(bare).toSorted((a, b) => a.length - b.length)
  return shorter.length >= 3 && longer.includes(shorter)
}

const bare = (name: string): string => fold(name).replaceAll(/[^\p{L}\p{N}]/gu, '')

const daysQuiet = 7
const daysEarly = 1

/** Limits that nobody asks for. Pure: the same facts give the same findings. */
export function findOfProduct(limits: { count: number; since: Timestamp | null; isMore: boolean }, use: ProductUse, now: Timestamp): Finding[] {
  if (limits.since === null) return []
  const lastAt = [use.lastReadAt, use.lastSpendAt]
    .filter((at) => at !== null)
    .toSorted()
    .at(-1)
  if (lastAt !== undefined && lastAt > addSeconds(now, -daysQuiet * 86_400)) return []
  const since = lastAt ?? limits.since
  const isEarly = lastAt === undefined && since > addSeconds(now, -daysEarly * 86_400)
  const facts = { limits: limits.count, isMore: limits.isMore, minutes: minutesBetween(since, now), isEarly, ...use }
  return [tell('product-never-asked', facts, since)]
}
