import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../../store/open.ts'
import { listReconciliations, reconcile } from './reconcile.ts'
import { ReconciliationShape, toReconciliationShape } from './reconciliation-shape.ts'

const newest = 100

/** Checking the ledger against what follows from it. */
export const reconciliationRoutes: FastifyPluginAsyncZod<{ db: Db }> = async (app, { db }) => {
  app.post('/reconciliations', {
    config: { permission: 'usage:adjust' },
    schema: { operationId: 'reconcileLedger', summary: 'Recompute the sums from the entries of the ledger', response: { 201: ReconciliationShape } },
    handler: async ({ actor }, reply) => reply.code(201).send(toReconciliationShape(await reconcile(db, actor, 'beside requests'))),
  })
  app.get('/reconciliations', {
    config: { permission: 'spend:read' },
    schema: {
      operationId: 'listReconciliations',
      summary: 'List the last reconciliations',
      response: { 200: z.object({ items: z.array(ReconciliationShape), next_cursor: z.null() }) },
    },
    handler: async ({ actor }) => ({
      items: (await listReconciliations(db.read, actor.teamId, newest)).map(toReconciliationShape),
      next_cursor: null,
    }),
  })
}
