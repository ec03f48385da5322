import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { credentialState } from '../access/credential-life.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Db } from '../store/open.ts'
import { readHealth, type Health } from './health.ts'

const MilestoneShape = z.object({ at: z.string(), request: z.string().nullable() }).nullable()

const HealthShape = z.object({
  directory_id: z.string(),
  as_of: z.string(),
  state: z.enum(['active', 'paused', 'detached', 'deleted']),
  provider: z.string(),
  provider_name: z.string(),
  detected_provider: z.string().nullable(),
  last_request: MilestoneShape,
  last_refusal: MilestoneShape,
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      prefix: z.string(),
      state: z.enum(['live', 'expired', 'revoked']),
      expires_at: z.string().nullable(),
      first_used_at: z.string().nullable(),
      last_used_at: z.string().nullable(),
      last_ip: z.string().nullable(),
      last_user_agent: z.string().nullable(),
    }),
  ),
  /** `measured` from its own calls, `known` of the provider, or `on_change`, where silence says nothing. */
  rhythm: z.object({ source: z.enum(['measured', 'known', 'on_change']), minutes: z.number().nullable(), in_words: z.string() }),
  /** When the next cycle is due; null where there are none. */
  due_at: z.string().nullable(),
  is_silent: z.boolean(),
  /** What came within these hours, and what moved by it. `is_more` where only the newest 10,000 rows of the log were counted. */
  window: z.object({
    hours: z.number(),
    is_more: z.boolean(),
    requests: z.number(),
    reads: z.number(),
    refused: z.number(),
    users_created: z.number(),
    users_updated: z.number(),
    users_deleted: z.number(),
    /** Members who came in again, and who went out. */
    came_in: z.number(),
    went_out: z.number(),
    groups_created: z.number(),
    groups_deleted: z.number(),
    memberships_changed: z.number(),
  }),
  /** What happened for the first time: null until it has. */
  milestones: z.object({ first_request: MilestoneShape, first_user: MilestoneShape, first_group: MilestoneShape, first_membership: MilestoneShape }),
})

type Options = { db: Db; environment: Environment }

/** How a directory is doing: what a set-up waits for, and what an overview shows. */
export const healthRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment }) => {
  app.get('/directories/:directory/health', {
    config: { permission: 'directory_setup:read' },
    schema: {
      operationId: 'getDirectoryHealth',
      summary: 'Tell how a directory is doing: its latest requests, rhythm, counts and milestones',
      params: z.object({ directory: z.string().max(100) }),
      querystring: z.object({ hours: z.coerce.number().int().min(1).max(168).default(24) }),
      response: { 200: HealthShape },
    },
    handler: async ({ actor, params, query }) => {
      const now = environment.now()
      return toHealthShape(await readHealth(db.read, actor.teamId, params.directory, query.hours, now), now)
    },
  })
}

function toHealthShape(health: Health, now: Timestamp): z.infer<typeof HealthShape> {
  const { directory, window, milestones } = health
  return {
    directory_id: directory.directoryId,
    as_of: now,
    state: directory.status,
    provider: directory.provider,
    provider_name: health.providerName,
    detected_provider: directory.detectedProvider,
    last_request: health.lastRequest,
    last_refusal: health.lastRefusal,
    tokens: health.tokens.map((token) => toToken(token, now)),
    rhythm: { source: health.rhythm.source, minutes: health.rhythm.minutes, in_words: health.rhythm.inWords },
    due_at: health.dueAt,
    is_silent: health.isSilent,
    window: toWindow(window, health.windowHours),
    milestones: toMilestones(milestones),
  }
}

const toToken = (token: Health['tokens'][number], now: Timestamp) => ({
  id: token.tokenId,
  name: token.name,
  prefix: token.prefix,
  state: credentialState(token, now),
  expires_at: token.expiresAt,
  first_used_at: token.firstUsedAt,
  last_used_at: token.lastUsedAt,
  last_ip: token.lastIp,
  last_user_agent: token.lastUserAgent,
})

const toWindow = (window: Health['window'], hours: number) => ({
  hours,
  is_more: window.isMore,
  requests: window.requests,
  reads: window.reads,
  refused: window.refused,
  users_created: window.usersCreated,
  users_updated: window.usersUpdated,
  users_deleted: window.usersDeleted,
  came_in: window.cameIn,
  went_out: window.wentOut,
  groups_created: window.groupsCreated,
  groups_deleted: window.groupsDeleted,
  memberships_changed: window.membershipsChanged,
})

const toMilestones = ({ firstRequest, firstUser, firstGroup, firstMembership }: Health['milestones']) => ({
  first_request: firstRequest,
  first_user: firstUser,
  first_group: firstGroup,
  first_membership: firstMembership,
})
