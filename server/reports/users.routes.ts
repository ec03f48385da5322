import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { findDirectoryIdFor } from '../directory/directories.ts'
import { requireTeamGroup } from '../directory/groups.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { NamedPageQuery, pageUsers, SearchText, toUserFilter } from './page-users.ts'
import { toUserRow, UserRow } from './user-row.ts'

const Filters = NamedPageQuery.extend({
  directory: z.string().max(100).optional(),
  /** The beginning of a userName, a name, an e-mail address, in any letter case, or of an externalId as it is written. */
  q: SearchText.optional(),
  active: z.enum(['true', 'false']).optional(),
  /** Held by this group directly. */
  group: z.string().max(100).optional(),
  /** Held directly by two groups of its directory or more. */
  in_several_groups: z.literal('true').optional(),
  /** By userName within each directory, instead of by the moment of their making. A search has an order of its own. */
  sort: z.literal('user_name').optional(),
})

/** The users that the identity providers brought, to be seen and not edited. */
export const userListRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/users', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listUsers',
      summary: 'List directory users, each with its member',
      querystring: Filters,
      response: { 200: listOf(UserRow) },
    },
    handler: async ({ actor: { teamId }, query: { limit, cursor, directory, group, ...asked } }) => {
      const directoryId = await findDirectoryIdFor(db.read, teamId, directory)
      const groupId = group === undefined ? undefined : (await requireTeamGroup(db.read, teamId, group)).groupId
      const filter = toUserFilter({ ...asked, directoryId, groupId })
      const page = await pageUsers(db.read, cursors, { teamId, name: 'users', filter }, { limit, cursor })
      return { ...page, items: page.items.map(toUserRow) }
    },
  })
}
