import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { UserId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { findDirectoryIdFor } from './directories.ts'
import { UserShape, toUserShape } from './user-shape.ts'
import { pageTeamUsers } from './users.ts'

/** The users that the identity providers brought, to be seen and not edited. */
export const directoryUserRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/users', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listUsers',
      querystring: PageQuery.extend({ directory: z.string().max(100).optional() }),
      response: { 200: listOf(UserShape) },
    },
    handler: async ({ actor, query: { limit, cursor, directory } }) => {
      const directoryId = await findDirectoryIdFor(db.read, actor.teamId, directory)
      const list = [actor.teamId, 'users', directoryId]
      const after = cursors.open(list, cursor) as UserId | undefined // sealed below
      const rows = await pageTeamUsers(db.read, actor.teamId, { directoryId, after, limit: limit + 1 })
      return toPage(rows, limit, toUserShape, ({ userId }) => cursors.seal(list, userId))
    },
  })
}
