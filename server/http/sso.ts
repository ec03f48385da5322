import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Page } from '../pages/layout.ts'
import { cameFrom } from './occasion.ts'
import { pageShell, type PageShellOptions } from './pages.ts'
import { judgeOrigin, readCookie } from './origin.ts'
import { signInCookieOf } from './sign-in-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether a form was posted by a page of ours, as far as a browser says. */
    isFromHere: boolean
    /** What the cookie of sign-ins on their way holds. */
    signInCookie: string | undefined
  }
  interface FastifyReply {
    /** Sends the browser to an identity provider, with the cookie by which its answer is known to come by the same browser. */
    sentToProvider(url: string, browser: string): FastifyReply
    /** The same by a form that posts itself there. */
    postedToProvider(page: Page, browser: string): FastifyReply
  }
}

/** What is true of the addresses that identity providers and those who sign in use: pages, whose queries have codes of one use, and so stand in no log. */
export const ssoShell: FastifyPluginAsync<PageShellOptions> = async (app, { mount, publicUrl, environment, sessionLife }) => {
  await app.register(pageShell, {
    environment,
    sessionLife,
    publicUrl,
    mount: async (pages) => {
      for (const name of ['signInCookie', 'isFromHere'] as const) pages.decorateRequest(name)
      takeLongForms(pages)
      const cookieOf = (browser: string) => {
        const { name, attributes, seconds } = signInCookieOf(publicUrl())
        return `${name}=${browser}; ${attributes}; Max-Age=${seconds}`
      }
      pages.decorateReply('postedToProvider', function (page: Page, browser: string) {
        return this.header('set-cookie', cookieOf(browser)).page(200, page)
      })
      pages.decorateReply('sentToProvider', function (url: string, browser: string) {
        this.headers({ 'set-cookie': cookieOf(browser), location: url })
        return this.code(303).send()
      })
      pages.addHook('onRequest', async (request) => {
        request.signInCookie = readCookie(request.headers.cookie, signInCookieOf(publicUrl()).name)
        request.isFromHere = judgeOrigin(cameFrom(request), publicUrl()) !== 'foreign'
        const { occasion } = request
        if (occasion.http) request.occasion = { ...occasion, http: { ...occasion.http, path: pathAlone(occasion.http.path) } }
      })
      await pages.register(mount)
    },
  })
}

const pathAlone = (path: string): string => path.split('?')[0] ?? ''

const mostRead = 32 * 1024 * 1024
const mostKept = 1024 * 1024

/**
 * Reads the forms of identity providers: names and values in their order, since one that stands twice matters. Of one that is far too long the beginning is kept, so that what is
 * refused is known, and stands in the log.
 */
function takeLongForms(pages: FastifyInstance): void {
  pages.removeContentTypeParser('application/x-www-form-urlencoded')
  pages.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { bodyLimit: mostRead },
    async (_request: unknown, payload: AsyncIterable<Buffer>) => {
      const kept: Buffer[] = []
      let read = 0
      for await (const chunk of payload) {
        if (read < mostKept) kept.push(chunk)
        read += chunk.length
        if (read > mostRead) break
      }
      return [...new URLSearchParams(Buffer.concat(kept).toString('utf8'))]
    },
  )
}
