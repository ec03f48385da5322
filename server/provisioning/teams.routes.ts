import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { TeamId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import type { Db } from '../store/open.ts'
import { plans, renameTeam, setPlan } from '../teams/change-team.ts'
import { pageTeams, teamOf, type Team } from '../teams/teams.ts'
import { createTeamWithPeople } from './create-team.ts'

const Plan = z.enum(plans)
const Name = z.string().trim().min(1).max(200)
const TeamShape = z.object({ id: z.string(), name: z.string(), plan: Plan, currency: z.string(), created_at: z.string() })
const toTeamShape = ({ teamId, name, plan, currency, createdAt }: Team): z.infer<typeof TeamShape> => ({
  id: teamId,
  name,
  plan,
  currency,
  created_at: createdAt,
})

const NewTeam = z.strictObject({
  name: Name,
  currency: z.string().length(3).default('USD'),
  /** E-mail domains of the team, on the operator's word. */
  domains: z.array(z.string().max(253)).max(100).default([]),
  owner_email: z.email().max(320).optional(),
})

/** The team that somebody belongs to, and for the operator all of them. */
export const teamRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  app.get('/team', {
    config: { permission: 'team:read' },
    schema: { operationId: 'getTeam', response: { 200: TeamShape } },
    handler: async ({ actor }) => toTeamShape(await teamOf(db.read, actor.teamId)),
  })
  app.patch('/team', {
    config: { permission: 'team:write' },
    schema: { operationId: 'renameTeam', body: z.strictObject({ name: Name }), response: { 200: TeamShape } },
    handler: async ({ actor, body }) => toTeamShape(await renameTeam(db, actor, body.name)),
  })
  app.put('/team/plan', {
    config: { permission: 'teams:write' },
    schema: { operationId: 'setPlan', body: z.strictObject({ plan: Plan }), response: { 200: TeamShape } },
    handler: async ({ actor, body }) => toTeamShape(await setPlan(db, actor, body.plan)),
  })
  app.get('/teams', {
    config: { permission: 'teams:read', isOfNoTeam: true },
    schema: { operationId: 'listTeams', querystring: PageQuery, response: { 200: listOf(TeamShape) } },
    handler: async ({ query: { limit, cursor } }) => {
      const list = ['teams']
      const after = cursors.open(list, cursor) as TeamId | undefined // sealed below
      const rows = await pageTeams(db.read, { after, limit: limit + 1 })
      return toPage(rows, limit, toTeamShape, ({ teamId }) => cursors.seal(list, teamId))
    },
  })
  app.post('/teams', {
    config: { permission: 'teams:write', isOfNoTeam: true },
    schema: { operationId: 'createTeam', body: NewTeam, response: { 201: TeamShape } },
    handler: async ({ actor, body }, reply) => {
      const by = { ...actor, teamId: environment.newId('team') }
      const { name, currency, domains, owner_email: ownerEmail } = body
      const team = await createTeamWithPeople(db, environment, by, { name, currency: currency.toUpperCase(), domains, ownerEmail })
      return reply.code(201).send(toTeamShape(team))
    },
  })
}
