import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { KeyId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey, type ApiKey, type NewApiKey } from './api-keys.ts'
import { parseLife, parseOverlap } from './credential-life.ts'
import { noMember } from './refusals.ts'

/** A key without its secret, which was shown once. */
const KeyShape = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  /** Whose personal key it is; null where it is the team's. */
  member_id: z.string().nullable(),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  revoked_by: z.string().nullable(),
  first_used_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  last_ip: z.string().nullable(),
  last_user_agent: z.string().nullable(),
})
const toKeyShape = (key: ApiKey): z.infer<typeof KeyShape> => ({
  id: key.keyId,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  member_id: key.memberId,
  created_at: key.createdAt,
  created_by: key.createdBy,
  expires_at: key.expiresAt,
  revoked_at: key.revokedAt,
  revoked_by: key.revokedBy,
  first_used_at: key.firstUsedAt,
  last_used_at: key.lastUsedAt,
  last_ip: key.lastIp,
  last_user_agent: key.lastUserAgent,
})

/** A key as it is made: the one answer that holds the secret. */
const NewKeyShape = KeyShape.extend({ secret: z.string() })
const toNewKeyShape = ({ key, secret }: NewApiKey): z.infer<typeof NewKeyShape> => ({ ...toKeyShape(key), secret })

const Name = z.string().trim().min(1).max(200)
const WantedBody = z.strictObject({
  name: Name,
  /** Names of permissions, or `*`: all that a key of this kind may have. */
  scopes: z.array(z.string().max(100)).min(1).max(50),
  /** How long it lives, such as `90d` or `1y`; for ever unless given. */
  expires_in: z.string().max(20).optional(),
})
const RotateBody = z.strictObject({
  /** How long the replaced key goes on, such as `24h`. */
  overlap: z.string().max(20).default('24h'),
})
const OfKey = z.object({ key: z.string().max(100) })

type Options = { db: Db; environment: Environment; cursors: Cursors }

/** The keys of a team, and one's own. */
export const apiKeyRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  const list = async (actor: Caller, { limit, cursor }: z.infer<typeof PageQuery>, own: Own | undefined) => {
    const named = [actor.teamId, 'keys', own?.memberId ?? '']
    const after = cursors.open(named, cursor) as KeyId | undefined // sealed below
    const rows = await listApiKeys(db.read, actor.teamId, { ...(own && { memberId: own.memberId }), after, limit: limit + 1 })
    return toPage(rows, limit, toKeyShape, ({ keyId }) => cursors.seal(named, keyId))
  }
  const create = async (actor: Caller, body: z.infer<typeof WantedBody>, own: Own | undefined) => {
    const expiresAt = body.expires_in === undefined ? null : addSeconds(actor.at, parseLife(body.expires_in))
    return toNewKeyShape(await createApiKey(db, environment, actor, { name: body.name, scopes: body.scopes, expiresAt }, own ?? 'team'))
  }
  const rotate = async (actor: Caller, key: string, overlap: string, own: Own | undefined) =>
    toNewKeyShape(await rotateApiKey(db, environment, actor, key, parseOverlap(overlap), own ?? 'team'))

  app.get('/api_keys', {
    config: { permission: 'keys:read' },
    schema: { operationId: 'listApiKeys', querystring: PageQuery, response: { 200: listOf(KeyShape) } },
    handler: ({ actor, query }) => list(actor, query, undefined),
  })
  app.post('/api_keys', {
    config: { permission: 'keys:write' },
    schema: { operationId: 'createApiKey', body: WantedBody, response: { 201: NewKeyShape } },
    handler: async ({ actor, body }, reply) => reply.code(201).send(await create(actor, body, undefined)),
  })
  app.post('/api_keys/:key/rotate', {
    config: { permission: 'keys:write' },
    schema: { operationId: 'rotateApiKey', params: OfKey, body: RotateBody, response: { 201: NewKeyShape } },
    handler: async ({ actor, params, body }, reply) => reply.code(201).send(await rotate(actor, params.key, body.overlap, undefined)),
  })
  app.delete('/api_keys/:key', {
    config: { permission: 'keys:write' },
    schema: { operationId: 'revokeApiKey', params: OfKey, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await revokeApiKey(db, actor, params.key)
      return reply.code(204).send()
    },
  })

  app.get('/my/api_keys', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'listMyApiKeys', querystring: PageQuery, response: { 200: listOf(KeyShape) } },
    handler: ({ actor, query }) => list(actor, query, ownOf(actor)),
  })
  app.post('/my/api_keys', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'createMyApiKey', body: WantedBody, response: { 201: NewKeyShape } },
    handler: async ({ actor, body }, reply) => reply.code(201).send(await create(actor, body, ownOf(actor))),
  })
  app.post('/my/api_keys/:key/rotate', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'rotateMyApiKey', params: OfKey, body: RotateBody, response: { 201: NewKeyShape } },
    handler: async ({ actor, params, body }, reply) => reply.code(201).send(await rotate(actor, params.key, body.overlap, ownOf(actor))),
  })
  app.delete('/my/api_keys/:key', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'revokeMyApiKey', params: OfKey, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      await revokeApiKey(db, actor, params.key, ownOf(actor))
      return reply.code(204).send()
    },
  })
}

type Own = { memberId: NonNullable<ApiKey['memberId']>; role: Extract<Caller, { kind: 'session' }>['member']['role'] }

/** The person behind the caller. Refuses: no-member. */
function ownOf(actor: Caller): Own {
  if (actor.kind === 'operator_key' || actor.member === null)
    throw noMember('A personal key belongs to a member. Sign in, or use a personal key; this key is the team’s or the operator’s.')
  return actor.member
}
