import type { FastifyInstance, RouteOptions } from 'fastify'
import { pino } from 'pino'
import { linkPath } from '../../server/access/links.ts'
import { createApiKey } from '../../server/access/api-keys.ts'
import { buildApp } from '../../server/app.ts'
import { createToken } from '../../server/directory/tokens.ts'
import type { OperatorActor } from '../../server/kernel/actor.ts'
import { parseAllowList } from '../../server/kernel/outgoing/allow-list.ts'
import { makeEnvironment, realEnvironment, type Environment } from '../../server/kernel/environment.ts'
import type { DirectoryId, TeamId } from '../../server/kernel/ids.ts'
import type { TxtAnswer } from '../../server/kernel/resolve-txt.ts'
import { makeLoginLink } from '../../server/members/sign-in.ts'
import { createDirectory } from '../../server/provisioning/create-directory.ts'
import type { StreamTimes } from '../../server/provisioning/log-events.ts'
import { createTeamWithPeople, type WantedTeam } from '../../server/provisioning/create-team.ts'
import { openDatabase, type Db } from '../../server/store/open.ts'
import { makeDatabase, type DatabaseName } from './databases.ts'
import { entitle } from './entitled.ts'

/** A real server on a real port with a fresh database, whose clock the test may move. */
export type TestServer = {
  app: FastifyInstance
  db: Db
  environment: Environment
  url: string
  /** Where its database is, for another node. */
  databaseUrl: string
  /** Every route that the server registered, the ones that refuse the methods of others too. */
  routes: readonly TestRoute[]
  /** Moves the server's clock forward. */
  pass: (seconds: number) => void
  /** The TXT records that there are. A name that has none here has none; one that is `'unreachable'` has servers that do not answer. */
  dns: Map<string, readonly string[] | 'unreachable'>
  /** Makes a team that may have directories, with one, a token for it and a key that may do everything. */
  addTeam: (wanted?: Partial<WantedTeam>) => Promise<TestTeam>
  /** Makes a team that has nothing yet but a key that may do everything. */
  addBareTeam: (wanted?: Partial<WantedTeam>) => Promise<BareTeam>
  stop: () => Promise<void>
}

/** How long the sessions of the tests live. */
export const sessionLife = { idleSeconds: 3_600, longestSeconds: 4 * 3_600 }

export type TestOptions = {
  signInRate?: number
  /** By default such that no walk over all routes with wrong tokens meets it. */
  authFailureRate?: number
  publicUrl?: string
  /** For tests that start another server on the same database. */
  secretKeys?: Uint8Array[]
  /** As PURSER_OUTGOING_ALLOW: by default the machine itself, where the tests' identity providers are. */
  outgoingAllow?: string
  /** What names mean. */
  lookup?: Environment['lookup']
  trustProxy?: number | string[]
  /** When streams look, ping and end: soon, by default, since tests wait for that. */
  streams?: Partial<StreamTimes>
  /** The server's clock, in milliseconds, where it is not the machine's. */
  clock?: () => number
  /** Is given each line of the server's log. */
  log?: (line: string) => void
}

export async function startTestServer(database: DatabaseName, options: TestOptions = {}): Promise<TestServer> {
  const { signInRate = 1_000, authFailureRate = 1_000_000 } = options
  let ahead = 0
  const dns: TestServer['dns'] = new Map()
  const environment = makeEnvironment({
    milliseconds: options.clock ?? (() => Date.now() + ahead),
    elapsed: () => performance.now(),
    chance: realEnvironment.chance,
    resolveTxt: async (name) => toTxtAnswer(dns.get(name)),
    ...(options.lookup && { lookup: options.lookup }),
  })
  const { url: databaseUrl, remove } = await makeDatabase(database)
  const db = openDatabase(databaseUrl)
  let url = ''
  const routes: TestRoute[] = []
  const app = buildApp({
    db,
    environment,
    secretKeys: options.secretKeys ?? [realEnvironment.chance(32)],
    publicUrl: () => options.publicUrl ?? url,
    sessionLife,
    signInRate,
    outgoingAllow: parseAllowList(options.outgoingAllow ?? '127.0.0.0/8,::1') ?? [],
    authFailureRate,
    streams: { poll: 10, ping: 50, longest: 600_000, stall: 10_000, ...options.streams },
    ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
    ...(options.log && { logger: pino({ level: 'trace' }, { write: options.log }) }),
    onRoute: (route) => void routes.push(...toTestRoutes(route)),
  })
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    app,
    db,
    environment,
    url,
    databaseUrl,
    routes,
    pass: (seconds) => {
      ahead += seconds * 1000
    },
    dns,
    addTeam: (wanted) => addTeam({ db, environment, url }, wanted),
    addBareTeam: (wanted) => addBareTeam({ db, environment, url }, wanted),
    stop: async () => {
      await app.close()
      await db.close()
      await remove()
    },
  }
}

function toTxtAnswer(records: readonly string[] | 'unreachable' | undefined): TxtAnswer {
  if (records === undefined) return { kind: 'absent' }
  return records === 'unreachable' ? { kind: 'unreachable', why: 'ETIMEOUT' } : { kind: 'records', records: [...records] }
}

export type TestRoute = { method: string; url: string; permission: string | undefined; isRefusal: boolean; isOpen: boolean }

/** A route as the tests see it, once for each of its methods. */
const toTestRoutes = ({ method, url, config }: RouteOptions): TestRoute[] =>
  [method].flat().map((each) => ({
    method: each,
    url,
    permission: config?.permission,
    isRefusal: config?.lacksMethod === true,
    isOpen: config?.isOpen === true,
  }))

export type TestTeam = BareTeam & {
  directory: TestDirectory
  /** Another directory of the same team. */
  addDirectory: () => Promise<TestDirectory>
}

export type BareTeam = {
  teamId: TeamId
  apiKey: string
  /** A key with these scopes alone. */
  addKey: (scopes: string[]) => Promise<string>
  /** Asks the API with the key that may do everything. */
  api: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** Signs somebody in by a login link: whom an address means, or the first owner. */
  signIn: (address?: string) => Promise<TestBrowser>
  by: () => OperatorActor
}

/** A browser with a session: it sends its cookie with every request, and on its own pages its origin. */
export type TestBrowser = {
  cookie: string
  api: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
}

export type TestDirectory = {
  directoryId: DirectoryId
  token: string
  tokenId: string
  baseUrl: string
  /** Asks SCIM as this directory's identity provider. `headers` are added, or replace those sent by default. */
  scim: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>
}

/** An answer with its body parsed; `text` where it is no JSON. */
export type Answer = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse>; text: string }

type Parts = Pick<TestServer, 'db' | 'environment' | 'url'>

async function addTeam(parts: Parts, wanted?: Partial<WantedTeam>): Promise<TestTeam> {
  const { db, environment, url } = parts
  const team = await addBareTeam(parts, wanted)
  const { by } = team
  await entitle(db, environment, by)
  const addDirectory = async () => openDirectory(url, await makeDirectory(db, environment, by, url))
  return { ...team, directory: await addDirectory(), addDirectory }
}

type Opened = Pick<TestDirectory, 'directoryId' | 'token' | 'tokenId'>

async function makeDirectory(db: Db, environment: Environment, by: () => OperatorActor, url: string): Promise<Opened> {
  const { directoryId } = await createDirectory(db, environment, by(), { name: 'Okta', provider: 'okta' }, url)
  const { secret: token, token: stored } = await createToken(db, environment, by(), { directoryId, name: 'token', expiresAt: null })
  return { directoryId, token, tokenId: stored.tokenId }
}

/** A directory as its identity provider sees it. */
export function openDirectory(url: string, { directoryId, token, tokenId }: Opened): TestDirectory {
  const baseUrl = `${url}/scim/v2/${directoryId}`
  const scim: TestDirectory['scim'] = (method, path, body, headers = {}) =>
    ask(method, `${baseUrl}${path}`, body, {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/scim+json' }),
      ...headers,
    })
  return { directoryId, token, tokenId, baseUrl, scim }
}

async function addBareTeam({ db, environment, url }: Parts, wanted: Partial<WantedTeam> = {}): Promise<BareTeam> {
  const teamId = environment.newId('team')
  const by = (): OperatorActor => ({ kind: 'command_line', teamId, name: 'tester', requestId: environment.newId('req'), at: environment.now() })
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains: [], ownerEmail: undefined, ...wanted })
  const addKey = async (scopes: string[]) => (await createApiKey(db, environment, by(), { name: 'key', scopes, expiresAt: null })).secret
  const apiKey = await addKey(['*'])
  const api: TestTeam['api'] = (method, path, body) =>
    ask(method, `${url}/v1${path}`, body, { authorization: `Bearer ${apiKey}`, ...(body !== undefined && { 'content-type': 'application/json' }) })
  const signIn = async (address?: string) => {
    const { secret } = await makeLoginLink(db, environment, by(), { address })
    return openBrowser(url, `${url}${linkPath(secret)}`)
  }
  return { teamId, apiKey, addKey, api, signIn, by }
}

/** Confirms a link, as the button on its page does. `fields` are what somebody typed into the form. */
export const confirmLink = (link: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Answer> =>
  ask('POST', link, new URLSearchParams({ ...fields, confirm: 'yes' }).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    origin: new URL(link).origin,
    ...headers,
  })

/** What an answer's cookie is sent back as. */
export const cookieIn = ({ headers }: Answer): string => headers.get('set-cookie')?.split(';')[0] ?? ''

/** A browser that came in by a link. */
export async function openBrowser(url: string, link: string, fields: Record<string, string> = {}): Promise<TestBrowser> {
  const answer = await confirmLink(link, fields)
  if (answer.status !== 303) throw new Error(`The link was answered ${answer.status}: ${answer.text}`)
  const cookie = cookieIn(answer)
  const api: TestBrowser['api'] = (method, path, body, headers = {}) =>
    ask(method, `${url}/v1${path}`, body, { cookie, origin: url, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers })
  return { cookie, api }
}

/** A request with a body as it is, where that is text, or as JSON. */
export async function ask(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const response = await fetch(url, { method, headers, redirect: 'manual', ...sent })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
