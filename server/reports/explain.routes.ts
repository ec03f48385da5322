import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { requireMember } from '../members/find-member.ts'
import { explainLimit } from '../spend/explain-limit.ts'
import { toExplanation } from '../spend/explanation.ts'
import { LimitReads } from '../spend/product-use.ts'
import type { Db } from '../store/open.ts'
import { explainThen, ExplanationThen } from './explain-then.ts'
import { AtQuery, readMoment } from '../kernel/past-moment.ts'

/** Why somebody may spend what they may, now or at a past moment. */
export const explainRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment }> = async (app, { db, environment }) => {
  const reads = new LimitReads(db, (error) => app.log.error({ err: error }, 'the last read of a limit could not be written'))
  app.addHook('onClose', () => reads.flush())
  app.get('/users/:user/effective_limit', {
    config: { permission: 'limits:read', isLedger: true },
    schema: {
      operationId: 'explainLimit',
      summary: 'Tell what a person may spend, or might at a past moment, and why',
      params: z.object({ user: z.string().max(600) }),
      querystring: AtQuery,
      response: { 200: ExplanationThen },
    },
    handler: async ({ actor, params, query }) => {
      const asOf = readMoment(query.at, environment.now())
      const member = await requireMember(db.read, actor.teamId, params.user)
      reads.note(actor)
      return asOf.isPast ? explainThen(db, member, asOf) : toExplanation(await explainLimit(db.read, member, asOf.at))
    },
  })
}
