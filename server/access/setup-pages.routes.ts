import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Environment } from '../kernel/environment.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import type { SessionLife } from './sessions.ts'
import { setupLinkPage } from './setup-pages.ts'
import { lookAtSetupLink, openSetupLink } from './setup-sessions.ts'
import { SignInRate } from './sign-in-rate.ts'

const OfLink = z.object({ secret: z.string().max(200) })

type Options = { db: Db; environment: Environment; sessionLife: SessionLife; signInRate: number }

/** Where set-up links are opened: a page with one form, whose button begins the session and leads to the dashboard. */
export const setupPageRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, sessionLife, signInRate }) => {
  const rate = new SignInRate(signInRate)
  app.get('/setup/:secret', {
    schema: { params: OfLink },
    handler: async ({ params: { secret }, occasion, language }, reply) => {
      const link = await lookAtSetupLink(db.read, secret, occasion.at)
      const { name } = await teamOf(db.read, link.teamId)
      // Relative, so that it works behind whatever path and name the browser came by.
      return reply.page(200, setupLinkPage({ ...link, teamName: name }, `${secret}?lang=${language}`, language))
    },
  })
  app.post('/setup/:secret', {
    schema: { params: OfLink },
    handler: async ({ params, occasion, presented, language }, reply) => {
      rate.count(occasion.http?.ip ?? '', occasion.at)
      const { secret } = await openSetupLink(db, { environment, occasion, sessionLife, presented }, params.secret)
      return reply.signedIn(secret, `../?lang=${language}`)
    },
  })
}
