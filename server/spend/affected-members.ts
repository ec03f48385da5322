import type { MemberId, TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { listMembersByIds } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'
import { assert } from '../kernel/assert.ts'
import { readLimitFactsOf } from './effective-limit.ts'
import { toLimitShape, toReasons, toSpent } from './explanation.ts'
import type { Hypothesis } from './hypothesis.ts'
import { effects, type AffectedMember } from './impact-shape.ts'
import type { ChangedRow } from './limit-changes.sql.ts'
import type { Balance } from './remaining.ts'
import { resolveLimit, type LimitFacts } from './resolve-limit.ts'

/** Those whom a change would move, each by name, with what they may spend and what they would, resolved by the rule itself. */
export async function describeAffected(
  db: Reader,
  { teamId, at }: { teamId: TeamId; at: Timestamp },
  hypothesis: Hypothesis,
  rows: readonly ChangedRow[],
): Promise<(memberId: MemberId) => AffectedMember> {
  const ids = rows.map(({ memberId }) => memberId)
  const members = new Map((await listMembersByIds(db, teamId, ids)).map((member) => [member.memberId, member]))
  const [before, after] = [await readLimitFactsOf(db, teamId, ids), await readLimitFactsOf(db, teamId, ids, hypothesis)]
  const byId = new Map(rows.map((row) => [row.memberId, row]))
  return (memberId) => {
    const [row, was, becomes, member] = [byId.get(memberId), before.get(memberId), after.get(memberId), members.get(memberId)]
    assert(row && was && becomes && member, 'whoever is shown was found, and nobody is ever deleted')
    const balance: Balance = { settled: toMicros(row.settled), credit: toMicros(row.credit), held: toMicros(row.held) }
    return {
      member_id: memberId,
      name: member.displayName,
      email: member.email,
      effects: effects.filter((effect) => row[effect] === 1n),
      settled: formatMicros(balance.settled),
      held: formatMicros(balance.held),
      before: toResolved({ ...was, now: at }, balance),
      after: toResolved({ ...becomes, now: at }, balance),
    }
  }
}

function toResolved(facts: LimitFacts, balance: Balance): AffectedMember['before'] {
  const effective = resolveLimit(facts)
  const { source, deciding } = toReasons(effective)
  const { remaining } = toSpent(effective.limit, balance)
  return { limit: toLimitShape(effective.limit), source, deciding, ...(remaining !== undefined && { remaining }) }
}
