import { z } from 'zod'
import { AmountText, requireAmount } from '../kernel/amounts.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { toLimit } from './effective-limit.ts'
import { LimitShape, toLimitShape } from './explanation.ts'
import type { LimitRow, Wanted } from './set-limit.ts'

const Reason = z.string().trim().min(1).max(500)
/** What every limit may say beside what it is. */
const currency = z.string().max(20).optional()
const ofAll = { currency, reason: Reason.nullish(), expires_at: z.null('only the limit of one person expires').optional() }
/** A limit as it is set. Numbers are refused: money is a decimal string. */
export const LimitBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: AmountText, ...ofAll }),
  z.strictObject({ kind: z.literal('unlimited'), ...ofAll }),
])
/** What goes before all that groups and team say needs a reason, for who asks later why. */
const ofOne = { currency, reason: Reason, expires_at: z.iso.datetime({ offset: true }).nullish() }
export const UserLimitBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: AmountText, ...ofOne }),
  z.strictObject({ kind: z.literal('unlimited'), ...ofOne }),
])

export const Scope = z.enum(['team_default', 'team_total', 'group', 'user'])
export const StoredLimit = z.object({
  id: z.string(),
  scope: Scope,
  group: z.string().optional(),
  member_id: z.string().optional(),
  limit: LimitShape,
  kind: z.enum(['amount', 'unlimited']),
  amount: z.string().optional(),
  currency: z.string(),
  reason: z.string().nullable(),
  /** From then on it counts for nothing; null where it stays. */
  expires_at: z.string().nullable(),
  since: z.string(),
  /** `frozen`: its group was deleted, and it holds on for whom that held then. `ended`: it counts for nothing. */
  state: z.enum(['active', 'frozen', 'ended']),
  /** Since when it is frozen; null where it is not. */
  frozen_at: z.string().nullable(),
})
export const OfLimit = z.object({ limit_id: z.string().max(100) })

/** A limit as a client sent it. `at` says where in the body it stands. Refuses: amount-invalid. */
export function toWanted(body: z.infer<typeof LimitBody> | z.infer<typeof UserLimitBody>, at = ''): Wanted {
  const limit = body.kind === 'unlimited' ? { kind: body.kind } : { kind: body.kind, micros: requireAmount(body.amount, `${at}/amount`) }
  const expiresAt = body.expires_at ? toTimestamp(Date.parse(body.expires_at)) : undefined
  return { limit, currency: body.currency, reason: body.reason ?? undefined, expiresAt }
}

export function toStored(row: LimitRow, currency: string): z.infer<typeof StoredLimit> {
  const { limitId: id, scope, subjectId, reason, expiresAt, sinceAt: since, frozenAt } = row
  const limit = toLimitShape(toLimit(row))
  const whose = { ...(scope === 'group' && { group: subjectId }), ...(scope === 'user' && { member_id: subjectId }) }
  const state = row.untilAt !== null ? 'ended' : frozenAt === null ? 'active' : 'frozen'
  return { id, scope, ...whose, limit, ...limit, currency, reason, expires_at: expiresAt, since, state, frozen_at: frozenAt }
}
