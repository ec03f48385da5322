import type { Actor } from '../../server/kernel/actor.ts'
import { operatorAt } from '../../server/cli/session.ts'
import { realEnvironment, type Environment } from '../../server/kernel/environment.ts'
import type { ConnectionId, TeamId } from '../../server/kernel/ids.ts'
import { vouchForDomain } from '../../server/sso/claim-domain.ts'
import { addConnection } from '../../server/sso/connections.ts'
import { openDatabase, write, type Db } from '../../server/store/open.ts'

/** Gives a team what it needs before it may have directories, on the operator's word: a domain of its own, in which no test has an address, and a connection. */
export async function entitle(db: Db, environment: Environment, by: () => Actor): Promise<void> {
  await vouchForDomain(db, environment, by(), ownDomainOf(by()))
  await giveConnection(db, environment, by())
}

export const ownDomainOf = ({ teamId }: Pick<Actor, 'teamId'>): string => `${teamId.slice('team_'.length)}.entitled.test`

/** An active connection, as if a test sign-in had succeeded. Nobody can sign in through it. */
export async function giveConnection(db: Db, environment: Environment, by: Actor): Promise<ConnectionId> {
  const connectionId = environment.newId('con')
  const given = {
    connectionId,
    protocol: 'oidc',
    name: 'Test IdP',
    state: 'active',
    issuer: 'https://idp.entitled.test',
    clientId: 'purser',
    jit: true,
  } as const
  await write(db, (trx) => addConnection(trx, by, { ...given, settings: {}, attributeMapping: {} }))
  return connectionId
}

/** What an admin does in the browser, for a team that the command line made: an active connection. `gate-transcript.test.ts` does it so. */
export async function connectTeam(databaseUrl: string, teamId: string): Promise<void> {
  const db = openDatabase(databaseUrl)
  await giveConnection(db, realEnvironment, operatorAt(realEnvironment)(teamId as TeamId)) // as the command line told it
  await db.close()
}

/** Takes away that the connection is active, as its deactivation does. */
export async function setConnectionState(db: Db, { teamId, at }: Actor, state: 'active' | 'inactive'): Promise<void> {
  await write(db, (trx) => trx.updateTable('connections').set({ state, stateSince: at, testedAt: at }).where('teamId', '=', teamId).execute())
}
