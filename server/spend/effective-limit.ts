import { assert } from '../kernel/assert.ts'
import type { GroupId, MemberId, RequestId, TeamId } from '../kernel/ids.ts'
import { toMicros } from '../kernel/money.ts'
import type { Reader, Trx } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import {
  keepTotal,
  listGroupsOfMember,
  listGroupsOfMembers,
  listGroupsSupposing,
  listOwnLimits,
  findTeamLimits,
  type GroupRow,
  type LimitRow,
  type TeamRow,
} from './limits.sql.ts'
import { listFrozenGroupsOf, type FrozenRow } from './frozen-limits.sql.ts'
import { nothingSupposed, supposing, type Hypothesis } from './hypothesis.ts'
import type { GroupFact, Limit, LimitFacts } from './resolve-limit.ts'

export type { GroupRow, TeamRow } from './limits.sql.ts'
export type { FrozenRow } from './frozen-limits.sql.ts'

/** All that is set for a member and that resolution looks at, but the moment; with what the team says of spending. */
export type StoredFacts = Omit<LimitFacts, 'now'> & {
  team: Team
  /** What all members together may spend, beside what each of them may. */
  teamTotal: Limit | undefined
  /** The newest request among the memberships and limits that are here; undefined where there are none. */
  directoryVersion: RequestId | undefined
}

/**
 * Reads what is set for a member, from the directory as it stands, in the caller's transaction: two statements, whose cost is that of the member's own
 * groups, and one more where the limits of deleted groups are frozen. `resolveLimit({ ...facts, now })` says what it comes to.
 */
export async function readLimitFacts(db: Reader, teamId: TeamId, memberId: MemberId): Promise<StoredFacts> {
  const [set] = await findTeamLimits(db, { teamId, memberId })
  assert(set, 'who is asked about is of a team that exists')
  return toFacts(set, await listGroupsOfMember(db, { teamId, memberId }), await listFrozen(db, set, [memberId]))
}

/** As `readLimitFacts`, for an admission: until the transaction ends the team gets no total, nor loses it. */
export async function readFactsToAdmit(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<StoredFacts> {
  await keepTotal(trx, teamId)
  return readLimitFacts(trx, teamId, memberId)
}

/** As `readLimitFacts`, for many members in three statements; as it would be, where something is supposed. */
export async function readLimitFactsOf(
  db: Reader,
  teamId: TeamId,
  memberIds: readonly MemberId[],
  hypothesis: Hypothesis = nothingSupposed,
): Promise<Map<MemberId, StoredFacts>> {
  const [first] = memberIds
  if (first === undefined) return new Map()
  const [found] = await findTeamLimits(db, { teamId, memberId: first })
  assert(found, 'who is asked about is of a team that exists')
  const set = { ...found, ...hypothesis.settings }
  const own = new Map((await listOwnLimits(db, teamId, memberIds)).map((limit) => [limit.subjectId, limit]))
  const { memberships } = hypothesis
  const rows =
    memberships.length > 0
      ? await listGroupsSupposing(db, { teamId, memberIds, memberships })
      : await listGroupsOfMembers(db, { teamId, memberIds: JSON.stringify(memberIds) })
  const groups = Map.groupBy(rows, ({ memberId }) => memberId)
  const frozen = Map.groupBy(await listFrozen(db, set, memberIds), ({ memberId }) => memberId)
  return new Map(
    memberIds.map((memberId) => {
      const limit = own.get(memberId)
      const ownFacts = {
        ownKind: limit?.kind ?? null,
        ownMicros: limit?.amountMicros ?? null,
        ownExpiresAt: limit?.expiresAt ?? null,
        ownRequest: limit?.sinceRequest ?? null,
      }
      const facts = toFacts({ ...set, ...ownFacts }, groups.get(memberId) ?? [], frozen.get(memberId) ?? [])
      return [memberId, supposing(facts, hypothesis, memberId)]
    }),
  )
}

/** Nothing is asked for a team that has no such limits. */
const listFrozen = async (db: Reader, { teamId, frozenLimitId }: TeamRow, memberIds: readonly MemberId[]): Promise<FrozenRow[]> =>
  frozenLimitId === null ? [] : listFrozenGroupsOf(db, { teamId, memberIds: JSON.stringify(memberIds) })

/** What rows say that were read of one moment, groups nearest first. */
export function toFacts(set: TeamRow, living: readonly GroupRow[], frozen: readonly FrozenRow[]): StoredFacts {
  const rows = nearest(living)
  const kept = nearest(frozen.filter(({ depth }) => depth === 0n || set.nestedGroups === 'expand'))
  const own = toLimitOf(set.ownKind, set.ownMicros)
  const team: Team = set // with what is set beside it, which nobody asks a team for
  const byId = new Map(rows.map((row) => [row.groupId, row]))
  const requests = [...[...rows, ...kept].flatMap(({ edgeRequest, limitRequest }) => [edgeRequest, limitRequest]), set.ownRequest, set.defaultRequest]
  const newest = requests.reduce<RequestId | null | undefined>((found, each) => (each && (!found || each > found) ? each : found), undefined)
  return {
    team,
    override: own && { limit: own, expiresAt: set.ownExpiresAt ?? undefined },
    groups: [...rows.map((row) => toFact(row, wayTo(row.through, byId))), ...kept.map((row) => ({ ...toFact(row, []), frozen: true as const }))],
    teamDefault: toLimitOf(set.defaultKind, set.defaultMicros),
    teamTotal: toLimitOf(set.totalKind, set.totalMicros),
    whenUnset: team.whenUnset,
    nestedGroups: team.nestedGroups,
    directoryVersion: newest ?? undefined,
  }
}

export function toLimit({ kind, amountMicros }: Pick<LimitRow, 'kind' | 'amountMicros'>): Limit {
  return kind === 'unlimited' ? { kind } : { kind, micros: toMicros(amountMicros ?? 0n) }
}

const toLimitOf = (kind: LimitRow['kind'] | null, amountMicros: bigint | null): Limit | undefined =>
  kind === null ? undefined : toLimit({ kind, amountMicros })

/** Each group once, by the shortest way: rows come nearest first. */
function nearest<Found extends FrozenRow>(rows: readonly Found[]): Found[] {
  const seen = new Set<GroupId>()
  return rows.filter(({ groupId }) => !seen.has(groupId) && seen.add(groupId))
}

function toFact({ groupId, name, kind, amountMicros, limitSince }: FrozenRow, via: GroupFact['via']): GroupFact {
  const limit = kind && limitSince ? { value: toLimit({ kind, amountMicros }), since: limitSince } : undefined
  return { groupId, name, limit, via }
}

/** The groups from the one that holds the member directly up to this one. Each lies nearer than the next, so the way ends. */
function wayTo(groupId: GroupId | null, rows: ReadonlyMap<GroupId, GroupRow>): { groupId: GroupId; name: string }[] {
  const row = groupId === null ? undefined : rows.get(groupId)
  return row ? [...wayTo(row.through, rows), { groupId: row.groupId, name: row.name }] : []
}
