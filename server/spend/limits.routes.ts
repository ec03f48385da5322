import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { parseMicros } from '../kernel/money.ts'
import { requireMember } from '../members/find-member.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { effectiveLimitOf, toLimit } from './effective-limit.ts'
import { explain, Explanation, LimitShape, toLimitShape } from './explanation.ts'
import { listLimits, type LimitRow } from './limits.sql.ts'
import { amountInvalid } from './refusals.ts'
import type { Limit } from './resolve-limit.ts'
import { setGroupLimit, setTeamDefault, unsetGroupLimit, unsetTeamDefault } from './set-limit.ts'

const reason = z.string().max(500).optional()
/** A limit as it is set. Numbers are refused: money is a decimal string. */
const LimitBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('amount'), amount: z.string(), reason }),
  z.strictObject({ kind: z.literal('unlimited'), reason }),
])
const StoredLimit = z.object({
  id: z.string(),
  scope: z.enum(['team_default', 'group']),
  group: z.string().optional(),
  limit: LimitShape,
  reason: z.string().nullable(),
  since: z.string(),
})
const OfGroup = z.object({ group_id: z.string().max(100) })
const OfUser = z.object({ user: z.string().max(600) })

/** Setting limits, and asking what they come to for a person. */
export const limitRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment }> = async (app, { db, environment }) => {
  app.get('/spend_limits', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'listLimits', response: { 200: z.object({ items: z.array(StoredLimit), next_cursor: z.null() }) } },
    handler: async ({ actor }) => ({ items: (await listLimits(db.read, actor.teamId)).map(toStored), next_cursor: null }),
  })
  app.put('/spend_limits/team_default', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'setTeamDefault', body: LimitBody, response: { 200: StoredLimit } },
    handler: async ({ actor, body }) => toStored(await setTeamDefault(db, environment, actor, toWanted(body))),
  })
  app.delete('/spend_limits/team_default', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'unsetTeamDefault', response: { 204: z.void() } },
    handler: async ({ actor }, reply) => {
      await unsetTeamDefault(db, actor)
      return reply.code(204).send()
    },
  })
  app.put('/spend_limits/groups/:group_id', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'setGroupLimit', params: OfGroup, body: LimitBody, response: { 200: StoredLimit } },
    handler: async ({ actor, params, body }) => toStored(await setGroupLimit(db, environment, actor, params.group_id, toWanted(body))),
  })
  app.delete('/spend_limits/groups/:group_id', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'unsetGroupLimit', params: OfGroup, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await unsetGroupLimit(db, actor, params.group_id)
      return reply.code(204).send()
    },
  })
  app.get('/users/:user/effective_limit', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'explainLimit', params: OfUser, response: { 200: Explanation } },
    handler: async ({ actor, params }) => {
      const member = await requireMember(db.read, actor.teamId, params.user)
      const team = await teamOf(db.read, actor.teamId)
      const now = environment.now()
      return explain(team, member, await effectiveLimitOf(db.read, team, member, now), now)
    },
  })
}

function toWanted(body: z.infer<typeof LimitBody>): { limit: Limit; reason: string | undefined } {
  if (body.kind === 'unlimited') return { limit: { kind: 'unlimited' }, reason: body.reason }
  const micros = parseMicros(body.amount)
  if (micros === undefined) {
    throw amountInvalid(
      `${JSON.stringify(body.amount.slice(0, 40))} is not an amount. Send a decimal string in major units with at most six digits after the point, from "0" to "1000000000".`,
    )
  }
  return { limit: { kind: 'amount', micros }, reason: body.reason }
}

function toStored(row: LimitRow): z.infer<typeof StoredLimit> {
  const { limitId: id, scope, subjectId, reason: why, sinceAt: since } = row
  return { id, scope, ...(scope === 'group' && { group: subjectId }), limit: toLimitShape(toLimit(row)), reason: why, since }
}
