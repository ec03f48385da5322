import type { GroupId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Member } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'
import { readLimitFacts } from './effective-limit.ts'
import type { Explained } from './explanation.ts'
import { periodOf } from './ledger/period-of.ts'
import { readBalance, readTeamBalance } from './ledger/standing.ts'
import { listDeletedGroupsOf } from './limits.sql.ts'
import type { Period } from './periods.ts'
import { resolveLimit, type EffectiveLimit } from './resolve-limit.ts'

/** What a member may spend now, why, and what is left of it. Costs what the member's own groups are. */
export async function explainLimit(db: Reader, member: Member, now: Timestamp): Promise<Explained> {
  const { teamId, memberId } = member
  const facts = await readLimitFacts(db, teamId, memberId)
  const period = await periodOf(db, facts.team, now)
  const effective = await withDeletedGroups(db, member, resolveLimit({ ...facts, now }), period)
  const own = await readBalance(db, teamId, memberId, period.start, now)
  const ofTeam = facts.teamTotal ? await readTeamBalance(db, teamId, period.start, now) : own
  return { member, facts, effective, period, own, ofTeam, asOf: now }
}

/** The same with the groups that held the member and were deleted in this period, or in it until a moment, limit and all: they are ignored, and somebody may ask why. */
export async function withDeletedGroups(
  db: Reader,
  { teamId, memberId }: Member,
  effective: EffectiveLimit,
  period: Period,
  until?: Timestamp,
): Promise<EffectiveLimit> {
  const deleted = await listDeletedGroupsOf(db, teamId, memberId, { since: period.start, until })
  const isKept = (groupId: GroupId) => effective.considered.some((group) => group.groupId === groupId) // its limit is frozen
  const gone = deleted
    .filter(({ groupId }) => !isKept(groupId))
    .map((group) => ({ group: { ...group, via: [] as const }, reason: 'deleted' as const }))
  return gone.length === 0 ? effective : { ...effective, ignored: [...effective.ignored, ...gone] }
}
