import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listOf } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { listDirectories, requireDirectory, type Directory } from './directories.ts'
import { listTokens, type DirectoryToken } from './tokens.ts'

const DirectoryShape = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  /** Which identity provider its requests look like; null until one was recognised. */
  detected_provider: z.string().nullable(),
  status: z.enum(['active', 'paused', 'detached', 'deleted']),
  created_at: z.string(),
  first_request_at: z.string().nullable(),
  last_request_at: z.string().nullable(),
  first_write_at: z.string().nullable(),
  first_group_at: z.string().nullable(),
})
const toDirectoryShape = (directory: Directory): z.infer<typeof DirectoryShape> => ({
  id: directory.directoryId,
  name: directory.name,
  provider: directory.provider,
  detected_provider: directory.detectedProvider,
  status: directory.status,
  created_at: directory.createdAt,
  first_request_at: directory.firstRequestAt,
  last_request_at: directory.lastRequestAt,
  first_write_at: directory.firstWriteAt,
  first_group_at: directory.firstGroupAt,
})

/** A token without its secret, which was shown once. */
const TokenShape = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
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
const toTokenShape = (token: DirectoryToken): z.infer<typeof TokenShape> => ({
  id: token.tokenId,
  name: token.name,
  prefix: token.prefix,
  created_at: token.createdAt,
  created_by: token.createdBy,
  expires_at: token.expiresAt,
  revoked_at: token.revokedAt,
  revoked_by: token.revokedBy,
  first_used_at: token.firstUsedAt,
  last_used_at: token.lastUsedAt,
  last_ip: token.lastIp,
  last_user_agent: token.lastUserAgent,
})

/** The directories of a team and what was seen of each. They are few, so a list is one page. */
export const directoryRoutes: FastifyPluginAsyncZod<{ db: Db }> = async (app, { db }) => {
  app.get('/directories', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listDirectories', response: { 200: listOf(DirectoryShape) } },
    handler: async ({ actor }) => ({ items: (await listDirectories(db.read, actor.teamId)).map(toDirectoryShape), next_cursor: null }),
  })
  app.get('/directories/:directory/tokens', {
    config: { permission: 'directory:read' },
    schema: { operationId: 'listTokens', params: z.object({ directory: z.string().max(100) }), response: { 200: listOf(TokenShape) } },
    handler: async ({ actor, params }) => {
      const { directoryId } = await requireDirectory(db.read, actor.teamId, params.directory)
      return { items: (await listTokens(db.read, actor.teamId, directoryId)).map(toTokenShape), next_cursor: null }
    },
  })
}
