import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { realEnvironment } from './kernel/environment.ts'
import { parseAllowList, type Allowed } from './kernel/outgoing/allow-list.ts'

/** One setting: how its text is read, what it is by default, and what `docs/configuration.md` says of it. */
type Setting<Value, Default extends string | undefined> = { shape: z.ZodType<Value, string>; byDefault: Default; accepts: string; meaning: string }
const setting = <Value, const Default extends string | undefined>(facts: Setting<Value, Default>): Setting<Value, Default> => facts

const number = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most)

/** Hops, or the addresses of the proxies: each an address, a network such as 10.0.0.0/8, or a name that Fastify knows. */
const parseTrust = (text: string): number | string[] | undefined => {
  if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0
  if (/^\d{1,2}$/.test(text)) return Number(text)
  const places = text.split(',').map((place) => place.trim())
  return places.every(isPlace) ? places : undefined
}
const isPlace = (place: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(place)) return true
  const [, address = '', bits = '1'] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(place) ?? []
  const most = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0
  return Number(bits) >= 1 && Number(bits) <= most
}

/** Keys of 32 bytes, each in either alphabet of base64 (RFC 4648 §4 and §5), with commas between. */
const secretKeyList = z.string().regex(/^[\w+/-]{43}=?(,[\w+/-]{43}=?)*$/)

/** A file, as `:memory:` is not, since each connection would have one of its own; or what node-postgres reads: the host may be left out, and stand in the query. */
const isDatabaseUrl = (url: string): boolean =>
  /^sqlite:(?!:memory:).+$/.test(url) || (/^postgres(ql)?:\/\/.+$/.test(url) && URL.canParse(url.replace('@/', '@socket/').replaceAll(' ', '%20')))

/** All settings. Each is an environment variable, may be given as a file (`…_FILE`), and is a flag of `purser serve`. */
export const settings = {
  PURSER_DATA_DIR: setting({
    shape: z.string().min(1),
    byDefault: './data',
    accepts: 'a folder, made if it is not there',
    meaning: 'Where the SQLite database and the secret key lie.',
  }),
  PURSER_DATABASE_URL: setting({
    shape: z.string().refine(isDatabaseUrl),
    byDefault: undefined,
    accepts: 'sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/NAME',
    meaning: 'The database. By default a SQLite file in the data folder.',
  }),
  PURSER_PUBLIC_URL: setting({
    shape: z
      .string()
      .regex(/^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/)
      .refine((url) => URL.canParse(url))
      .transform((url) => url.replace(/\/+$/, '')),
    byDefault: undefined,
    accepts: 'a URL such as https://purser.example.com',
    meaning: 'How identity providers and programs reach Purser: the answers’ links begin so. By default the address it listens on.',
  }),
  PURSER_HOST: setting({
    shape: z.string().min(1),
    byDefault: '127.0.0.1',
    accepts: 'an address or host name',
    meaning: 'Where to listen. 0.0.0.0 is everywhere.',
  }),
  PURSER_PORT: setting({
    shape: number(0, 65_535),
    byDefault: '8080',
    accepts: 'a whole number from 0 to 65535',
    meaning: 'Which port to listen on. 0 takes any free one.',
  }),
  PURSER_SECRET_KEY: setting({
    shape: secretKeyList,
    byDefault: undefined,
    accepts: '32 random bytes in base64 or base64url, or several, new,old, while one replaces another',
    meaning: 'The key of what Purser seals. With SQLite it is made at the first start and kept in the data folder; with PostgreSQL it is required.',
  }),
  PURSER_LOG_LEVEL: setting({
    shape: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    byDefault: 'info',
    accepts: 'fatal, error, warn, info, debug, trace or silent',
    meaning: 'How much the server logs, as lines of JSON on standard error.',
  }),
  PURSER_TRUST_PROXY: setting({
    shape: z.string().transform((text, context) => {
      const trust = parseTrust(text)
      if (trust !== undefined) return trust
      context.issues.push({ code: 'custom', message: 'no trust', input: text })
      return z.NEVER
    }),
    byDefault: 'false',
    accepts: 'true, false, a number of proxies from 0 to 99, or addresses and networks such as 10.0.0.0/8,::1',
    meaning:
      'The proxies in front whose X-Forwarded-For tells the client’s address: how many stand one behind another (true is one), or where they are. ' +
      'The address that the outermost of these saw counts; what a client sent there itself does not.',
  }),
  PURSER_AUTH_FAILURE_RATE: setting({
    shape: number(1, 1_000_000),
    byDefault: '300',
    accepts: 'a whole number from 1 to 1000000',
    meaning:
      'How many requests with a wrong token or key one address may send within a minute before it is answered 429; those of SCIM and of the API count apart. ' +
      'Valid ones are never held up. Each server counts its own.',
  }),
  PURSER_SIGN_IN_RATE: setting({
    shape: number(1, 100_000),
    byDefault: '10',
    accepts: 'a whole number from 1 to 100000',
    meaning:
      'How many sign-ins are tried from one address within any minute; what comes above is told to wait. Of IPv6 a network of 64 bits is one address. Each server counts its own.',
  }),
  PURSER_OUTGOING_ALLOW: setting({
    shape: z.string().transform((text, context) => {
      const list = parseAllowList(text)
      if (list !== undefined) return list
      context.issues.push({ code: 'custom', message: 'no list', input: text })
      return z.NEVER
    }),
    byDefault: '',
    accepts: 'names, addresses and networks, each perhaps with a port, such as idp.corp.example,10.1.0.0/16,192.0.2.7:8443',
    meaning:
      'Where Purser may send requests besides public addresses over https on port 443, since teams name their identity providers themselves: these may ' +
      'be internal, on another port, and over http. Name no more than the identity providers.',
  }),
  PURSER_SESSION_IDLE_MINUTES: setting({
    shape: number(1, 525_600),
    byDefault: '480',
    accepts: 'minutes, from 1 to 525600',
    meaning: 'How long somebody stays signed in without doing anything.',
  }),
  PURSER_SESSION_HOURS: setting({
    shape: number(1, 8_760),
    byDefault: '168',
    accepts: 'hours, from 1 to 8760',
    meaning: 'How long somebody stays signed in at most.',
  }),
  PURSER_REQUEST_BODY_DAYS: setting({
    shape: number(0, 3650),
    byDefault: '30',
    accepts: 'days, from 0 to 3650',
    meaning: 'How long the provisioning log keeps the bodies of requests, and a test sign-in what it shows of somebody.',
  }),
  PURSER_PROVISIONING_LOG_DAYS: setting({
    shape: number(1, 3650),
    byDefault: '400',
    accepts: 'days, from 1 to 3650',
    meaning: 'How long the provisioning log keeps its rows.',
  }),
  PURSER_EVENT_DAYS: setting({
    shape: number(1, 3650),
    byDefault: '30',
    accepts: 'days, from 1 to 3650',
    meaning: 'How long events are readable, and a cursor of theirs is good. They are never readable longer than the provisioning log keeps its rows.',
  }),
} as const

type Name = keyof typeof settings
type Values = { [Key in Name]: z.output<(typeof settings)[Key]['shape']> | ((typeof settings)[Key]['byDefault'] extends string ? never : undefined) }

export type Config = {
  dataDir: string
  databaseUrl: string
  /** Undefined: the address that it listens on. */
  publicUrl: string | undefined
  host: string
  port: number
  /** The newest first. */
  secretKeys: Uint8Array[]
  logLevel: string
  /** How many proxies stand in front, or where they are. */
  trustProxy: number | string[]
  /** Wrong credentials of one address within a minute. */
  authFailureRate: number
  /** Sign-ins a minute from one address. */
  signInRate: number
  /** Where requests may go besides the public internet. */
  outgoingAllow: Allowed[]
  sessionLife: { idleSeconds: number; longestSeconds: number }
  requestBodyDays: number
  provisioningLogDays: number
  /** How long events are readable. */
  eventDays: number
}

/** What is wrong with the configuration, all of it at once. */
export class ConfigError extends Error {}

/**
 * Reads the configuration from flags, environment and files, in that order; `flags` are named as the variables. Makes the secret key where
 * SQLite runs and none is given. Throws ConfigError naming each variable that is wrong and what it accepts.
 */
export function readConfig(flags: Partial<Record<string, string>> = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = []
  const read = Object.entries(settings).map(([name, facts]) => [name, readOne(name, facts, flags, environment, wrong)])
  const values = Object.fromEntries(read) as Values // each was read by its own shape, or we throw below
  const { PURSER_DATABASE_URL: givenUrl, PURSER_SECRET_KEY: givenKey } = values
  if (givenUrl?.startsWith('postgres') && givenKey === undefined && !wrong.some((each) => each.startsWith('PURSER_SECRET_KEY'))) {
    wrong.push('PURSER_SECRET_KEY is required with PostgreSQL, where several nodes share it. Make one: openssl rand -base64 32')
  }
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'))
  const dataDir = resolve(values.PURSER_DATA_DIR)
  const databaseUrl = givenUrl ?? `sqlite:${join(dataDir, 'purser.db')}`
  if (databaseUrl.startsWith('sqlite:')) makeFolder(dataDir)
  return {
    dataDir,
    databaseUrl,
    publicUrl: values.PURSER_PUBLIC_URL,
    host: values.PURSER_HOST,
    port: values.PURSER_PORT,
    secretKeys: (givenKey ?? ownKey(dataDir, databaseUrl.slice('sqlite:'.length))).split(',').map((key) => Buffer.from(key, 'base64url')),
    logLevel: values.PURSER_LOG_LEVEL,
    trustProxy: values.PURSER_TRUST_PROXY,
    authFailureRate: values.PURSER_AUTH_FAILURE_RATE,
    signInRate: values.PURSER_SIGN_IN_RATE,
    outgoingAllow: values.PURSER_OUTGOING_ALLOW,
    sessionLife: { idleSeconds: values.PURSER_SESSION_IDLE_MINUTES * 60, longestSeconds: values.PURSER_SESSION_HOURS * 3600 },
    requestBodyDays: values.PURSER_REQUEST_BODY_DAYS,
    provisioningLogDays: values.PURSER_PROVISIONING_LOG_DAYS,
    eventDays: Math.min(values.PURSER_EVENT_DAYS, values.PURSER_PROVISIONING_LOG_DAYS),
  }
}

function readOne(
  name: string,
  { shape, byDefault, accepts }: Setting<unknown, string | undefined>,
  flags: Partial<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
  wrong: string[],
): unknown {
  const file = environment[`${name}_FILE`]
  if (file !== undefined && environment[name] !== undefined) {
    wrong.push(`${name} and ${name}_FILE are both set. Set one of them.`)
    return undefined
  }
  if (file !== undefined && !existsSync(file)) {
    wrong.push(`${name}_FILE names ${file}, which is not there.`)
    return undefined
  }
  const text = flags[name] ?? environment[name] ?? (file === undefined ? byDefault : readGiven(file))
  if (file !== undefined && text === undefined)
    wrong.push(`${name}_FILE names ${file}, which cannot be read. It must be a file that this user may read.`)
  if (text === undefined) return undefined
  const parsed = shape.safeParse(text)
  // The value of a secret is not repeated.
  if (!parsed.success)
    wrong.push(
      `${name} is ${name === 'PURSER_SECRET_KEY' || name === 'PURSER_DATABASE_URL' ? 'wrong' : JSON.stringify(text)}. It accepts ${accepts}.`,
    )
  return parsed.data
}

/** What stands in a file that a setting names. Undefined where it cannot be read, as a folder, or without the right to. */
function readGiven(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** The names that look like settings and are none, as a typing error makes them. They are told, not refused: other programs may set such names. */
export function unknownSettings(environment: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set(Object.keys(settings).flatMap((name) => [name, `${name}_FILE`]))
  return Object.keys(environment).filter((name) => name.startsWith('PURSER_') && !known.has(name))
}

/** The key beside the SQLite file, made before the database is, for the owner of the process alone. Another one would not open what is sealed there. */
function ownKey(dataDir: string, databaseFile: string): string {
  makeFolder(dataDir)
  const file = join(dataDir, 'secret.key')
  if (existsSync(file)) return readKeyFile(file)
  if (existsSync(databaseFile) && statSync(databaseFile).size > 0)
    throw new ConfigError(
      `The secret key is missing: there is a database, ${databaseFile}, and no ${file}. Put the file back, as the backup of the key has it, or set PURSER_SECRET_KEY to what it held. Nothing was changed.`,
    )
  try {
    // On disk before anything is sealed by it.
    writeFileSync(file, Buffer.from(realEnvironment.chance(32)).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    // Another process that began at the same moment has made it.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return readKeyFile(file)
    // What a full disk left of it would stand in the way of the next start.
    if (existsSync(file)) rmSync(file)
    throw new ConfigError(
      `PURSER_DATA_DIR: the secret key cannot be written to ${file} (${error instanceof Error ? error.message : String(error)}). It accepts a folder that this user may write in, with room.`,
    )
  }
  return readKeyFile(file)
}

/** What stands in it, where that is a key: an empty or cut file would be one that anybody can guess. */
function readKeyFile(file: string): string {
  const text = readGiven(file)
  if (text === undefined) throw new ConfigError(`The secret key cannot be read: ${file} must be a file that this user may read. Nothing was changed.`)
  if (secretKeyList.safeParse(text).success) return text
  throw new ConfigError(
    `${file} holds no secret key: it is empty, cut or altered. Put the file back, as the backup of the key has it, or set PURSER_SECRET_KEY to what it held; where nothing was stored yet, delete it. Nothing was changed.`,
  )
}

/** Makes the data folder and those above it, for the owner of the process alone: people's names are in it. One by one, since Node's own way never ends in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  try {
    if (dirname(folder) !== folder) makeFolder(dirname(folder))
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (error instanceof ConfigError || existsSync(folder)) throw error
    throw new ConfigError(`PURSER_DATA_DIR: the folder ${folder} cannot be made. It accepts a folder, made if it is not there.`)
  }
}

/** A setting of the environment as it stands there, or in its file, before anything is read of it. */
export function readText(name: keyof typeof settings, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = environment[`${name}_FILE`]
  return environment[name] ?? (file === undefined ? undefined : readGiven(file))
}
