import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Caller } from '../kernel/actor.ts'
import type { Cursors } from '../kernel/cursors.ts'
import { entityTagOf, IfMatch } from '../kernel/preconditions.ts'
import type { Environment } from '../kernel/environment.ts'
import { NameField } from '../kernel/fields.ts'
import type { KeyId, MemberId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { createApiKey, listApiKeys, requireApiKey, revokeApiKey, rotateApiKey, type ApiKey, type NewApiKey } from './api-keys.ts'
import { parseLife, parseOverlap } from './credential-life.ts'
import { credentialFields, toCredentialFields } from './credential-shape.ts'
import { keyNotFound, noMember } from './refusals.ts'

/** A key without its secret. */
const KeyShape = z.object({
  id: z.string(),
  scopes: z.array(z.string()),
  /** Whose personal key it is; null where it is the team's. */
  member_id: z.string().nullable(),
  ...credentialFields,
})
const toKeyShape = (key: ApiKey): z.infer<typeof KeyShape> => ({
  id: key.keyId,
  scopes: key.scopes,
  member_id: key.memberId,
  ...toCredentialFields(key),
})

/** A key as it is made: the one answer that holds the secret. */
const NewKeyShape = KeyShape.extend({ secret: z.string() })
const toNewKeyShape = ({ key, secret }: NewApiKey): z.infer<typeof NewKeyShape> => ({ ...toKeyShape(key), secret })

const WantedBody = z.strictObject({
  name: NameField,
  /** Names of permissions, or `*`: all that a key of this kind may have. */
  scopes: z.array(z.string().max(100)).min(1).max(50),
  /** How long it lives, such as `90d` or `1y`; for ever unless given. */
  expires_in: z.string().max(20).optional(),
})
const RotateBody = z
  .strictObject({
    /** How long the replaced key goes on, such as `24h`. */
    overlap: z.string().max(20).default('24h'),
  })
  .prefault({})
const OfKey = z.object({ key: z.string().max(100) })

type Options = { db: Db; environment: Environment; cursors: Cursors }

/** The keys of a team, and one's own. */
export const apiKeyRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, cursors }) => {
  const list = async (actor: Caller, { limit, cursor }: z.infer<typeof PageQuery>, of: MemberId | 'nobody' | undefined) => {
    const named = [actor.teamId, 'keys', of ?? '']
    const after = cursors.open(named, cursor) as KeyId | undefined // sealed below
    if (of === 'nobody') return { items: [], next_cursor: null }
    const rows = await listApiKeys(db.read, actor.teamId, { ...(of !== undefined && { memberId: of }), after, limit: limit + 1 })
    return toPage(rows, limit, toKeyShape, ({ keyId }) => cursors.seal(named, keyId))
  }
  const create = async (actor: Caller, body: z.infer<typeof WantedBody>, own: Own | undefined) => {
    const expiresAt = body.expires_in === undefined ? null : addSeconds(actor.at, parseLife(body.expires_in))
    return toNewKeyShape(await createApiKey(db, environment, actor, { name: body.name, scopes: body.scopes, expiresAt }, own ?? 'team'))
  }
  const rotate = async (actor: Caller, key: string, overlap: string, own: Own | undefined) =>
    toNewKeyShape(await rotateApiKey(db, environment, actor, key, parseOverlap(overlap), own ?? 'team'))

  const answer = (reply: FastifyReply, key: ApiKey) => {
    reply.header('etag', entityTagOf(key))
    return toKeyShape(key)
  }

  app.get('/api_keys', {
    config: { permission: 'keys:read' },
    schema: { operationId: 'listApiKeys', summary: 'List the API keys of the team', querystring: PageQuery, response: { 200: listOf(KeyShape) } },
    handler: ({ actor, query }) => list(actor, query, undefined),
  })
  app.post('/api_keys', {
    config: { permission: 'keys:write' },
    schema: {
      operationId: 'createApiKey',
      summary: 'Make an API key of the team, which is shown once',
      body: WantedBody,
      response: { 201: NewKeyShape },
    },
    handler: async ({ actor, body }, reply) => reply.code(201).send(await create(actor, body, undefined)),
  })
  app.get('/api_keys/:key', {
    config: { permission: 'keys:read' },
    schema: { operationId: 'getApiKey', summary: 'Read an API key, without its secret', params: OfKey, response: { 200: KeyShape } },
    handler: async ({ actor, params }, reply) => answer(reply, await requireApiKey(db.read, actor.teamId, params.key, 'any')),
  })
  app.post('/api_keys/:key/rotate', {
    config: { permission: 'keys:write' },
    schema: {
      operationId: 'rotateApiKey',
      summary: 'Replace an API key of the team, which goes on for a while',
      params: OfKey,
      body: RotateBody,
      response: { 201: NewKeyShape },
    },
    handler: async ({ actor, params, body }, reply) => reply.code(201).send(await rotate(actor, params.key, body.overlap, undefined)),
  })
  app.delete('/api_keys/:key', {
    config: { permission: 'keys:write' },
    schema: { operationId: 'revokeApiKey', summary: 'End an API key at once', params: OfKey, headers: IfMatch, response: { 204: z.void() } },
    handler: async ({ actor, params, headers }, reply) => {
      await revokeApiKey(db, actor, params.key, 'any', headers['if-match'])
      return reply.code(204).send()
    },
  })

  app.get('/my/api_keys', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'listMyApiKeys', summary: 'List one’s personal keys', querystring: PageQuery, response: { 200: listOf(KeyShape) } },
    handler: ({ actor, query }) => list(actor, query, personOf(actor)?.memberId ?? 'nobody'),
  })
  app.post('/my/api_keys', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'createMyApiKey', summary: 'Make a personal key, which is shown once', body: WantedBody, response: { 201: NewKeyShape } },
    handler: async ({ actor, body }, reply) => reply.code(201).send(await create(actor, body, ownOf(actor))),
  })
  app.get('/my/api_keys/:key', {
    config: { permission: 'keys:own' },
    schema: { operationId: 'getMyApiKey', summary: 'Read one’s personal key, without its secret', params: OfKey, response: { 200: KeyShape } },
    handler: async ({ actor, params }, reply) => answer(reply, await requireApiKey(db.read, actor.teamId, params.key, holderOf(actor, params.key))),
  })
  app.post('/my/api_keys/:key/rotate', {
    config: { permission: 'keys:own' },
    schema: {
      operationId: 'rotateMyApiKey',
      summary: 'Replace one’s personal key, which goes on for a while',
      params: OfKey,
      body: RotateBody,
      response: { 201: NewKeyShape },
    },
    handler: async ({ actor, params, body }, reply) =>
      reply.code(201).send(await rotate(actor, params.key, body.overlap, holderOf(actor, params.key))),
  })
  app.delete('/my/api_keys/:key', {
    config: { permission: 'keys:own' },
    schema: {
      operationId: 'revokeMyApiKey',
      summary: 'End one’s personal key at once',
      params: OfKey,
      headers: IfMatch,
      response: { 204: z.void() },
    },
    handler: async ({ actor, params, headers }, reply) => {
      await revokeApiKey(db, actor, params.key, holderOf(actor, params.key), headers['if-match'])
      return reply.code(204).send()
    },
  })
}

type Own = { memberId: MemberId; role: Extract<Caller, { kind: 'session' }>['member']['role'] }

/** The person behind the caller; undefined where it is a key of the team or the operator. */
const personOf = (actor: Caller): Own | undefined =>
  actor.kind === 'operator_key' || actor.kind === 'setup_link' ? undefined : (actor.member ?? undefined)

/** For whom a personal key is made. Refuses: no-member. */
function ownOf(actor: Caller): Own {
  const person = personOf(actor)
  if (!person) throw noMember('A personal key belongs to a member. Sign in, or use a personal key; this key is the team’s or the operator’s.')
  return person
}

/** Whose key is meant by its id. Who is no person has none, whatever id is asked for. Refuses: key-not-found. */
function holderOf(actor: Caller, keyId: string): Own {
  const person = personOf(actor)
  if (!person) throw keyNotFound(`There is no API key "${keyId.slice(0, 100)}" of yours: this key is the team’s or the operator’s, and no person.`)
  return person
}
