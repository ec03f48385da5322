import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { noMember } from '../access/refusals.ts'
import type { ActingMember, Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { preconditionsOf } from '../kernel/preconditions.ts'
import { requireMember } from '../members/find-member.ts'
import { namesOfMembers } from '../members/names-of-members.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { explainLimit } from './explain-limit.ts'
import { Explanation, toExplanation } from './explanation.ts'
import { nothingSupposed, type SupposedLimit } from './hypothesis.ts'
import { DryRun, Impact } from './impact-shape.ts'
import { LimitBody, OfLimit, Scope, StoredLimit, toStored, toWanted, UserLimitBody } from './limit-shape.ts'
import { makePreview } from './preview-limits.ts'
import {
  limitEtag,
  pageLimits,
  requireLimit,
  requireLimitOf,
  setLimit,
  supposeSet,
  supposeUnset,
  unsetLimit,
  type Named,
  type Subject,
} from './set-limit.ts'

const OfGroup = z.object({ group_id: z.string().max(100) })
const OfUser = z.object({ user: z.string().max(600) })

/** With what a table of limits shows, and the tag that goes into If-Match. */
const ListedLimit = StoredLimit.extend({
  /** What the member is called whose limit it is. */
  name: z.string().nullable().optional(),
  etag: z.string(),
})

type Options = { db: Db; environment: Environment; cursors: Cursors }

/** Setting limits, and asking what they come to for a person. */
export const limitRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  const preview = makePreview({ db, environment, cursors })
  const currencyOf = async ({ teamId }: Caller) => (await teamOf(db.read, teamId)).currency
  app.get('/spend_limits', {
    config: { permission: 'limits:read' },
    schema: {
      operationId: 'listLimits',
      summary: 'List the spend limits that are set',
      querystring: PageQuery.extend({ scope: Scope.optional(), state: z.enum(['active', 'frozen']).optional() }),
      response: { 200: listOf(ListedLimit) },
    },
    handler: async ({ actor, query: { scope, state, limit, cursor } }) => {
      const list = [actor.teamId, 'spend_limits', scope ?? '', state ?? '']
      const after = toPlace(cursors.open(list, cursor))
      const rows = await pageLimits(db.read, actor.teamId, { scope, state, after, limit: limit + 1 })
      const currency = await currencyOf(actor)
      const people = rows.flatMap(({ scope: each, subjectId }) => (each === 'user' ? [subjectId as MemberId] : [])) // such a limit is a member's
      const nameOf = await namesOfMembers(db.read, actor.teamId, people)
      return toPage(
        rows,
        limit,
        (row) => ({
          ...toStored(row, currency),
          ...(row.scope === 'user' && { name: nameOf(row.subjectId as MemberId) }), // as above
          etag: limitEtag(row),
        }),
        (row) => cursors.seal(list, `${row.scope} ${row.subjectId}`),
      )
    },
  })
  app.get('/spend_limits/:limit_id', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'getLimit', summary: 'Read a spend limit', params: OfLimit, response: { 200: StoredLimit } },
    handler: async ({ actor, params }, reply) => {
      const row = await requireLimit(db.read, actor.teamId, params.limit_id)
      reply.header('etag', limitEtag(row))
      return toStored(row, await currencyOf(actor))
    },
  })

  const answerRead = async (named: Named, { actor }: { actor: Caller }, reply: FastifyReply) => {
    const row = await requireLimitOf(db.read, actor, named)
    reply.header('etag', limitEtag(row))
    return toStored(row, await currencyOf(actor))
  }
  const answerSet = async (named: Named, { actor, body, headers, query }: SetRequest, reply: FastifyReply) => {
    const [wanted, preconditions] = [toWanted(body), preconditionsOf(headers)]
    if (query.dry_run === 'true') return preview(actor, toHypothesis(await supposeSet(db.read, actor, named, wanted, preconditions)), query)
    const row = await setLimit(db, environment, actor, named, wanted, preconditions)
    reply.header('etag', limitEtag(row))
    return toStored(row, await currencyOf(actor))
  }
  const answerUnset = async (named: Named, { actor, headers, query }: UnsetRequest, reply: FastifyReply) => {
    const preconditions = preconditionsOf(headers)
    if (query.dry_run === 'true') return preview(actor, toHypothesis(await supposeUnset(db.read, actor, named, preconditions)), query)
    await unsetLimit(db, actor, named, preconditions)
    return reply.code(204).send()
  }
  const reading = { response: { 200: StoredLimit } }
  const setting = { querystring: DryRun, response: { 200: z.union([StoredLimit, Impact]) } }
  const unsetting = { querystring: DryRun, response: { 200: Impact, 204: z.void() } }

  for (const [scope, name, meaning] of [
    ['team_default', 'TeamDefault', 'the spend limit of everybody whom no group gives one'],
    ['team_total', 'TeamTotal', 'the spend limit of the whole team together'],
  ] as const) {
    app.get(`/spend_limits/${scope}`, {
      config: { permission: 'limits:read' },
      schema: { operationId: `get${name}`, summary: `Read ${meaning}`, ...reading },
      handler: (request, reply) => answerRead({ scope }, request, reply),
    })
    app.put(`/spend_limits/${scope}`, {
      config: { permission: 'limits:write' },
      schema: { operationId: `set${name}`, summary: `Set ${meaning}`, body: LimitBody, ...setting },
      handler: (request, reply) => answerSet({ scope }, request, reply),
    })
    app.delete(`/spend_limits/${scope}`, {
      config: { permission: 'limits:write' },
      schema: { operationId: `unset${name}`, summary: `Take away ${meaning}`, ...unsetting },
      handler: (request, reply) => answerUnset({ scope }, request, reply),
    })
  }

  const ofGroup = (params: z.infer<typeof OfGroup>): Named => ({ scope: 'group', group: params.group_id })
  app.get('/spend_limits/groups/:group_id', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'getGroupLimit', summary: 'Read the spend limit of each member of a group', params: OfGroup, ...reading },
    handler: (request, reply) => answerRead(ofGroup(request.params), request, reply),
  })
  app.put('/spend_limits/groups/:group_id', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'setGroupLimit', summary: 'Set the spend limit of each member of a group', params: OfGroup, body: LimitBody, ...setting },
    handler: (request, reply) => answerSet(ofGroup(request.params), request, reply),
  })
  app.delete('/spend_limits/groups/:group_id', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'unsetGroupLimit', summary: 'Take the spend limit of a group away', params: OfGroup, ...unsetting },
    handler: (request, reply) => answerUnset(ofGroup(request.params), request, reply),
  })

  const ofUser = ({ user }: z.infer<typeof OfUser>): Named => ({ scope: 'user', user })
  app.get('/spend_limits/users/:user', {
    config: { permission: 'limits:read' },
    schema: { operationId: 'getUserLimit', summary: 'Read the spend limit of one person', params: OfUser, ...reading },
    handler: (request, reply) => answerRead(ofUser(request.params), request, reply),
  })
  app.put('/spend_limits/users/:user', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'setUserLimit', summary: 'Set the spend limit of one person', params: OfUser, body: UserLimitBody, ...setting },
    handler: (request, reply) => answerSet(ofUser(request.params), request, reply),
  })
  app.delete('/spend_limits/users/:user', {
    config: { permission: 'limits:write' },
    schema: { operationId: 'unsetUserLimit', summary: 'Take the spend limit of one person away', params: OfUser, ...unsetting },
    handler: (request, reply) => answerUnset(ofUser(request.params), request, reply),
  })

  app.get('/session/limit', {
    config: { permission: 'session:own', isLedger: true },
    schema: { operationId: 'explainMyLimit', summary: 'Tell what one may spend oneself, and why', response: { 200: Explanation } },
    handler: async ({ actor }) =>
      toExplanation(await explainLimit(db.read, await requireMember(db.read, actor.teamId, requireOwn(actor).memberId), environment.now())),
  })
}

type SetRequest = UnsetRequest & { body: z.infer<typeof LimitBody> | z.infer<typeof UserLimitBody> }
type UnsetRequest = { actor: Caller; headers: IncomingHttpHeaders; query: z.infer<typeof DryRun> }

const toHypothesis = (supposed: SupposedLimit) => ({ ...nothingSupposed, limits: [supposed] })

/** The member who asks, by a session or a personal key. Refuses: no-member. */
function requireOwn(by: Caller): ActingMember {
  const member = 'member' in by ? by.member : null
  if (!member) throw noMember('This key is nobody’s own, so it has no limit. Ask for a person’s: GET /v1/users/{user}/effective_limit.')
  return member
}

/** Where a page begins: its cursor was sealed by us. */
function toPlace(after: string | undefined): Subject | undefined {
  const [scope, subjectId] = after?.split(' ') ?? []
  return scope === undefined ? undefined : ({ scope, subjectId } as Subject) // as it was written there
}
