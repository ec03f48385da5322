import type { Reasons } from '../../components/considered.ts'
import type { LimitBody } from '../../language/format.ts'

/** What a denial rested on, as it was then. The document leaves it open, since it is kept as it was written; all of it may be missing from an old one. */
export type DecisionFacts = {
  effective?: LimitBody & Omit<Reasons, 'limit'>
  blocked_by?: string
  currency?: string
  settled?: string
  held?: string
  requested?: string
  max_approvable?: string
  team_total?: { limit: LimitBody; settled: string; held: string; remaining?: string }
  period?: { start: string; end: string }
  resets_at?: string
}
