import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SignInRate } from '../access/sign-in-rate.ts'
import type { Db } from '../store/open.ts'
import { listConnectionsFor } from './find-connections.ts'
import { parseReturnTo } from './return-to.ts'
import { choicePage, startAddress, startPage, unknownPage } from './sign-in-page.ts'

const Query = z.looseObject({ return_to: z.string().optional() })
const Form = z.object({ email: z.string().max(1_000).optional() })

type Options = { db: Db; signInRate: number; publicUrl: () => string }

/** The page to sign in from: an address leads to the connections of the team that has proved its domain. */
export const signInPageRoutes: FastifyPluginAsyncZod<Options> = async (app, { db, signInRate, publicUrl }) => {
  const rate = new SignInRate(signInRate)
  app.get('/sign-in', {
    schema: { querystring: Query },
    handler: async ({ query, language }, reply) => reply.page(200, startPage(parseReturnTo(query.return_to, publicUrl()), language)),
  })
  app.post('/sign-in', {
    schema: { querystring: Query, body: Form },
    handler: async ({ query, body, language, occasion }, reply) => {
      rate.count(occasion.http?.ip ?? '', occasion.at)
      const returnTo = parseReturnTo(query.return_to, publicUrl())
      const email = (body.email ?? '').trim()
      const connections = await listConnectionsFor(db.read, email)
      const [only, ...others] = connections.map(({ name, connectionId }) => ({ name, href: startAddress(connectionId, returnTo, email) }))
      if (!only) return reply.page(200, unknownPage(returnTo, language))
      // Goes on by itself where there is no choice: no redirect, for the reason that the page tells.
      if (others.length === 0) reply.header('refresh', `0; url=${only.href}`)
      return reply.page(200, choicePage([only, ...others], returnTo, language))
    },
  })
}
