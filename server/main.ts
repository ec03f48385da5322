import { pino, type Logger } from 'pino'
import { requireSecretKeys } from './access/sealed-secrets.ts'
import { buildApp } from './app.ts'
import { ConfigError, settings, type Config } from './config.ts'
import { startHousekeeping } from './housekeeping.ts'
import { realEnvironment, type Environment } from './kernel/environment.ts'
import { Outgoing } from './kernel/outgoing/outgoing.ts'
import { Seal } from './kernel/seal.ts'
import { tellAddress } from './listening.ts'
import { openDatabase, type Db } from './store/open.ts'

/** A running server. */
export type Server = {
  /** How clients reach it: the public URL, or the address it listens on. */
  url: string
  db: Db
  environment: Environment
  /** Finishes the requests in flight, writes what reads left behind, and closes the database. */
  stop(): Promise<void>
}

/** Opens the database, brings its tables up to date, and listens. Throws where one of these cannot be done. */
export async function startServer(config: Config, environment: Environment = realEnvironment): Promise<Server> {
  const logger = makeLogger(config.logLevel)
  const db = openDatabase(config.databaseUrl)
  try {
    const ran = await db.migrate()
    if (ran.length > 0) logger.info({ migrations: ran }, 'the tables are up to date')
    await requireSecretKeys(db, environment, new Seal(config.secretKeys))
    let url = config.publicUrl ?? ''
    const app = buildApp({ ...config, db, environment, publicUrl: () => url, logger })
    const address = await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => refuseAddress(config, error))
    url = config.publicUrl ?? address
    const forgetAddress = tellAddress(config, url)
    const housekeeping = startHousekeeping(db, environment, config, new Outgoing(environment, config.outgoingAllow), (error) =>
      logger.error({ err: error }, 'housekeeping failed'),
    )
    return {
      url,
      db,
      environment,
      stop: async () => {
        forgetAddress()
        await closeApp(app)
        await housekeeping.stop()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** An address that is not this machine's, or that may not be listened on, is a mistake in the settings. One that is taken is told as it is. */
function refuseAddress({ host, port }: Config, error: unknown): never {
  if (!(error instanceof Error && 'code' in error) || error.code === 'EADDRINUSE') throw error
  const { PURSER_HOST: name, PURSER_PORT: number } = settings
  throw new ConfigError(
    error.code === 'EACCES'
      ? `PURSER_PORT is ${port}, where this user may not listen (${error.message}). It accepts ${number.accepts}; those below 1024 are often kept for root.`
      : `PURSER_HOST is ${JSON.stringify(host)}, where this machine cannot listen (${error.message}). It accepts ${name.accepts} of this machine; 0.0.0.0 is everywhere.`,
  )
}

/** Who is still sending a request then is cut off: whoever runs us waits no longer. */
const longestCloseMs = 8_000

/** Answers the requests in flight and lets go of their connections, which clients would else keep open for their next request. */
async function closeApp(app: ReturnType<typeof buildApp>): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), 20)
  const last = setTimeout(() => app.server.closeAllConnections(), longestCloseMs)
  try {
    await app.close()
  } finally {
    clearInterval(idle)
    clearTimeout(last)
  }
}

/** Lines of JSON on standard error: standard output belongs to what commands answer. */
function makeLogger(level: string): Logger {
  return pino(
    { level, base: null, redact: ['req.headers.authorization', 'headers.authorization', '*.secret', '*.password'] },
    pino.destination({ fd: 2, sync: false }),
  )
}
