import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { may } from '../access/permissions.ts'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { FindingShape, toFindingShape } from './finding-shape.ts'
import { listFindings } from './list-findings.ts'
import { searchSubject } from './search-subject.ts'
import { isSeenBy } from './who-sees.ts'

type Options = { db: Db; environment: Environment }

/** What needs an admin's eye, and why somebody or something is not here. Both are few, so a list is one page. */
export const findingRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment }) => {
  app.get('/findings', {
    config: { permission: 'directory_setup:read' },
    schema: { operationId: 'listFindings', summary: 'List what needs an admin’s eye', response: { 200: listOf(FindingShape) } },
    handler: async ({ actor }) => {
      const isSeen = isSeenBy(actor)
      const findings = await listFindings(db.read, actor.teamId, environment.now())
      return { items: findings.filter(({ code }) => isSeen(code)).map(toFindingShape), next_cursor: null }
    },
  })
  app.get('/findings/search', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'searchFindings',
      summary: 'Ask why a person or a group is not here',
      // A userName, an e-mail address, an externalId or a name; of a group its name; or an id of ours.
      querystring: z.object({ q: z.string().trim().min(1).max(320) }),
      response: { 200: listOf(FindingShape) },
    },
    handler: async ({ actor, query: { q } }) => ({
      items: (await searchSubject(db.read, actor.teamId, q, { now: environment.now(), mayReadLimits: may(actor, 'limits:read') })).map(
        toFindingShape,
      ),
      next_cursor: null,
    }),
  })
}
