import { z } from 'zod'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Reconciliation } from './reconcile.ts'

export const ReconciliationShape = z.object({
  reconciled_at: z.string(),
  entries: z.number(),
  /** How many sums are not those of their entries. It must be none. */
  sums_differing: z.number(),
  drift: z.string(),
  differences: z.array(z.record(z.string(), z.unknown())),
  request_id: z.string(),
})
export const toReconciliationShape = (row: Reconciliation): z.infer<typeof ReconciliationShape> => ({
  reconciled_at: row.reconciledAt,
  entries: Number(row.entries),
  sums_differing: Number(row.sumsDiffering),
  drift: formatMicros(toMicros(row.driftMicros)),
  differences: row.differences,
  request_id: row.requestId,
})
