import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { createDirectory, listDirectories, renameDirectory, requireDirectory } from './directories.ts'
import { DirectoryShape, toDirectoryShape, toTokenShape, TokenShape } from './directory-shape.ts'
import { createToken, listTokens, requireTokenOf, revokeToken, rotateToken, type NewToken } from './tokens.ts'

const name = z.string().trim().min(1).max(200)
const provider = z.string().max(50)
const OfDirectory = z.object({ directory: z.string().max(100) })
const OfToken = OfDirectory.extend({ token: z.string().max(100) })
/** A token with its secret, which is shown this once. */
const NewTokenShape = TokenShape.extend({ secret: z.string() })
const toNewTokenShape = ({ token, secret }: NewToken) => ({ ...toTokenShape(token), secret })

const daySeconds = 86_400

export type DirectoryRoutesOptions = { db: Db; environment: Environment; baseUrlOf: (directoryId: string) => string }

/** The directories of a team, what was seen of each, and the tokens that open them. They are few, so a list is one page. */
export const directoryRoutes: FastifyPluginAsyncZod<DirectoryRoutesOptions> = async (app, { db, environment, baseUrlOf }) => {
  app.get('/directories', {
    config: { permission: 'directory:read' },
    schema: {
      operationId: 'listDirectories',
      // Those that were deleted are shown when asked for.
      querystring: z.object({ status: DirectoryShape.shape.status.or(z.literal('all')).optional() }),
      response: { 200: listOf(DirectoryShape) },
    },
    handler: async ({ actor, query: { status } }) => {
      const isMeant = (each: string) => (status === undefined ? each !== 'deleted' : status === 'all' || each === status)
      const directories = (await listDirectories(db.read, actor.teamId)).filter((directory) => isMeant(directory.status))
      return { items: directories.map((directory) => toDirectoryShape(directory, baseUrlOf)), next_cursor: null }
    },
  })
  app.post('/directories', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'createDirectory',
      body: z.strictObject({ name, provider: provider.default('other') }),
      response: { 201: DirectoryShape },
    },
    handler: async ({ actor, body }, reply) => reply.code(201).send(toDirectoryShape(await createDirectory(db, environment, actor, body), baseUrlOf)),
  })
  app.get('/directories/:directory', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'getDirectory', params: OfDirectory, response: { 200: DirectoryShape } },
    handler: async ({ actor, params }) => toDirectoryShape(await requireDirectory(db.read, actor.teamId, params.directory), baseUrlOf),
  })
  app.patch('/directories/:directory', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'updateDirectory',
      params: OfDirectory,
      body: z.strictObject({ name: name.optional(), provider: provider.optional() }),
      response: { 200: DirectoryShape },
    },
    handler: async ({ actor, params, body: { name: newName, provider: newProvider } }) =>
      toDirectoryShape(await renameDirectory(db, actor, params.directory, { name: newName, provider: newProvider }), baseUrlOf),
  })

  app.get('/directories/:directory/tokens', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listTokens', params: OfDirectory, response: { 200: listOf(TokenShape) } },
    handler: async ({ actor, params }) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      return { items: (await listTokens(db.read, actor.teamId, directoryId)).map(toTokenShape), next_cursor: null }
    },
  })
  app.post('/directories/:directory/tokens', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'createToken',
      params: OfDirectory,
      body: z.strictObject({ name: name.default('token'), expires_at: z.iso.datetime({ offset: true }).nullable().default(null) }),
      response: { 201: NewTokenShape },
    },
    handler: async ({ actor, params, body }, reply) => {
      const expiresAt = body.expires_at === null ? null : toTimestamp(Date.parse(body.expires_at))
      const made = await createToken(db, environment, actor, { directoryId: params.directory, name: body.name, expiresAt })
      return reply.code(201).send(toNewTokenShape(made))
    },
  })
  app.post('/directories/:directory/tokens/:token/rotate', {
    config: { permission: 'directory:write' },
    schema: {
      operationId: 'rotateToken',
      params: OfToken,
      // How long the old one goes on, so that the identity provider is given the new one meanwhile.
      body: z.strictObject({
        overlap_seconds: z
          .number()
          .int()
          .min(0)
          .max(90 * daySeconds)
          .default(daySeconds),
      }),
      response: { 201: NewTokenShape },
    },
    handler: async ({ actor, params, body }, reply) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      const { tokenId } = await requireTokenOf(db.read, actor, directoryId, params.token)
      return reply.code(201).send(toNewTokenShape(await rotateToken(db, environment, actor, tokenId, body.overlap_seconds)))
    },
  })
  app.delete('/directories/:directory/tokens/:token', {
    config: { permission: 'directory:write' },
    schema: { operationId: 'revokeToken', params: OfToken, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      const { tokenId } = await requireTokenOf(db.read, actor, directoryId, params.token)
      await revokeToken(db, actor, tokenId)
      return reply.code(204).send()
    },
  })
}
