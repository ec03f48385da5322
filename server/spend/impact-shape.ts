import { z } from 'zod'
import { listOf, PageQuery } from '../kernel/pages.ts'
import { LimitShape, PeriodShape, Reasons } from './explanation.ts'

/** What a change would do to somebody: may spend more, less, without limit, nothing more at once, or something again. */
export const effects = ['rises', 'falls', 'unlimited', 'blocked', 'unblocked'] as const
export type ImpactEffect = (typeof effects)[number]

/** The page of the people whom a change would affect, and which of them. */
export const ImpactQuery = PageQuery.extend({ effect: z.enum(effects).optional() })
/** With `dry_run=true` nothing is changed: the answer tells what would be. The rest of the query is for that. */
/** What pages of a preview are asked by means nothing without one, and whoever sends it has forgotten to ask for that. */
export const DryRun = ImpactQuery.extend({ dry_run: z.enum(['true', 'false']).default('false') }).refine(
  ({ dry_run: isDry, effect, cursor }) => isDry === 'true' || (effect === undefined && cursor === undefined),
  'effect and cursor are for a preview: add dry_run=true, or leave them out to make the change',
)

const Counts = z.object({
  /** Members who are in: each of them rises, falls, or stays. */
  members: z.number(),
  rises: z.number(),
  falls: z.number(),
  stays: z.number(),
  /** Of those who rise: without limit from then on. */
  unlimited: z.number(),
  /** Have something left now, and would have nothing: settled and held come to the new limit or more. */
  blocked: z.number(),
  /** Have nothing left now, and would have something. */
  unblocked: z.number(),
})

const Resolved = z.object({ limit: LimitShape, source: Reasons.shape.source, deciding: Reasons.shape.deciding, remaining: z.string().optional() })

const AffectedMember = z.object({
  member_id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  effects: z.array(z.enum(effects)),
  settled: z.string(),
  held: z.string(),
  before: Resolved,
  after: Resolved,
})

const Total = z.object({ limit: LimitShape, settled: z.string(), held: z.string(), remaining: z.string().optional() })

/** What a change of limits, memberships or settings would do, as of now. Nothing was changed. */
export const Impact = z.object({
  dry_run: z.literal(true),
  currency: z.string(),
  period: PeriodShape,
  /** Null on every page but the first: they were told there. */
  counts: Counts.nullable(),
  /** Where the total of the team would be another one; null where none is set. `blocks` tells that nobody could spend anything more. */
  team_total: z.object({ before: Total.nullable(), after: Total.nullable(), blocks: z.boolean() }).optional(),
  /** Who would be affected, in the order of their ids. */
  users: listOf(AffectedMember),
  as_of: z.string(),
})

export type Counts = z.infer<typeof Counts>
export type AffectedMember = z.infer<typeof AffectedMember>
