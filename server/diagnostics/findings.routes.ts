import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { listFindings } from './list-findings.ts'

const FindingShape = z.object({
  code: z.string(),
  since: z.string(),
  detail: z.string(),
  evidence: z.array(z.object({ request: z.string(), at: z.string(), note: z.looseObject({}).optional() })),
})

/** What needs an admin's eye. They are few, so a list is one page. */
export const findingRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment }> = async (app, { db, environment }) => {
  app.get('/findings', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listFindings', response: { 200: listOf(FindingShape) } },
    handler: async ({ actor }) => ({ items: await listFindings(db.read, actor.teamId, environment.now()), next_cursor: null }),
  })
}
