import type { GroupId, RequestId, TeamId } from '../kernel/ids.ts'
import { toMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Member } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { findLimit, listGroupsOfMember, type GroupRow, type LimitRow } from './limits.sql.ts'
import { resolveLimit, type EffectiveLimit, type GroupFact, type Limit } from './resolve-limit.ts'

/** An effective limit and the newest request on which it rests, among edges and limits: undefined where it rests on none. */
export type Resolution = EffectiveLimit & { directoryVersion: RequestId | undefined }

/** What a member may spend now, read from the directory as it stands: nothing of it is stored. */
export async function effectiveLimitOf(db: Reader, team: Team, { memberId }: Member, now: Timestamp): Promise<Resolution> {
  const { teamId, whenUnset, nestedGroups } = team
  const rows = nearest(await listGroupsOfMember(db, teamId, memberId))
  const teamDefault = await findLimit(db, teamId, teamDefaultOf(teamId))
  const byId = new Map(rows.map((row) => [row.groupId, row]))
  const groups = rows.map((row) => toFact(row, byId))
  const facts = { override: undefined, groups, teamDefault: teamDefault && toLimit(teamDefault), whenUnset, nestedGroups, now }
  const requests = [...rows.flatMap(({ edgeRequest, limitRequest }) => [edgeRequest, limitRequest]), teamDefault?.sinceRequest]
  const directoryVersion = requests.reduce((newest, each) => (each && (!newest || each > newest) ? each : newest), undefined)
  return { ...resolveLimit(facts), directoryVersion: directoryVersion ?? undefined }
}

export const teamDefaultOf = (teamId: TeamId) => ({ scope: 'team_default', subjectId: teamId }) as const

export function toLimit({ kind, amountMicros }: Pick<LimitRow, 'kind' | 'amountMicros'>): Limit {
  return kind === 'unlimited' ? { kind } : { kind, micros: toMicros(amountMicros ?? 0n) }
}

/** Each group once, by the shortest way: rows come nearest first. */
function nearest(rows: readonly GroupRow[]): GroupRow[] {
  const seen = new Set<GroupId>()
  return rows.filter(({ groupId }) => !seen.has(groupId) && seen.add(groupId))
}

function toFact({ groupId, name, through, kind, amountMicros, limitSince }: GroupRow, rows: ReadonlyMap<GroupId, GroupRow>): GroupFact {
  const limit = kind && limitSince ? { value: toLimit({ kind, amountMicros }), since: limitSince } : undefined
  return { groupId, name, limit, via: wayTo(through, rows) }
}

/** The groups from the one that holds the member directly up to this one. Each lies nearer than the next, so the way ends. */
function wayTo(groupId: GroupId | null, rows: ReadonlyMap<GroupId, GroupRow>): { groupId: GroupId; name: string }[] {
  const row = groupId === null ? undefined : rows.get(groupId)
  return row ? [...wayTo(row.through, rows), { groupId: row.groupId, name: row.name }] : []
}
