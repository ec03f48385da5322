import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AmountText, requireAmount } from '../kernel/amounts.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { EmailField, NameField } from '../kernel/fields.ts'
import type { TeamId } from '../kernel/ids.ts'
import { formatMicros, toMicros, type Micros } from '../kernel/money.ts'
import { entityTagOf, IfMatch, preconditionsOf } from '../kernel/preconditions.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { DryRun, Impact } from '../spend/impact-shape.ts'
import { makePreview } from '../spend/preview-limits.ts'
import type { Db } from '../store/open.ts'
import { nestedGroups, onGroupDelete, plans, setPlan, whenUnset } from '../teams/change-team.ts'
import { pageTeams, teamOf, type Team } from '../teams/teams.ts'
import { createTeamWithPeople } from './create-team.ts'
import { patchTeam, supposePatch, type TeamPatch } from './patch-team.ts'

const Plan = z.enum(plans)
const unlimited = 'unlimited'
/** What a team says of spending, beside its limits. */
const spendSettings = {
  /** Whether a group within a group gives its members the outer one's limit. */
  nested_groups: z.enum(nestedGroups),
  /** What holds for whom nothing is set. */
  when_unset: z.enum(whenUnset),
  /** Whether those whom a deleted group held fall back to what else is set, or keep its number until an admin confirms. */
  on_group_delete: z.enum(onGroupDelete),
  /** Whether somebody who has nothing left may not even do what costs nothing. */
  block_free: z.boolean(),
}
const TeamShape = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  currency: z.string(),
  ...spendSettings,
  /** What one event may cost before it is taken for a mistake and set aside; or `unlimited`. */
  event_ceiling: z.string(),
  /** Whether people with addresses in the team's verified domains come in by single sign-on alone. */
  require_sso: z.boolean(),
  created_at: z.string(),
})
const toTeamShape = (team: Team): z.infer<typeof TeamShape> => ({
  id: team.teamId,
  name: team.name,
  plan: team.plan,
  currency: team.currency,
  nested_groups: team.nestedGroups,
  when_unset: team.whenUnset,
  on_group_delete: team.onGroupDelete,
  block_free: team.blockFree,
  event_ceiling: team.eventCeilingMicros === null ? unlimited : formatMicros(toMicros(team.eventCeilingMicros)),
  require_sso: team.requireSso,
  created_at: team.createdAt,
})

const Currency = z
  .string()
  .length(3)
  .transform((code) => code.toUpperCase())
const TeamChange = z
  .strictObject({ name: NameField, currency: Currency, ...spendSettings, event_ceiling: AmountText, require_sso: z.boolean() })
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'names nothing to change')

const toPatch = (body: z.infer<typeof TeamChange>): TeamPatch => ({
  name: body.name,
  currency: body.currency,
  nestedGroups: body.nested_groups,
  whenUnset: body.when_unset,
  onGroupDelete: body.on_group_delete,
  blockFree: body.block_free,
  eventCeilingMicros: body.event_ceiling === undefined ? undefined : toCeiling(body.event_ceiling),
  requireSso: body.require_sso,
})

const toCeiling = (sent: unknown): Micros | null => (sent === unlimited ? null : requireAmount(sent, '/event_ceiling'))

const NewTeam = z.strictObject({
  name: NameField,
  currency: z.string().length(3).default('USD'),
  /** E-mail domains of the team, on the operator's word. */
  domains: z.array(z.string().max(253)).max(100).default([]),
  owner_email: EmailField.optional(),
})

/** The team that somebody belongs to, and for the operator all of them. */
export const teamRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  const preview = makePreview({ db, environment, cursors })
  const answer = (reply: FastifyReply, team: Team) => {
    reply.header('etag', entityTagOf(team))
    return toTeamShape(team)
  }

  app.get('/team', {
    config: { permission: 'team:read' },
    schema: { operationId: 'getTeam', summary: 'Read the team', response: { 200: TeamShape } },
    handler: async ({ actor }, reply) => answer(reply, await teamOf(db.read, actor.teamId)),
  })
  app.patch('/team', {
    config: { permission: 'team:write' },
    schema: {
      operationId: 'changeTeam',
      summary: 'Rename the team, and set what it says of spending and of signing in',
      headers: IfMatch,
      querystring: DryRun,
      body: TeamChange,
      response: { 200: z.union([TeamShape, Impact]) },
    },
    handler: async ({ actor, body, headers, query }, reply) => {
      const [wanted, preconditions] = [toPatch(body), preconditionsOf(headers)]
      if (query.dry_run === 'true') return preview(actor, await supposePatch(db.read, actor, wanted, preconditions), query)
      return answer(reply, await patchTeam(db, actor, wanted, preconditions))
    },
  })
  app.put('/team/plan', {
    config: { permission: 'teams:write' },
    schema: { operationId: 'setPlan', summary: 'Set the plan of a team', body: z.strictObject({ plan: Plan }), response: { 200: TeamShape } },
    handler: async ({ actor, body }) => toTeamShape(await setPlan(db, actor, body.plan)),
  })
  app.get('/teams', {
    config: { permission: 'teams:read', isOfNoTeam: true },
    schema: { operationId: 'listTeams', summary: 'List all teams', querystring: PageQuery, response: { 200: listOf(TeamShape) } },
    handler: async ({ query: { limit, cursor } }) => {
      const list = ['teams']
      const after = cursors.open(list, cursor) as TeamId | undefined // sealed below
      const rows = await pageTeams(db.read, { after, limit: limit + 1 })
      return toPage(rows, limit, toTeamShape, ({ teamId }) => cursors.seal(list, teamId))
    },
  })
  app.post('/teams', {
    config: { permission: 'teams:write', isOfNoTeam: true },
    schema: { operationId: 'createTeam', summary: 'Make a team', body: NewTeam, response: { 201: TeamShape } },
    handler: async ({ actor, body }, reply) => {
      const by = { ...actor, teamId: environment.newId('team') }
      const { name, currency, domains, owner_email: ownerEmail } = body
      const team = await createTeamWithPeople(db, environment, by, { name, currency: currency.toUpperCase(), domains, ownerEmail })
      return reply.code(201).send(toTeamShape(team))
    },
  })
}
