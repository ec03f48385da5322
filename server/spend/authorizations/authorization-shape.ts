import { z } from 'zod'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { dueOf, heldOf, statusOf, type Hold } from './settlement.ts'

const Period = z.object({ start: z.string(), end: z.string() })
export const GrantedLimit = z.object({ kind: z.enum(['amount', 'unlimited']), amount: z.string().optional(), source: z.string() })

/** An authorization. What is `held` and what was `settled` are of now; `overage` is what was settled beyond its amount. */
export const AuthorizationShape = z.object({
  id: z.string(),
  member_id: z.string(),
  status: z.enum(['held', 'settled', 'voided', 'expired']),
  amount: z.string(),
  currency: z.string(),
  settled: z.string(),
  held: z.string(),
  overage: z.string(),
  /** Settled after it had expired or been voided. */
  late: z.boolean(),
  on_expiry: z.enum(['release', 'settle']),
  app: z.string(),
  metadata: z.record(z.string(), z.unknown()),
  period: Period,
  created_at: z.string(),
  expires_at: z.string(),
  ended_at: z.string().nullable(),
})

/** The same as it is made, with what is left after it. */
export const CreatedAuthorization = AuthorizationShape.extend({ remaining_after: z.string().optional(), limit: GrantedLimit })

export function toAuthorizationShape(hold: Hold, currency: string, now: Timestamp): z.infer<typeof AuthorizationShape> {
  const status = statusOf(hold, now)
  return {
    id: hold.authorizationId,
    member_id: hold.memberId,
    status,
    amount: formatMicros(toMicros(hold.amountMicros)),
    currency,
    settled: formatMicros(toMicros(hold.settledMicros + dueOf(hold, now))),
    held: formatMicros(heldOf(hold, now)),
    overage: formatMicros(toMicros(hold.overageMicros)),
    late: hold.isLate,
    on_expiry: hold.onExpiry,
    app: hold.app,
    metadata: hold.metadata ?? {},
    period: { start: hold.periodStart, end: hold.periodEnd },
    created_at: hold.createdAt,
    expires_at: hold.expiresAt,
    ended_at: hold.endedAt ?? (status === 'expired' ? hold.expiresAt : null),
  }
}
