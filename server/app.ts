import type { Socket } from 'node:net'
import fastify, {
  LogController,
  type ConnectionError,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RouteOptions,
} from 'fastify'
import { apiKeyRoutes } from './access/api-keys.routes.ts'
import { sessionRoutes } from './access/sessions.routes.ts'
import type { SessionLife } from './access/sessions.ts'
import { setupLinkRoutes } from './access/setup-links.routes.ts'
import { setupPageRoutes } from './access/setup-pages.routes.ts'
import { directoryRoutes } from './directory/directories.routes.ts'
import { PageMarks } from './directory/page-marks.ts'
import { schemaRoutes } from './directory/schemas.routes.ts'
import { faqRoutes } from './diagnostics/faq.routes.ts'
import { findingRoutes } from './diagnostics/findings.routes.ts'
import { healthRoutes } from './diagnostics/health.routes.ts'
import { serveMetrics } from './http/metrics.ts'
import { cookieOf } from './http/origin.ts'
import { cameFrom } from './http/occasion.ts'
import { requireSafeTransport } from './http/origin.ts'
import { pageShell, sendNothingHere } from './http/pages.ts'
import { ssoShell } from './http/sso.ts'
import { apiDocs } from './http/api-docs.ts'
import { dashboard } from './http/dashboard.ts'
import { describeApi } from './http/openapi.ts'
import { problemDocs } from './http/problem-docs.ts'
import { answerUnroutable, scimShell } from './http/scim.ts'
import { securityHeaders } from './http/security-headers.ts'
import { toProblem, sendProblem, v1Shell } from './http/v1.ts'
import { directoryLifeRoutes } from './provisioning/directory-life.routes.ts'
import { streamTimes, type StreamTimes } from './provisioning/log-events.ts'
import { logStreamRoutes } from './provisioning/log-stream.routes.ts'
import { provisioningLogRoutes } from './provisioning/provisioning-log.routes.ts'
import { LiveLog } from './journal/live-log.ts'
import { eventRoutes } from './journal/events/events.routes.ts'
import { hideSecrets } from './journal/redact.ts'
import { Cursors } from './kernel/cursors.ts'
import type { Environment } from './kernel/environment.ts'
import type { Allowed } from './kernel/outgoing/allow-list.ts'
import { Outgoing } from './kernel/outgoing/outgoing.ts'
import { refusal } from './kernel/refusal.ts'
import { Seal } from './kernel/seal.ts'
import { inviteRoutes } from './members/invites.routes.ts'
import { linkRoutes } from './members/links.routes.ts'
import { memberRoutes } from './members/members.routes.ts'
import { scimBulkRoutes } from './provisioning/scim-bulk.routes.ts'
import { scimDiscoveryRoutes } from './provisioning/scim-discovery.routes.ts'
import { scimGroupRoutes } from './provisioning/scim-groups.routes.ts'
import { scimSearchRoutes } from './provisioning/scim-search.routes.ts'
import { scimUserRoutes } from './provisioning/scim-users.routes.ts'
import { auditLogRoutes } from './provisioning/audit-log.routes.ts'
import { teamRoutes } from './provisioning/teams.routes.ts'
import { groupListRoutes } from './reports/groups.routes.ts'
import { personRoutes } from './reports/person.routes.ts'
import { usageListRoutes } from './reports/usage-events.routes.ts'
import { userListRoutes } from './reports/users.routes.ts'
import { alertRuleRoutes } from './spend/alerts/alert-rules.routes.ts'
import { decisionRoutes } from './reports/decisions.routes.ts'
import { spendReportRoutes } from './reports/spend.routes.ts'
import { explainRoutes } from './reports/explain.routes.ts'
import { effectiveLimitRoutes } from './reports/effective-limits.routes.ts'
import { limitRoutes } from './spend/limits.routes.ts'
import { orphanedLimitRoutes } from './spend/orphaned-limits.routes.ts'
import { previewRoutes } from './spend/preview.routes.ts'
import { authorizationRoutes } from './spend/authorizations/authorizations.routes.ts'
import { readDrift } from './spend/ledger/reconcile.ts'
import { reconciliationRoutes } from './spend/ledger/reconciliations.routes.ts'
import { quarantineRoutes } from './spend/usage/quarantine.routes.ts'
import { usageEventRoutes } from './spend/usage/usage-events.routes.ts'
import { periodRoutes } from './spend/periods.routes.ts'
import { domainRoutes } from './sso/domains.routes.ts'
import { prerequisiteRoutes } from './sso/prerequisites.routes.ts'
import { connectionRoutes } from './sso/connections.routes.ts'
import { Discovery } from './sso/oidc/discovery.ts'
import { KeySets } from './sso/oidc/key-sets.ts'
import { ssoRoutes } from './sso/sso.routes.ts'
import { refuseLinkWhereSsoRequired } from './sso/require-sso.ts'
import { signInPageRoutes } from './sso/sign-in-page.routes.ts'
import { signInLogRoutes } from './sso/sign-ins.routes.ts'
import type { Db } from './store/open.ts'

export type AppOptions = {
  db: Db
  environment: Environment
  /** What is sealed with: the newest first. */
  secretKeys: readonly Uint8Array[]
  /** How clients reach this server: what links begin with. Asked at each request, since a server learns its port by listening. */
  publicUrl: () => string
  sessionLife: SessionLife
  /** Sign-ins a minute from one address. */
  signInRate: number
  /** Where requests may go besides the public internet: nowhere unless given. */
  outgoingAllow?: readonly Allowed[]
  logger?: FastifyBaseLogger
  /** How many proxies stand in front, or where they are. */
  trustProxy?: number | string[]
  /** Wrong credentials that one address may present within a minute. */
  authFailureRate: number
  /** When streams look, ping and end. */
  streams?: StreamTimes
  /** How many days events are readable. */
  eventDays?: number
  /** Is told each route as it is registered. */
  onRoute?: (route: RouteOptions) => void
}

const nothingHere = refusal({ code: 'not-found', status: 404, title: 'Nothing here' })

/** The whole HTTP service: each face is a shell, and the routes in it come from the features. */
export function buildApp({
  db,
  environment,
  secretKeys,
  publicUrl,
  sessionLife,
  signInRate,
  outgoingAllow = [],
  logger,
  trustProxy = 0,
  authFailureRate,
  streams = streamTimes,
  eventDays = 30,
  onRoute = () => {},
}: AppOptions): FastifyInstance {
  const app: FastifyInstance = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    // By their number: Fastify believes none then, unless each is asked about.
    trustProxy: typeof trustProxy === 'number' ? (_address, hop) => hop < trustProxy : trustProxy,
    genReqId: () => environment.newId('req'),
    requestIdHeader: false,
    // One line for each request, at its end, is enough.
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 700 },
    rewriteUrl: ({ url = '/' }) => withoutFlag(url),
    clientErrorHandler: refuseUnreadable,
    frameworkErrors: (error, request, reply) => refuseUnroutable(error, request, reply as FastifyReply, publicUrl()), // any reply, whatever types it may send
  })
  app.addHook('onRoute', onRoute)
  // Before anything is asked, so that no answer is without; a page says more of its own.
  app.addHook('onRequest', async (request, reply) => void reply.headers({ ...securityHeaders, 'x-request-id': request.id }))
  // An error may say again what was sent, and people paste secrets into the wrong place.
  app.addHook('onSend', async (_request, reply, payload) => (reply.statusCode >= 400 && typeof payload === 'string' ? hideSecrets(payload) : payload))
  app.addHook('onResponse', async (request, reply) =>
    request.log.info({ method: request.method, route: request.routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime }, 'answered'),
  )

  describeApi(app)
  serveMetrics(app, () => readDrift(db, environment.now()))
  app.get('/livez', async () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const pending = await db.pendingMigrations().catch(() => undefined)
    if (pending?.length === 0) return { status: 'ready' }
    return reply
      .code(503)
      .send({ status: 'not ready', why: pending ? `migrations are missing: ${pending.join(', ')}` : 'the database cannot be reached' })
  })

  const cursors = new Cursors(secretKeys)
  const marks = new PageMarks(environment.elapsed)
  const outgoing = new Outgoing(environment, outgoingAllow)
  const discovery = new Discovery(environment, outgoing)
  const keySets = new KeySets(environment, outgoing)
  const sso = { db, environment, seal: new Seal(secretKeys), outgoing, discovery, keySets, sessionLife, publicUrl }
  const live = new LiveLog(db, streams.poll, (error) => app.log.error({ err: error }, 'the journal could not be looked at for streams'))
  const baseUrlOf = (directoryId: string) => `${publicUrl()}/scim/v2/${directoryId}`
  app.register(scimShell, {
    prefix: '/scim/v2/:directory',
    db,
    environment,
    marks,
    authFailureRate,
    publicUrl,
    mount: async (scim) => {
      const options = { db, environment, cursors, marks, baseUrlOf }
      await scim.register(scimDiscoveryRoutes, options)
      await scim.register(scimSearchRoutes, options)
      await scim.register(scimUserRoutes, options)
      await scim.register(scimGroupRoutes, options)
      await scim.register(scimBulkRoutes, options)
    },
  })
  app.register(v1Shell, {
    prefix: '/v1',
    db,
    environment,
    sessionLife,
    authFailureRate,
    publicUrl,
    mount: async (v1) => {
      await v1.register(teamRoutes, { db, environment, cursors })
      await v1.register(apiKeyRoutes, { db, environment, cursors })
      await v1.register(sessionRoutes, { db, cursors, sessionLife, expiredCookie: () => expiredCookie(publicUrl()) })
      await v1.register(inviteRoutes, { db, environment, cursors, publicUrl })
      await v1.register(setupLinkRoutes, { db, environment, cursors, publicUrl })
      await v1.register(directoryRoutes, { db, environment, baseUrlOf })
      await v1.register(directoryLifeRoutes, { db, environment, publicUrl, baseUrlOf })
      await v1.register(domainRoutes, { db, environment, cursors })
      await v1.register(prerequisiteRoutes, { db, publicUrl })
      await v1.register(schemaRoutes, { db })
      await v1.register(userListRoutes, { db, cursors })
      await v1.register(groupListRoutes, { db, environment, cursors })
      await v1.register(personRoutes, { db, cursors, sessionLife })
      await v1.register(memberRoutes, { db, cursors })
      await v1.register(connectionRoutes, { tools: sso, cursors })
      await v1.register(signInLogRoutes, { db, cursors })
      await v1.register(provisioningLogRoutes, { db, cursors, live })
      await v1.register(logStreamRoutes, { db, environment, live, times: streams })
      await v1.register(auditLogRoutes, { db, cursors })
      await v1.register(eventRoutes, { db, environment, cursors, eventDays })
      await v1.register(findingRoutes, { db, environment })
      await v1.register(faqRoutes, { db, environment })
      await v1.register(healthRoutes, { db, environment })
      await v1.register(authorizationRoutes, { db, environment })
      await v1.register(usageEventRoutes, { db, environment, publicUrl })
      await v1.register(usageListRoutes, { db, cursors })
      await v1.register(quarantineRoutes, { db, environment, cursors })
      await v1.register(reconciliationRoutes, { db })
      await v1.register(limitRoutes, { db, environment, cursors })
      await v1.register(alertRuleRoutes, { db })
      await v1.register(orphanedLimitRoutes, { db, environment, cursors })
      await v1.register(previewRoutes, { db, environment, cursors })
      await v1.register(periodRoutes, { db, environment, cursors })
      await v1.register(explainRoutes, { db, environment })
      await v1.register(effectiveLimitRoutes, { db, environment, cursors })
      await v1.register(spendReportRoutes, { db, environment, cursors })
      await v1.register(decisionRoutes, { db, cursors })
    },
  })
  app.register(ssoShell, {
    prefix: '/sso',
    environment,
    sessionLife,
    publicUrl,
    mount: async (pages) => {
      await pages.register(ssoRoutes, {
        tools: sso,
        signInRate,
        requireSafe: (request) => requireSafeTransport(cameFrom(request), publicUrl()),
        expiredCookie: () => expiredCookie(publicUrl()),
      })
    },
  })
  app.register(pageShell, {
    environment,
    sessionLife,
    publicUrl,
    mount: async (pages) => {
      await pages.register(apiDocs)
      await pages.register(problemDocs, { publicUrl })
      await pages.register(linkRoutes, { db, environment, sessionLife, signInRate, refuseLink: refuseLinkWhereSsoRequired })
      await pages.register(setupPageRoutes, { db, environment, sessionLife, signInRate })
      await pages.register(signInPageRoutes, { db, signInRate, publicUrl })
      await pages.register(dashboard, { db, environment, sessionLife })
    },
  })
  app.setNotFoundHandler((request, reply) => {
    const refused = nothingHere(
      `There is nothing at ${request.url.split('?')[0]}. The dashboard is at /, the API at /v1, SCIM at /scim/v2/<directory>.`,
    )
    const problem = toProblem(refused, request, publicUrl())
    return request.headers.accept?.includes('text/html') === true ? sendNothingHere(reply, environment, problem) : sendProblem(reply, problem)
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => sendProblem(reply, toProblem(error, request, publicUrl())))
  return app
}

/** Has a browser forget its session. */
function expiredCookie(publicUrl: string): string {
  const { name, attributes } = cookieOf(publicUrl)
  return `${name}=; ${attributes}; Max-Age=0`
}

/**
 * Entra's admins append a flag to the base URL, `…/dir_…?aadOptscim062020`, and Entra appends the resource to that, so that the flag may stand in the
 * middle. Both of its dialects are understood, so the flag says nothing.
 */
const withoutFlag = (url: string): string => url.replace(/\/?[?/](?:aadOptscim062020|AzureAdScimPatch2017)(?=\/)/i, '')

/** A URL that cannot be decoded, or has an id longer than any, meets no route and so no shell. */
function refuseUnroutable(error: FastifyError, request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  reply.headers({ ...securityHeaders, 'x-request-id': request.id })
  if (request.url.startsWith('/scim/')) answerUnroutable(error, reply)
  else sendProblem(reply, toProblem(error, request, publicUrl))
}

/** A message that is no HTTP, or whose headers are too large, so that nothing is known of who sent it: a filter belongs in a URL of a few thousand signs. */
function refuseUnreadable(error: ConnectionError, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const [status, title] = error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : [400, 'Bad Request']
  const detail = status === 431 ? 'The URL and headers together are larger than 16 KB. Send a shorter filter.' : 'This is no HTTP request.'
  // Both a SCIM error (RFC 7644 §3.12) and a problem (RFC 9457), since the path is not known.
  const body = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), title, detail })
  const headers = { ...securityHeaders, 'content-type': 'application/scim+json', 'content-length': Buffer.byteLength(body), connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`)
}
