import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { listOf, PageQuery } from '../kernel/pages.ts'
import { PeriodShape } from '../spend/explanation.ts'
import type { Db } from '../store/open.ts'
import { LimitItem, listEffectiveLimits, sortKeys, type ListAsked } from './effective-limits.ts'
import { AtQuery, readMoment } from '../kernel/past-moment.ts'

/** Asked for, or left out: `false` would not be the complement, and is refused. */
const Flag = z.literal('true').optional()
const sorts = sortKeys.flatMap((key) => [key, `-${key}` as const])
const ListQuery = PageQuery.extend({
  ...AtQuery.shape,
  /** Who has left is shown when asked for. */
  status: z.enum(['active', 'deprovisioned', 'all']).default('active'),
  /** What a name or an e-mail address begins with. */
  q: z.string().max(200).optional(),
  group: z.string().max(100).optional(),
  source: z.enum(['user_override', 'group', 'team_default', 'none']).optional(),
  min_percent: z.coerce.number().min(0).max(1_000_000).optional(),
  /** Whether only those are listed whom two or more groups give a limit. */
  in_several_groups: Flag,
  /** Whether only those are listed whose deciding group gives more than any other, and at least twice the next. */
  winner_at_least_twice_next: Flag,
  sort: z.enum(sorts).default('name'),
})

/** Who may spend what. */
export const effectiveLimitRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  app.get('/effective_limits', {
    config: { permission: 'limits:read', isLedger: true },
    schema: {
      operationId: 'listEffectiveLimits',
      summary: 'List what each member may spend, and what decides it',
      querystring: ListQuery,
      response: { 200: listOf(LimitItem).extend({ currency: z.string(), period: PeriodShape, as_of: z.string() }) },
    },
    handler: async ({ actor, query }) => {
      const asOf = readMoment(query.at, environment.now())
      const { team, period, ...page } = await listEffectiveLimits(db, cursors, actor.teamId, { ...toAsked(query), asOf })
      return { ...page, currency: team.currency, period, as_of: asOf.at }
    },
  })
}

function toAsked({ limit, cursor, sort, ...query }: z.infer<typeof ListQuery>): Omit<ListAsked, 'asOf'> {
  const isDescending = sort.startsWith('-')
  const by = sortKeys.find((key) => sort.endsWith(key)) ?? 'name'
  const filter = {
    status: query.status,
    prefix: query.q,
    group: query.group,
    source: query.source,
    minPercent: query.min_percent,
    inSeveralGroups: query.in_several_groups === 'true',
    winsByFar: query.winner_at_least_twice_next === 'true',
  }
  return { filter, sort: { by, isDescending }, limit, cursor }
}
