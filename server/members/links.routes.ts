import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SignInRate } from '../access/sign-in-rate.ts'
import type { SessionLife } from '../access/sessions.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { authenticateSession } from './authenticate.ts'
import { linkPage, whoPage } from './link-pages.ts'
import { setupInvalid } from './refusals.ts'
import { lookAtLink, signInByLink, type Setup } from './sign-in.ts'

const OfLink = z.object({ secret: z.string().max(200) })
const SetupForm = z.object({ team_name: z.string().trim().min(1).max(200), email: z.email().max(320) })

type Options = { db: Db; environment: Environment; sessionLife: SessionLife; signInRate: number }

/** One-time links: a page with one form. Opening it changes nothing; its button signs in. */
export const linkRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, sessionLife, signInRate }) => {
  const rate = new SignInRate(signInRate)
  app.get('/link/:secret', {
    schema: { params: OfLink },
    handler: async (request, reply) => {
      const { secret } = request.params
      const link = await lookAtLink(db.read, secret, request.occasion)
      const { name } = await teamOf(db.read, link.teamId)
      // Relative, so that it works behind whatever path and name the browser came by.
      return reply.page(200, linkPage(link, name, `${secret}?lang=${request.language}`, request.language))
    },
  })
  app.post('/link/:secret', {
    schema: { params: OfLink },
    handler: async (request, reply) => {
      const { occasion, presented, params, body } = request
      rate.count(occasion.http?.ip ?? '', occasion.at)
      const options = { db, environment, occasion, sessionLife, presented }
      const { secret } = await signInByLink(options, params.secret, parseSetup(body))
      return reply.signedIn(secret, '../')
    },
  })
  app.get('/', async (request, reply) => {
    const { presented, occasion, language } = request
    const caller = presented === undefined ? undefined : await authenticateSession(db.read, presented, occasion, sessionLife)
    const who = caller && { member: caller.member, teamName: (await teamOf(db.read, caller.teamId)).name }
    return reply.page(200, whoPage(who, language))
  })
}

/** What the form of the first run holds; undefined for the forms that have nothing but a button. Refuses: setup-invalid. */
function parseSetup(body: unknown): Setup | undefined {
  if (typeof body !== 'object' || body === null || !('team_name' in body || 'email' in body)) return undefined
  const sent = SetupForm.safeParse(body)
  if (!sent.success) throw setupInvalid('Go back, and give a name for the team and the e-mail address of its owner.')
  return { teamName: sent.data.team_name, email: sent.data.email }
}
