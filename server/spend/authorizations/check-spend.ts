import type { Actor } from '../../kernel/actor.ts'
import type { Environment } from '../../kernel/environment.ts'
import { formatMicros, toMicros, type Micros } from '../../kernel/money.ts'
import { requireMember } from '../../members/find-member.ts'
import type { Db } from '../../store/open.ts'
import { toLimitShape, toReasons } from '../explanation.ts'
import { requireCurrencyOf } from '../require-currency.ts'
import { viewAccount } from './account.ts'
import { admit, mostApprovable } from './admit.ts'
import { toAdmissionFacts } from './authorize.ts'
import { toTotalShape } from './denial.ts'

/**
 * Whether a member could spend an amount now, for a host that cannot say what something will cost. Nothing is held by it: who asks at the same time is
 * told the same. Refuses: user-not-found, ambiguous-user, currency-mismatch.
 */
export async function checkSpend(
  db: Db,
  environment: Environment,
  by: Actor,
  { user, amount, currency }: { user: string; amount: Micros | undefined; currency: string | undefined },
) {
  const account = await viewAccount(db.read, await requireMember(db.read, by.teamId, user), environment.now())
  const { effective, standing, period, facts, member } = account
  requireCurrencyOf(facts.team, currency)
  const asked = amount ?? toMicros(1n) // anything at all
  const admission = admit({ ...toAdmissionFacts(account), amount: asked, minAmount: asked })
  const isActive = member.status === 'active'
  const total = toTotalShape(account)
  const most = mostApprovable(toAdmissionFacts(account))
  const blockedBy = isActive ? (admission.decision === 'denied' ? admission.blockedBy : undefined) : 'inactive'
  const code = isActive ? (admission.decision === 'denied' ? admission.code : undefined) : 'user-inactive'
  return {
    allowed: blockedBy === undefined,
    member_id: member.memberId,
    ...(blockedBy !== undefined && { blocked_by: blockedBy, code }),
    effective: { ...toLimitShape(effective.limit), ...toReasons(effective) },
    currency: facts.team.currency,
    settled: formatMicros(standing.settled),
    held: formatMicros(standing.held),
    ...(amount !== undefined && { requested: formatMicros(amount) }),
    ...(most !== undefined && { max_approvable: formatMicros(isActive ? most : toMicros(0n)) }),
    ...(total && { team_total: total }),
    period: { start: period.start, end: period.end },
    resets_at: period.end,
    as_of: account.now,
  }
}
