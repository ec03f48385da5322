import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { intervals, type PeriodSettings } from '../kernel/period-settings.ts'
import { entityTagOf, preconditionsOf } from '../kernel/preconditions.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Db, Reader } from '../store/open.ts'
import { teamOf, type Team } from '../teams/teams.ts'
import { changePeriods, supposePeriods } from './change-periods.ts'
import { nothingSupposed } from './hypothesis.ts'
import { DryRun, Impact } from './impact-shape.ts'
import { currentPeriod, followingPeriods, periodsBefore, type TeamPeriod } from './list-periods.ts'
import { makePreview } from './preview-limits.ts'

const timezone = z.string().min(1).max(100)
const AnchorDay = z.number().int().min(1)
/** On which day periods begin: of the month, where one that is shorter takes its last day; of the week, 1 being Monday. */
const PeriodBody = z.discriminatedUnion('interval', [
  z.strictObject({ interval: z.literal('month'), anchor_day: AnchorDay.max(31).default(1), timezone }),
  z.strictObject({ interval: z.literal('week'), anchor_day: AnchorDay.max(7).default(1), timezone }),
  z.strictObject({ interval: z.literal('day'), anchor_day: AnchorDay.max(31).default(1), timezone }),
])
const Settings = z.object({ interval: z.enum(intervals), anchor_day: z.number(), timezone: z.string() })
const TeamPeriodShape = z.object({
  start: z.string(),
  end: z.string(),
  state: z.enum(['past', 'current', 'upcoming']),
  /** Whether it is shorter or longer than its settings alone would have it, since they changed. */
  is_transitional: z.boolean(),
  ...Settings.shape,
})
const PeriodSettingsShape = z.object({
  ...Settings.shape,
  /** From when on these hold; null where they always have. */
  effective_from: z.string().nullable(),
  /** The settings of the period that runs. */
  current: Settings,
  /** The period that runs, and those that come. */
  periods: z.array(TeamPeriodShape),
})

/** What other settings would do: they move no limit, and show which periods would come. */
const PeriodImpact = Impact.extend({ billing_period_settings: PeriodSettingsShape })

type Options = { db: Db; environment: Environment; cursors: Cursors }

/** When a team's periods begin and end. */
export const periodRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  const preview = makePreview({ db, environment, cursors })
  app.get('/billing_periods', {
    config: { permission: 'spend:read' },
    schema: {
      operationId: 'listBillingPeriods',
      summary: 'List the team’s billing periods',
      querystring: PageQuery,
      response: { 200: listOf(TeamPeriodShape) },
    },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const team = await teamOf(db.read, actor.teamId)
      const list = [actor.teamId, 'billing_periods']
      const before = cursors.open(list, cursor) as Timestamp | undefined // sealed below
      const now = environment.now()
      const from = before === undefined ? (await followingPeriods(db.read, team, now, shownAhead)).toReversed() : []
      const rows = [
        ...from,
        ...(await periodsBefore(db.read, team, before ?? (await currentPeriod(db.read, team, now)).period.end, limit + 1)),
      ].slice(0, limit + 1)
      return toPage(
        rows,
        limit,
        (period) => toShape(period, now),
        ({ period }) => cursors.seal(list, period.start),
      )
    },
  })
  app.get('/billing_period_settings', {
    config: { permission: 'spend:read' },
    schema: { operationId: 'getBillingPeriodSettings', summary: 'Read when billing periods begin', response: { 200: PeriodSettingsShape } },
    handler: async ({ actor }, reply) => {
      const team = await teamOf(db.read, actor.teamId)
      reply.header('etag', settingsEtag(team))
      return toSettingsShape(db.read, team, environment.now())
    },
  })
  app.put('/billing_period_settings', {
    config: { permission: 'limits:write' },
    schema: {
      operationId: 'changeBillingPeriods',
      summary: 'Set when billing periods begin',
      querystring: DryRun,
      body: PeriodBody,
      response: { 200: z.union([PeriodSettingsShape, PeriodImpact]) },
    },
    handler: async ({ actor, body, headers, query }, reply) => {
      const wanted = { interval: body.interval, anchorDay: body.anchor_day, timeZone: body.timezone }
      const seen = { preconditions: preconditionsOf(headers), etagOf: settingsEtag }
      if (query.dry_run === 'true') {
        const supposed = await toSettingsShape(db.read, await supposePeriods(db.read, actor, wanted, seen), actor.at)
        return { ...(await preview(actor, nothingSupposed, query)), billing_period_settings: supposed }
      }
      const team = await changePeriods(db, actor, wanted, seen)
      reply.header('etag', settingsEtag(team))
      return toSettingsShape(db.read, team, actor.at)
    },
  })
}

/** How many periods to come are shown: one that is transitional, and one of the new settings. */
const shownAhead = 2

const settingsEtag = ({ periodSettings }: Team): string => entityTagOf(periodSettings)

const toSettings = ({ interval, anchorDay, timeZone }: PeriodSettings): z.infer<typeof Settings> => ({
  interval,
  anchor_day: anchorDay,
  timezone: timeZone,
})

function toShape({ period: { start, end }, settings, isTransitional }: TeamPeriod, now: Timestamp): z.infer<typeof TeamPeriodShape> {
  const state = end <= now ? 'past' : start > now ? 'upcoming' : 'current'
  return { start, end, state, is_transitional: isTransitional, ...toSettings(settings) }
}

async function toSettingsShape(db: Reader, team: Team, now: Timestamp): Promise<z.infer<typeof PeriodSettingsShape>> {
  const current = await currentPeriod(db, team, now)
  const last = team.periodSettings.at(-1) ?? current.settings // a history has the first settings at least
  const periods = [current, ...(await followingPeriods(db, team, now, shownAhead))].map((period) => toShape(period, now))
  return { ...toSettings(last), effective_from: last.since, current: toSettings(current.settings), periods }
}
