import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SignInRate } from '../access/sign-in-rate.ts'
import type { SessionLife } from '../access/sessions.ts'
import { DeadCalls, strangerAt } from '../journal/dead-calls.ts'
import type { Environment } from '../kernel/environment.ts'
import { EmailField, NameField } from '../kernel/fields.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { linkPage } from './link-pages.ts'
import { setupInvalid } from './refusals.ts'
import { lookAtLink, signInByLink, type RefuseLink, type Setup } from './sign-in.ts'

const OfLink = z.object({ secret: z.string().max(200) })
const SetupForm = z.object({ team_name: NameField, email: EmailField })

const isOfStrangers = new Set(['link-unknown', 'too-many-sign-ins'])

type Options = { db: Db; environment: Environment; sessionLife: SessionLife; signInRate: number; refuseLink: RefuseLink }

/** One-time links: a page with one form. Opening it changes nothing; its button signs in. */
export const linkRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, environment, sessionLife, signInRate, refuseLink }) => {
  const rate = new SignInRate(signInRate)
  const strangers = new DeadCalls(db, (error) => app.log.error({ err: error }, 'what strangers tried could not be logged'))
  app.addHook('onClose', () => strangers.flush())
  // A link that is none of ours is of no team, and neither is who is told to wait; what is tried with a link of ours is told where it is.
  app.addHook('onError', async ({ occasion }, _reply, error: Error) => {
    if (!(error instanceof Refusal) || !isOfStrangers.has(error.kind.code)) return
    const { status, code } = error.kind
    strangers.note({ by: strangerAt(occasion), operation: 'sign_in', status, code, detail: error.message })
  })
  app.get('/link/:secret', {
    schema: { params: OfLink },
    handler: async (request, reply) => {
      const { secret } = request.params
      const link = await lookAtLink(db.read, secret, request.occasion, refuseLink)
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
      const options = { db, environment, occasion, sessionLife, presented, refuseLink }
      const { secret } = await signInByLink(options, params.secret, parseSetup(body))
      return reply.signedIn(secret, '../')
    },
  })
}

/** What the form of the first run holds; undefined for the forms that have nothing but a button. Refuses: setup-invalid. */
function parseSetup(body: unknown): Setup | undefined {
  if (typeof body !== 'object' || body === null || !('team_name' in body || 'email' in body)) return undefined
  const sent = SetupForm.safeParse(body)
  if (!sent.success) throw setupInvalid('Go back, and give a name for the team and the e-mail address of its owner.')
  return { teamName: sent.data.team_name, email: sent.data.email }
}
