import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { SessionLife } from '../access/sessions.ts'
import type { Environment } from '../kernel/environment.ts'
import { authenticateCookie } from '../members/authenticate.ts'
import { notBuiltPage } from '../pages/not-built-page.ts'
import type { Db } from '../store/open.ts'

/** The addresses of the dashboard, as `web/router.tsx` has them. Each may have more after it, but `/sso`: what follows there are connections. */
const pages = ['users', 'groups', 'members', 'spend', 'directory', 'log', 'diagnostics', 'keys', 'audit', 'settings', 'help']

type Options = { db: Db; environment: Environment; sessionLife: SessionLife; folder?: string }

const nonceMark = '%PURSER_NONCE%'
const built = join(import.meta.dirname, '../../web/dist')

/** Hands out the dashboard: one page for all its addresses, to whoever is signed in, and its files, whose names change with what is in them. */
export const dashboard: FastifyPluginAsync<Options> = async (app, { db, environment, sessionLife, folder = built }) => {
  const index = existsSync(join(folder, 'index.html')) ? readFileSync(join(folder, 'index.html'), 'utf8') : undefined
  if (index !== undefined)
    await app.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => void reply.header('cache-control', cacheOf(path)),
    })

  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    const { presented, occasion, url } = request
    // Whether the cookie opens a session or a set-up: what it may see is for the API to say.
    const caller = presented === undefined ? undefined : await authenticateCookie(db.read, presented, occasion, sessionLife)
    if (!caller) return reply.redirect(`/sign-in?return_to=${encodeURIComponent(url)}`, 303)
    if (index === undefined) return reply.page(503, notBuiltPage(request.language))
    const nonce = Buffer.from(environment.chance(16)).toString('base64url')
    return reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyOf(nonce) })
      .send(index.replaceAll(nonceMark, nonce))
  }
  const isDirectoryTab = ({ query }: FastifyRequest) => (query as { tab?: unknown }).tab === 'active-directory' // whatever the client wrote
  app.get('/', (request, reply) => (isDirectoryTab(request) ? reply.redirect('/directory', 303) : show(request, reply)))
  app.get('/dashboard', (request, reply) => reply.redirect(isDirectoryTab(request) ? '/directory' : '/', 303))
  app.get('/sso', show)
  for (const page of pages) {
    app.get(`/${page}`, show)
    app.get(`/${page}/*`, show)
  }
}

/** The bundler puts a digest of its content into a file's name; the few that keep theirs are asked for again. */
const cacheOf = (path: string) => (/-[\w-]{8}\.\w+(\.gz|\.br)?$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')

/** Nothing from elsewhere, no script and no style within the page but the styles that carry its nonce. `data:` is for the small pictures in Mantine's styles. */
const policyOf = (nonce: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
