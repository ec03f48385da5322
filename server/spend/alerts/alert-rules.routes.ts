import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { alertScopes, type ThresholdRule } from '../../kernel/alert-rules.ts'
import { AmountText, requireAmount } from '../../kernel/amounts.ts'
import { formatMicros } from '../../kernel/money.ts'
import { listOf } from '../../kernel/pages.ts'
import type { Db } from '../../store/open.ts'
import { teamOf } from '../../teams/teams.ts'
import { listAlertRules, setAlertRules, type AlertRule } from './change-alert-rules.ts'

/** A part of whatever the limit is, or an amount. More than all of a limit is reached by what is booked although it was not admitted. */
const Percent = z.strictObject({ kind: z.literal('percent'), percent: z.number().int().min(1).max(1_000) })
const ThresholdBody = z.discriminatedUnion('kind', [Percent, z.strictObject({ kind: z.literal('amount'), amount: AmountText })])
const RulesBody = z.strictObject({ thresholds: z.array(ThresholdBody).max(20) })
const ThresholdShape = z.union([Percent, z.object({ kind: z.literal('amount'), amount: z.string() })])
const RuleShape = z.object({
  /** Each person's spending, or that of all together. */
  scope: z.enum(alertScopes),
  /** Whether these are the usual ones, since nobody set others. */
  is_default: z.boolean(),
  thresholds: z.array(ThresholdShape),
})

/** Which thresholds of spending a team wants told. */
export const alertRuleRoutes: FastifyPluginAsyncZod<{ db: Db }> = async (app, { db }) => {
  app.get('/alert_rules', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'listAlertRules', summary: 'List which thresholds of spending are told', response: { 200: listOf(RuleShape) } },
    handler: async ({ actor }) => ({ items: listAlertRules(await teamOf(db.read, actor.teamId)).map(toShape), next_cursor: null }),
  })
  for (const [scope, name, whose] of [
    ['user', 'User', 'each person’s spending'],
    ['team_total', 'TeamTotal', 'the whole team’s spending'],
  ] as const) {
    app.put(`/alert_rules/${scope}`, {
      config: { permission: 'limits:write' },
      schema: {
        operationId: `set${name}AlertRules`,
        summary: `Set which thresholds of ${whose} are told`,
        body: RulesBody,
        response: { 200: RuleShape },
      },
      handler: async ({ actor, body }) => toShape(await setAlertRules(db, actor, scope, body.thresholds.map(toRule))),
    })
    app.delete(`/alert_rules/${scope}`, {
      config: { permission: 'limits:write' },
      schema: {
        operationId: `unset${name}AlertRules`,
        summary: `Have the usual thresholds of ${whose} told: 50, 80 and 100 percent`,
        response: { 204: z.void() },
      },
      handler: async ({ actor }, reply) => {
        await setAlertRules(db, actor, scope, undefined)
        return reply.code(204).send()
      },
    })
  }
}

/** Refuses: amount-invalid. */
const toRule = (body: z.infer<typeof ThresholdBody>, place: number): ThresholdRule =>
  body.kind === 'percent' ? { percent: body.percent } : { amount: formatMicros(requireAmount(body.amount, `/thresholds/${place}/amount`)) }

const toShape = ({ scope, isUsual, thresholds }: AlertRule): z.infer<typeof RuleShape> => ({
  scope,
  is_default: isUsual,
  thresholds: thresholds.map((rule) => ('percent' in rule ? { kind: 'percent', percent: rule.percent } : { kind: 'amount', amount: rule.amount })),
})
