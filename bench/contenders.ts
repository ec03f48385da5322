import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { domain } from '../demo/company.ts'
import { createToken } from '../server/directory/tokens.ts'
import type { OperatorActor } from '../server/kernel/actor.ts'
import { realEnvironment as environment } from '../server/kernel/environment.ts'
import { createDirectory } from '../server/provisioning/create-directory.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { vouchForDomain } from '../server/sso/claim-domain.ts'
import { addConnection } from '../server/sso/connections.ts'
import { openDatabase, write } from '../server/store/open.ts'
import { Directory } from './directory.ts'
import { startServerProcess } from './server-process.ts'

/** Both log what production would tell of trouble alone, so that no line is written for a request. */
export const logLevel = 'warn'

/** One way to answer. Several may speak to the same server, which holds the same directory. */
export type Contender = {
  name: string
  kind: 'purser' | 'own commits' | 'shared commits'
  /** Whether it is on SQLite, where the probe can count. */
  countsRows: boolean
  directory: Directory
}

/** Purser as `purser serve` runs it, on a team with a directory that nothing was provisioned to. */
export async function startPurser(folder: string, postgresUrl: string | undefined): Promise<Contender> {
  const databaseUrl = postgresUrl ?? `sqlite:${join(folder, 'purser.db')}`
  const { directoryId, token } = await prepareTeam(databaseUrl)
  const settings = { data_dir: folder, database_url: databaseUrl, secret_key: randomBytes(32).toString('base64url'), port: '0', log_level: logLevel }
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name.replace('_', '-')}`, value])
  const server = await startServerProcess('../bin/purser.js', ['serve', ...flags])
  return {
    name: 'Purser',
    kind: 'purser',
    countsRows: postgresUrl === undefined,
    directory: await Directory.open(server, `/scim/v2/${directoryId}`, token),
  }
}

async function prepareTeam(databaseUrl: string): Promise<{ directoryId: string; token: string }> {
  const db = openDatabase(databaseUrl)
  await db.migrate()
  const teamId = environment.newId('team')
  const by = (): OperatorActor => ({ kind: 'command_line', teamId, name: 'benchmark', requestId: environment.newId('req'), at: environment.now() })
  // On PostgreSQL another run may have vouched for the domain already, and nothing here hangs on it.
  const domains = databaseUrl.startsWith('sqlite:') ? [domain] : []
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains, ownerEmail: undefined })
  // What a team needs before it may have a directory, on the operator's word.
  await vouchForDomain(db, environment, by(), `${teamId.slice('team_'.length)}.test`)
  const connection = { connectionId: environment.newId('con'), protocol: 'oidc', name: 'Okta', state: 'active', jit: true } as const
  const added = { ...connection, issuer: 'https://okta.test', clientId: 'purser', settings: {}, attributeMapping: {} }
  await write(db, (trx) => addConnection(trx, by(), added))
  const { directoryId } = await createDirectory(db, environment, by(), { name: 'Okta', provider: 'okta' }, '')
  const { secret: token } = await createToken(db, environment, by(), { directoryId, name: 'benchmark', expiresAt: null })
  await db.close()
  return { directoryId, token }
}

/** The bare server on a file of its own, once with a commit for each write and once with shared ones. */
export async function startBare(folder: string): Promise<[own: Contender, shared: Contender]> {
  const token = `bare_${randomBytes(20).toString('hex')}`
  const server = await startServerProcess('bare-server.ts', [join(folder, 'bare.db'), token, logLevel])
  const directory = await Directory.open(server, '/scim/v2/own', token)
  return [
    { name: 'bare', kind: 'own commits', countsRows: true, directory },
    { name: 'bare, shared commits', kind: 'shared commits', countsRows: true, directory: directory.at('/scim/v2/shared') },
  ]
}
