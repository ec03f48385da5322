import type { FastifyError, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { SessionLife } from '../access/sessions.ts'
import type { Occasion } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { Refusal } from '../kernel/refusal.ts'
import { findUnstorable } from '../kernel/storable.ts'
import { chooseLanguage, type Language } from '../pages/language.ts'
import { pagePolicy, renderPage, type Page } from '../pages/layout.ts'
import { problemPage } from '../pages/problem-page.ts'
import { logRefusal } from './faults.ts'
import { cameFrom, occasionOf } from './occasion.ts'
import { cookieOf, readCookie, refuseForeignOrigin, requireSafeTransport } from './origin.ts'
import {
  isOfOtherType,
  isTooLarge,
  requestTooLarge,
  sendProblem,
  setRetryAfter,
  toProblem,
  unstorable,
  unsupportedMediaType,
  type Problem,
} from './v1.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** That pages of others may post here: what they post proves by itself who made it. */
    takesForeignForms?: true
  }
  interface FastifyRequest {
    occasion: Occasion
    language: Language
    /** The secret of the session that the browser has, as its cookie says. */
    presented: string | undefined
  }
  interface FastifyReply {
    /** Answers with a page in the language of the request. */
    page(status: number, page: Page): FastifyReply
    /** Gives the browser its new session, and sends it on. */
    signedIn(secret: string, location: string): FastifyReply
  }
}

export type PageShellOptions = {
  environment: Environment
  sessionLife: SessionLife
  publicUrl: () => string
  mount: FastifyPluginAsync
}

/** What is true of the pages that people open to come in: their language, their forms, what they may load, and what an error looks like. */
export const pageShell: FastifyPluginAsync<PageShellOptions> = async (app, { environment, sessionLife, publicUrl, mount }) => {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    async (_request: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  )
  for (const name of ['occasion', 'language', 'presented'] as const) app.decorateRequest(name)
  app.decorateReply('page', function (this: FastifyReply, status: number, page: Page) {
    return sendPage(this, environment, status, page)
  })
  app.decorateReply('signedIn', function (this: FastifyReply, secret: string, location: string) {
    const { name, attributes } = cookieOf(publicUrl())
    this.headers({ 'set-cookie': `${name}=${secret}; ${attributes}; Max-Age=${sessionLife.longestSeconds}`, location })
    return this.code(303).send()
  })

  app.addHook('onRequest', async (request) => {
    request.occasion = occasionOf(request, environment)
    request.language = languageOf(request)
    request.presented = readCookie(request.headers.cookie, cookieOf(publicUrl()).name)
    if (request.method === 'GET' || request.method === 'HEAD') return
    requireSafeTransport(cameFrom(request), publicUrl())
    if (request.routeOptions.config.takesForeignForms !== true) refuseForeignOrigin(cameFrom(request), publicUrl())
  })
  app.addHook('preValidation', async ({ body, params }) => {
    const at = findUnstorable(body) ?? findUnstorable(params)
    if (at !== undefined) throw unstorable(at)
  })

  app.setErrorHandler<FastifyError>(async (error, request, reply) => {
    const problem = toProblem(inWordsOfForms(error), request, publicUrl())
    logRefusal(request, error, problem)
    setRetryAfter(reply, problem)
    const { accept = '' } = request.headers
    if (accept.includes('json') && !accept.includes('html')) return sendProblem(reply, problem)
    return reply.page(problem.status, problemPage({ ...problem, requestId: problem.request_id }, languageOf(request)))
  })
  await app.register(mount)
}

/** What is wrong with a body, told to whoever sends forms. */
function inWordsOfForms(error: FastifyError): FastifyError | Refusal {
  if (isOfOtherType(error)) return unsupportedMediaType('Send a form: Content-Type: application/x-www-form-urlencoded.')
  return isTooLarge(error) ? requestTooLarge('The form is longer than any that is taken here. Shorten what you typed.') : error
}

/** Answers with a page in the language of the request. */
function sendPage(reply: FastifyReply, environment: Environment, status: number, page: Page): FastifyReply {
  const nonce = Buffer.from(environment.chance(16)).toString('base64url')
  const language = languageOf(reply.request)
  reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(nonce, page.posts),
    'content-language': language,
  })
  return reply.code(status).send(renderPage(page, language, nonce))
}

/** An address that leads nowhere, for whoever opened it in a browser. */
export const sendNothingHere = (reply: FastifyReply, environment: Environment, problem: Problem): FastifyReply =>
  sendPage(reply, environment, problem.status, problemPage({ ...problem, requestId: problem.request_id, leadsHome: true }, languageOf(reply.request)))

const languageOf = ({ query, headers }: FastifyRequest): Language =>
  chooseLanguage((query as { lang?: unknown } | undefined)?.lang, headers['accept-language']) // whatever the client wrote
