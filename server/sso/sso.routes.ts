import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { SignInRate } from '../access/sign-in-rate.ts'
import type { Language } from '../pages/language.ts'
import { beginSamlSignIn, beginSamlTest, type BegunSamlSignIn } from './begin-saml-sign-in.ts'
import type { Connection } from './connections.ts'
import { postAgainPage, postedAgain, signedOutPage, toProviderPage } from './posting-pages.ts'
import { connectionNotFound } from './refusals.ts'
import { parseReturnTo } from './return-to.ts'
import { finishSamlSignIn } from './saml-sign-in.ts'
import { obeyLogout, signOut } from './saml-logout.ts'
import { samlSettingsOf } from './saml/settings.ts'
import { writeSpMetadata } from './saml/sp-metadata.ts'
import { signInNotOpened } from './sign-in-refusals.ts'
import { beginSignIn, beginTestSignIn, finishSignIn, requireNamedConnection } from './sign-in.ts'
import { testPage } from './test-page.ts'
import { samlAddressesOf, type SsoTools } from './tools.ts'

const OfConnection = z.object({ connection: z.string().max(100) })
/** As `http/sso.ts` reads it: what stands twice stays twice. */
const PostedForm = z.array(z.tuple([z.string(), z.string()]))
const OfTest = OfConnection.extend({ secret: z.string().max(200) })

type Options = { tools: SsoTools; signInRate: number; requireSafe: (request: FastifyRequest) => void; expiredCookie: () => string }

/** Where people sign in through a connection, and where its identity provider sends them back to. */
export const ssoRoutes: FastifyPluginAsyncZod<Options> = async (app, { tools, signInRate, requireSafe, expiredCookie }) => {
  // Each sign-in comes by twice.
  const [begun, answered] = [new SignInRate(signInRate), new SignInRate(signInRate)]
  // An answer of SAML once more.
  const postedOnce = new SignInRate(signInRate)

  app.get('/:connection/start', {
    schema: { params: OfConnection, querystring: z.object({ return_to: z.string().optional(), login_hint: z.string().max(320).optional() }) },
    handler: async (request, reply) => {
      requireSafe(request)
      requireOpened(request)
      const { occasion, params, query, signInCookie, language } = request
      begun.count(occasion.http?.ip ?? '', occasion.at)
      const connection = await requireNamedConnection(tools, params.connection)
      const returnTo = parseReturnTo(query.return_to, tools.publicUrl())
      if (connection.protocol === 'saml')
        return depart(reply, await beginSamlSignIn(tools, occasion, connection, { browser: signInCookie, returnTo }), language)
      const beginning = { browser: signInCookie, returnTo, loginHint: query.login_hint }
      const { url, browser } = await beginSignIn(tools, occasion, connection, beginning)
      return reply.sentToProvider(url, browser)
    },
  })
  app.get('/:connection/test/:secret', {
    schema: { params: OfTest },
    handler: async (request, reply) => {
      requireSafe(request)
      requireOpened(request)
      const { occasion, params, signInCookie, language } = request
      begun.count(occasion.http?.ip ?? '', occasion.at)
      const connection = await requireNamedConnection(tools, params.connection)
      if (connection.protocol === 'saml')
        return depart(reply, await beginSamlTest(tools, occasion, connection, params.secret, signInCookie), language)
      const { url, browser } = await beginTestSignIn(tools, occasion, connection, params.secret, signInCookie)
      return reply.sentToProvider(url, browser)
    },
  })
  app.get('/:connection/callback', {
    schema: { params: OfConnection },
    handler: async ({ occasion, params, signInCookie, presented, language, url }, reply) => {
      answered.count(occasion.http?.ip ?? '', occasion.at)
      const connection = requireProtocol('oidc', await requireNamedConnection(tools, params.connection))
      const parameters = new URLSearchParams(url.split('?').slice(1).join('?'))
      const finished = await finishSignIn(tools, occasion, connection, { parameters, browser: signInCookie, presented })
      if (finished.kind === 'signed_in') return reply.signedIn(finished.secret, finished.returnTo)
      return reply.page(200, testPage(connection, finished.test, language))
    },
  })

  app.get('/:connection/metadata', {
    schema: { params: OfConnection },
    handler: async ({ params }, reply) => {
      const connection = requireProtocol('saml', await requireNamedConnection(tools, params.connection))
      const us = { ...samlAddressesOf(tools.publicUrl(), connection.connectionId), certificate: samlSettingsOf(connection).spCertificate }
      return reply.header('content-type', 'application/samlmetadata+xml; charset=utf-8').send(writeSpMetadata(us, us.sloUrl))
    },
  })
  app.post('/:connection/acs', {
    // The answer is signed by the identity provider, whose page posts it.
    config: { takesForeignForms: true },
    schema: { params: OfConnection, body: PostedForm },
    handler: async ({ occasion, params, body, signInCookie, presented, language, isFromHere }, reply) => {
      const isAgain = body.some(([name]) => name === postedAgain)
      ;(isAgain ? postedOnce : answered).count(occasion.http?.ip ?? '', occasion.at)
      const connection = requireProtocol('saml', await requireNamedConnection(tools, params.connection))
      const isOwn = isFromHere && isAgain
      const finished = await finishSamlSignIn(tools, occasion, connection, { form: body, browser: signInCookie, presented, isOwn })
      if (finished.kind === 'signed_in') return reply.signedIn(finished.secret, finished.returnTo)
      if (finished.kind === 'tested') return reply.page(200, testPage(connection, finished.test, language))
      return reply.page(200, postAgainPage(connection, finished, language))
    },
  })
  app.post('/sign-out', {
    handler: async ({ occasion, presented, language }, reply) => {
      const { url } = await signOut(tools, occasion, presented)
      reply.header('set-cookie', expiredCookie())
      if (url === null)
        return reply
          .code(303)
          .header('location', new URL(`${tools.publicUrl()}/`).pathname)
          .send()
      // Goes on by itself, and by no redirect: a form may lead to our own origin alone.
      return reply.header('refresh', `0; url=${url}`).page(200, signedOutPage(url, language))
    },
  })
  app.get('/:connection/slo', {
    schema: { params: OfConnection },
    handler: async ({ occasion, params, url }, reply) => {
      const connection = requireProtocol('saml', await requireNamedConnection(tools, params.connection))
      const query = url.split('?').slice(1).join('?')
      const home = new URL(`${tools.publicUrl()}/`).pathname
      // A LogoutResponse ends a sign-out that began here, where nothing is left to do.
      if (!new URLSearchParams(query).has('SAMLRequest')) return reply.code(303).header('location', home).send()
      const back = await obeyLogout(tools, occasion, connection, query)
      return reply
        .code(303)
        .header('location', back.url ?? home)
        .send()
    },
  })
}

/** Sends the browser to the identity provider, in whichever way that wants. */
function depart(reply: FastifyReply, { departure, browser }: BegunSamlSignIn, language: Language): FastifyReply {
  if (departure.kind === 'redirect') return reply.sentToProvider(departure.url, browser)
  return reply.postedToProvider(toProviderPage(departure, language), browser)
}

/**
 * A sign-in begins where somebody opens a page. A picture or a frame of another site, which nobody sees, could else sign them in beneath it; what a browser says that it fetches for, no page
 * can forge (Fetch Metadata, Sec-Fetch-Dest). Refuses: sign-in-not-opened.
 */
function requireOpened({ headers }: FastifyRequest): void {
  const fetchedFor = headers['sec-fetch-dest']
  if (fetchedFor !== undefined && fetchedFor !== 'document')
    throw signInNotOpened('A sign-in begins by opening its address as a page, and this was fetched as a part of one. Open the address itself.')
}

function requireProtocol(protocol: Connection['protocol'], connection: Connection): Connection {
  if (connection.protocol !== protocol) throw connectionNotFound('There is no such address here. Is it the one of another connection?')
  return connection
}
