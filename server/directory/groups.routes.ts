import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { GroupId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { findDirectoryIdFor } from './directories.ts'
import { pageTeamGroups, requireTeamGroup, type DirectoryGroup } from './groups.ts'
import { pageMembers } from './memberships.ts'

const GroupShape = z.object({
  id: z.string(),
  directory_id: z.string(),
  display_name: z.string(),
  external_id: z.string().nullable(),
  created_at: z.string(),
  last_modified: z.string(),
})
const toGroupShape = (group: DirectoryGroup): z.infer<typeof GroupShape> => ({
  id: group.groupId,
  directory_id: group.directoryId,
  display_name: group.displayName,
  external_id: group.externalId,
  created_at: group.createdAt,
  last_modified: group.lastModified,
})

/** A member of a group: a user, or a group within it. */
const MemberShape = z.object({
  id: z.string(),
  type: z.enum(['User', 'Group']),
  display: z.string(),
  /** Since when, and by which request of the identity provider. */
  since: z.string(),
  since_request: z.string(),
})

const OfGroup = z.object({ group: z.string().max(100) })

/** The groups that the identity providers brought, to be seen and not edited. */
export const directoryGroupRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/groups', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listGroups',
      querystring: PageQuery.extend({ directory: z.string().max(100).optional() }),
      response: { 200: listOf(GroupShape) },
    },
    handler: async ({ actor, query: { limit, cursor, directory } }) => {
      const directoryId = await findDirectoryIdFor(db.read, actor.teamId, directory)
      const list = [actor.teamId, 'groups', directoryId]
      const after = cursors.open(list, cursor) as GroupId | undefined // sealed below
      const rows = await pageTeamGroups(db.read, actor.teamId, { directoryId, after, limit: limit + 1 })
      return toPage(rows, limit, toGroupShape, ({ groupId }) => cursors.seal(list, groupId))
    },
  })
  app.get('/groups/:group', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getGroup', params: OfGroup, response: { 200: GroupShape } },
    handler: async ({ actor, params }) => toGroupShape(await requireTeamGroup(db.read, actor.teamId, params.group)),
  })
  app.get('/groups/:group/members', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listGroupMembers', params: OfGroup, querystring: PageQuery, response: { 200: listOf(MemberShape) } },
    handler: async ({ actor, params, query: { limit, cursor } }) => {
      const { groupId } = await requireTeamGroup(db.read, actor.teamId, params.group)
      const list = [actor.teamId, 'members of a group', groupId]
      const rows = await pageMembers(db.read, actor.teamId, groupId, cursors.open(list, cursor) ?? '', limit + 1)
      return toPage(
        rows,
        limit,
        ({ id, kind, display, sinceAt, sinceRequest }) => ({ id, type: kind, display, since: sinceAt, since_request: sinceRequest }),
        ({ id }) => cursors.seal(list, id),
      )
    },
  })
}
