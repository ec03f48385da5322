import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import { listOf } from '../kernel/pages.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { listDirectories, renameDirectory, requireDirectory } from './directories.ts'
import { CountedDirectory, DirectoryShape, toDirectoryShape, toTokenShape, TokenShape } from './directory-shape.ts'
import { countDirectory } from './totals.ts'
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
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'listDirectories',
      summary: 'List the directories of the team',
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
  app.get('/directories/:directory', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'getDirectory',
      summary: 'Read a directory, with what was seen of it and how much is in it',
      params: OfDirectory,
      response: { 200: CountedDirectory },
    },
    handler: async ({ actor, params }) => {
      const directory = await requireDirectory(db.read, actor.teamId, params.directory)
      const { users, activeUsers, groups } = await countDirectory(db.read, directory)
      return { ...toDirectoryShape(directory, baseUrlOf), totals: { users, active_users: activeUsers, groups } }
    },
  })
  app.patch('/directories/:directory', {
    config: { permission: 'directory_setup:write' },
    schema: {
      operationId: 'updateDirectory',
      summary: 'Rename a directory',
      params: OfDirectory,
      body: z.strictObject({ name: name.optional(), provider: provider.optional() }),
      response: { 200: DirectoryShape },
    },
    handler: async ({ actor, params, body: { name: newName, provider: newProvider } }) =>
      toDirectoryShape(await renameDirectory(db, actor, params.directory, { name: newName, provider: newProvider }), baseUrlOf),
  })

  app.get('/directories/:directory/tokens', {
    config: { permission: 'directory_setup:read' },
    schema: { operationId: 'listTokens', summary: 'List the tokens of a directory', params: OfDirectory, response: { 200: listOf(TokenShape) } },
    handler: async ({ actor, params }) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      return { items: (await listTokens(db.read, actor.teamId, directoryId)).map(toTokenShape), next_cursor: null }
    },
  })
  app.post('/directories/:directory/tokens', {
    config: { permission: 'directory_setup:write' },
    schema: {
      operationId: 'createToken',
      summary: 'Make a token for an identity provider, which is shown once',
      params: OfDirectory,
      body: z.strictObject({ name: name.default('token'), expires_at: z.iso.datetime({ offset: true }).nullable().default(null) }).prefault({}),
      response: { 201: NewTokenShape },
    },
    handler: async ({ actor, params, body }, reply) => {
      const expiresAt = body.expires_at === null ? null : toTimestamp(Date.parse(body.expires_at))
      const made = await createToken(db, environment, actor, { directoryId: params.directory, name: body.name, expiresAt })
      return reply.code(201).send(toNewTokenShape(made))
    },
  })
  app.post('/directories/:directory/tokens/:token/rotate', {
    config: { permission: 'directory_setup:write' },
    schema: {
      operationId: 'rotateToken',
      summary: 'Replace a token, which goes on for a while',
      params: OfToken,
      // How long the old one goes on, so that the identity provider is given the new one meanwhile.
      body: z
        .strictObject({
          overlap_seconds: z
            .number()
            .int()
            .min(0)
            .max(90 * daySeconds)
            .default(daySeconds),
        })
        .prefault({}),
      response: { 201: NewTokenShape },
    },
    handler: async ({ actor, params, body }, reply) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      const { tokenId } = await requireTokenOf(db.read, actor, directoryId, params.token)
      return reply.code(201).send(toNewTokenShape(await rotateToken(db, environment, actor, tokenId, body.overlap_seconds)))
    },
  })
  app.delete('/directories/:directory/tokens/:token', {
    config: { permission: 'directory_setup:write' },
    schema: { operationId: 'revokeToken', summary: 'End a token at once', params: OfToken, response: { 204: z.void() } },
    handler: async ({ actor, params }, reply) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      const { tokenId } = await requireTokenOf(db.read, actor, directoryId, params.token)
      await revokeToken(db, actor, tokenId)
      return reply.code(204).send()
    },
  })
}
