import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { LimitId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { preconditionsOf } from '../kernel/preconditions.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { nothingSupposed } from './hypothesis.ts'
import { DryRun, Impact } from './impact-shape.ts'
import { OfLimit, StoredLimit, toStored } from './limit-shape.ts'
import { pageOrphans, reattachLimit, releaseLimit, supposeReattached, supposeReleased, withCandidates, type Orphan } from './orphaned-limits.ts'
import { makePreview } from './preview-limits.ts'
import { limitEtag } from './set-limit.ts'

const OrphanedLimit = StoredLimit.extend({
  /** The group that it was of, as it was last. */
  deleted_group: z.object({ id: z.string(), name: z.string(), external_id: z.string().nullable(), deleted_at: z.string().nullable() }),
  /** Living groups of the same externalId, or else of the same name. Only one that has no limit can take it over. */
  candidates: z.array(
    z.object({
      group: z.string(),
      name: z.string(),
      directory: z.string(),
      matched_by: z.enum(['external_id', 'name']),
      has_limit: z.boolean(),
    }),
  ),
  etag: z.string(),
})

type Options = { db: Db; environment: Environment; cursors: Cursors }

/** What becomes of the limits of groups that were deleted. */
export const orphanedLimitRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  const preview = makePreview({ db, environment, cursors })
  app.get('/spend_limits/orphaned', {
    config: { permission: 'limits:read' },
    schema: {
      operationId: 'listOrphanedLimits',
      summary: 'List the spend limits of deleted groups, and which groups may take them over',
      querystring: PageQuery,
      response: { 200: listOf(OrphanedLimit) },
    },
    handler: async ({ actor, query: { limit, cursor } }) => {
      const list = [actor.teamId, 'spend_limits', 'orphaned']
      const after = cursors.open(list, cursor) as LimitId | undefined // sealed below
      const rows = await pageOrphans(db.read, actor.teamId, { after, limit: limit + 1 })
      const orphans = await withCandidates(db.read, actor.teamId, rows)
      const { currency } = await teamOf(db.read, actor.teamId)
      return toPage(
        orphans,
        limit,
        (orphan) => toOrphaned(orphan, currency),
        ({ row }) => cursors.seal(list, row.limitId),
      )
    },
  })
  app.post('/spend_limits/:limit_id/reattach', {
    config: { permission: 'limits:write' },
    schema: {
      operationId: 'reattachLimit',
      summary: 'Give the spend limit of a deleted group to a living one',
      params: OfLimit,
      querystring: DryRun,
      body: z.strictObject({ group: z.string().max(100) }),
      response: { 200: z.union([StoredLimit, Impact]) },
    },
    handler: async ({ actor, params, query, body, headers }, reply) => {
      const preconditions = preconditionsOf(headers)
      if (query.dry_run === 'true') {
        const limits = await supposeReattached(db.read, actor, params.limit_id, body.group, preconditions)
        return preview(actor, { ...nothingSupposed, limits }, query)
      }
      const row = await reattachLimit(db, environment, actor, params.limit_id, body.group, preconditions)
      reply.header('etag', limitEtag(row))
      return toStored(row, (await teamOf(db.read, actor.teamId)).currency)
    },
  })
  app.post('/spend_limits/:limit_id/release', {
    config: { permission: 'limits:write' },
    schema: {
      operationId: 'releaseLimit',
      summary: 'Let go of whom the frozen spend limit of a deleted group holds',
      params: OfLimit,
      querystring: DryRun,
      response: { 200: Impact, 204: z.void() },
    },
    handler: async ({ actor, params, query, headers }, reply) => {
      const preconditions = preconditionsOf(headers)
      if (query.dry_run === 'true') {
        const limits = [await supposeReleased(db.read, actor, params.limit_id, preconditions)]
        return preview(actor, { ...nothingSupposed, limits }, query)
      }
      await releaseLimit(db, actor, params.limit_id, preconditions)
      return reply.code(204).send()
    },
  })
}

function toOrphaned({ row, candidates }: Orphan, currency: string): z.infer<typeof OrphanedLimit> {
  return {
    ...toStored(row, currency),
    deleted_group: { id: row.groupId, name: row.displayName, external_id: row.externalId, deleted_at: row.deletedAt },
    candidates: candidates.map(({ group, matchedBy, hasLimit }) => ({
      group: group.groupId,
      name: group.displayName,
      directory: group.directoryId,
      matched_by: matchedBy,
      has_limit: hasLimit,
    })),
    etag: limitEtag(row),
  }
}
