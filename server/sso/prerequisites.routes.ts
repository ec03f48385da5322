import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Db } from '../store/open.ts'
import { listPrerequisites, toPrerequisiteShape } from './prerequisites.ts'

const PrerequisiteShape = z.object({
  id: z.enum(['plan', 'sso', 'domain']),
  met: z.boolean(),
  /** Since when it is met; where it is not, since when it is lost, or null where it never was. */
  since: z.string().nullable(),
  detail: z.string(),
  /** The page where an admin mends it. */
  fix_url: z.string(),
})

/** What a team needs before it may have directories. A bare array: there are three, always. */
export const prerequisiteRoutes: FastifyPluginAsyncZod<{ db: Db; publicUrl: () => string }> = async (app, { db, publicUrl }) => {
  app.get('/prerequisites', {
    config: { permission: 'prerequisites:read' },
    schema: {
      operationId: 'listPrerequisites',
      summary: 'Tell what the team has of what directories need',
      response: { 200: z.array(PrerequisiteShape) },
    },
    handler: async ({ actor }) => (await listPrerequisites(db.read, actor.teamId)).map(toPrerequisiteShape(publicUrl())),
  })
}
