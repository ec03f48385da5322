import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { may } from '../access/permissions.ts'
import { insufficientScope } from '../access/refusals.ts'
import { findDirectoryIdFor } from '../directory/directories.ts'
import { nameKey } from '../directory/stored-columns.ts'
import { requireTeamGroup } from '../directory/groups.ts'
import { groupNotFound } from '../directory/refusals.ts'
import type { Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import { AtQuery, readMoment } from '../kernel/past-moment.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { searchIsOfNow } from './refusals.ts'
import { MemberRow, pageGroupMembers } from './group-members.ts'
import { pageGroupMembersThen } from './group-members-then.ts'
import { GroupRow, mostCounted, toGroupLimit, toGroupRow } from './group-row.ts'
import { listLimitsOfGroups, listGroupFacts, type GroupFacts } from './groups.sql.ts'
import { pageGroups } from './page-groups.ts'
import { NamedPageQuery, SearchText } from './page-users.ts'

/** Of a single group all members are counted. */
const everyMember = 100_000_000

const limitsUnseen = 'The filter has_limit tells of spend limits, and needs limits:read. Leave it out, or use a key with that scope.'

const OfGroup = z.object({ group: z.string().max(100) })

const Filters = NamedPageQuery.extend({
  directory: z.string().max(100).optional(),
  /** The beginning of a displayName, in any letter case. */
  q: SearchText.optional(),
  has_limit: z.enum(['true', 'false']).optional(),
  /** Whether it holds nobody, and no group. */
  is_empty: z.enum(['true', 'false']).optional(),
  /** By displayName within each directory, as a search is, instead of by the moment of their making. */
  sort: z.literal('display_name').optional(),
})

/** The groups that the identity providers brought, to be seen and not edited. */
export const groupListRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  /** With its limits, for whoever may see them. */
  const toRows = async (by: Caller, groups: readonly GroupFacts[], most = mostCounted): Promise<z.infer<typeof GroupRow>[]> => {
    if (!may(by, 'limits:read')) return groups.map((group) => toGroupRow(group, undefined, most))
    const ids = groups.map(({ groupId }) => groupId)
    const [{ currency }, limits] = await Promise.all([teamOf(db.read, by.teamId), listLimitsOfGroups(db.read, by.teamId, ids)])
    return groups.map((group) => {
      const limit = limits.get(group.groupId)
      return toGroupRow(group, limit ? toGroupLimit(limit, currency) : null, most)
    })
  }

  app.get('/groups', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listGroups',
      summary: 'List directory groups, each with its limit',
      querystring: Filters,
      response: { 200: listOf(GroupRow) },
    },
    handler: async ({ actor, query: { limit, cursor, directory, q, has_limit, is_empty, sort } }) => {
      const { teamId } = actor
      if (has_limit !== undefined && !may(actor, 'limits:read')) throw insufficientScope(limitsUnseen)
      const directoryId = await findDirectoryIdFor(db.read, teamId, directory)
      const filter = {
        ...(directoryId !== undefined && { directoryId }),
        ...(q !== undefined && { prefix: nameKey(q) }),
        ...(has_limit !== undefined && { hasLimit: has_limit === 'true' }),
        ...(is_empty !== undefined && { isEmpty: is_empty === 'true' }),
      }
      const page = await pageGroups(db.read, cursors, { teamId, filter, isByName: q !== undefined || sort !== undefined }, { limit, cursor })
      return { ...page, items: await toRows(actor, page.items) }
    },
  })
  app.get('/groups/:group', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getGroup', summary: 'Read a directory group', params: OfGroup, response: { 200: GroupRow } },
    handler: async ({ actor, params }) => {
      const { groupId } = await requireTeamGroup(db.read, actor.teamId, params.group)
      const facts = await listGroupFacts(db.read, actor.teamId, [groupId], everyMember)
      const [row] = await toRows(actor, [...facts.values()], everyMember)
      if (!row) throw groupNotFound(`The directory group ${groupId} was deleted just now.`)
      return row
    },
  })
  app.get('/groups/:group/members', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listGroupMembers',
      summary: 'List who is in a directory group',
      params: OfGroup,
      // As they were at a past moment, also of a group that was deleted since; a search is of those who are in it now.
      querystring: NamedPageQuery.extend({ q: SearchText.optional(), ...AtQuery.shape }),
      response: { 200: listOf(MemberRow) },
    },
    handler: async ({ actor: { teamId }, params, query: { q, at: sent, ...page } }) => {
      if (sent !== undefined) {
        if (q !== undefined) throw searchIsOfNow('Who was in a group at a past moment is not searched. Leave q or at out.')
        const { at } = readMoment(sent, environment.now())
        const { groupId } = await requireTeamGroup(db.read, teamId, params.group, at)
        return pageGroupMembersThen(db.read, cursors, { teamId, groupId, at }, page)
      }
      const { groupId } = await requireTeamGroup(db.read, teamId, params.group)
      return pageGroupMembers(db.read, cursors, { teamId, groupId, q }, { limit: page.limit, cursor: page.cursor })
    },
  })
}
