import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { PageQuery } from '../kernel/pages.ts'
import { requireMember } from '../members/find-member.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { exportKinds, exportSpend, nameExport } from './export.ts'
import { PeriodName, readPeriod } from './period.ts'
import { granularities, readSeries, Series } from './series.ts'
import { GroupBy, summarize, Summary } from './summary.ts'

const PeriodQuery = z.object({ period: PeriodName })
const ExportQuery = z.object({
  ...PeriodQuery.shape,
  kind: z.enum(exportKinds),
  /** What a summary is summed by. */
  group_by: GroupBy.default('user'),
})
const see = { permission: 'spend:read', isLedger: true } as const

/** What was spent: sums, and their course. */
export const spendReportRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  app.get('/spend/summary', {
    config: see,
    schema: {
      operationId: 'summarizeSpend',
      summary: 'Sum what was spent in a period',
      querystring: PageQuery.extend({ ...PeriodQuery.shape, group_by: GroupBy.default('user') }),
      response: { 200: Summary },
    },
    handler: async ({ actor, query: { limit, cursor, group_by: by, period: named } }) => {
      const team = await teamOf(db.read, actor.teamId)
      const period = await readPeriod(db.read, team, named, environment.now())
      return { ...(await summarize(db, cursors, team.teamId, { by, period, limit, cursor })), currency: team.currency, period }
    },
  })
  app.get('/spend/timeseries', {
    config: see,
    schema: {
      operationId: 'readSpendSeries',
      summary: 'Show what was spent over the time of a period',
      querystring: z.object({
        ...PeriodQuery.shape,
        granularity: z.enum(granularities).default('day'),
        /** By default that of the period. */
        timezone: z.string().min(1).max(100).optional(),
        group_by: GroupBy.optional(),
        /** One person; by default all together. */
        user: z.string().max(600).optional(),
      }),
      response: { 200: Series },
    },
    handler: async ({ actor, query: { period: named, granularity, timezone: timeZone, group_by: by, user } }) => {
      const now = environment.now()
      const team = await teamOf(db.read, actor.teamId)
      const period = await readPeriod(db.read, team, named, now)
      const memberId = user === undefined ? undefined : (await requireMember(db.read, team.teamId, user)).memberId
      return { ...(await readSeries(db, team, { period, granularity, timeZone, by, memberId }, now)), currency: team.currency, period }
    },
  })
  app.get('/spend/export.csv', {
    config: { ...see, isTold: true, files: ['text/csv'] },
    exposeHeadRoute: false,
    schema: { operationId: 'exportSpend', summary: 'Export the ledger, what everybody may spend, or sums, as CSV', querystring: ExportQuery },
    handler: async ({ actor, query: { kind, period: named, group_by: by } }, reply) => {
      const now = environment.now()
      const team = await teamOf(db.read, actor.teamId)
      const wanted = { kind, team, by, now, period: await readPeriod(db.read, team, named, now) }
      const lines = await exportSpend({ db, cursors }, actor, wanted)
      return reply
        .header('content-type', 'text/csv; charset=utf-8; header=present')
        .header('content-disposition', `attachment; filename="${nameExport(wanted)}"`)
        .send(Readable.from(lines))
    },
  })
}
