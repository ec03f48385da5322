import { findConnectionCredential, hashConnectionId, insertCredential } from '../access/credentials.ts'
import type { Actor } from '../kernel/actor.ts'
import { isId, type TeamId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Reader, Row, Trx } from '../store/open.ts'
import { countConnectionRows, findConnectionRow, insertConnection, lockConnectionRow } from './connections.sql.ts'
import { connectionNotFound, connectionsTooMany } from './refusals.ts'

export {
  listSamlConnectionRows as listSamlConnections,
  hasActiveConnection,
  listActiveConnectionRows as listActiveConnections,
  listConnectionRows as listConnections,
} from './connections.sql.ts'

/** A single sign-on connection, of either protocol. A deleted one is inactive, and its row stays for the sign-in log. */
export type Connection = Row<'connections'>

/** The connection that an address `/sso/<connection>/…` names, also a deleted one; undefined where nobody ever had it. Nothing else tells the team there. */
export async function findConnection(db: Reader, connectionId: string): Promise<Connection | undefined> {
  const credential = isId('con', connectionId) ? await findConnectionCredential(db, connectionId) : undefined
  return credential && isId('con', credential.id) ? findConnectionRow(db, credential.teamId, credential.id) : undefined
}

/** A connection of a team that was not deleted. Refuses: connection-not-found. */
export async function requireConnection(db: Reader, teamId: TeamId, connectionId: string): Promise<Connection> {
  return living(isId('con', connectionId) ? await findConnectionRow(db, teamId, connectionId) : undefined, connectionId)
}

/** The same, held until the transaction ends. Refuses: connection-not-found. */
export async function lockConnection(trx: Trx, teamId: TeamId, connectionId: string): Promise<Connection> {
  return living(isId('con', connectionId) ? await lockConnectionRow(trx, teamId, connectionId) : undefined, connectionId)
}

function living(connection: Connection | undefined, connectionId: string): Connection {
  if (!connection || connection.deletedAt !== null) throw connectionNotFound(`There is no connection "${connectionId.slice(0, 100)}" in this team.`)
  return connection
}

/** Each asks identity providers, and may sign people in, so a team has no more than anybody needs. */
const mostConnections = 100

/** What a new connection is given. */
export type NewConnection = Pick<Connection, 'connectionId' | 'protocol' | 'name' | 'state' | 'issuer' | 'clientId' | 'jit'> & {
  settings: JsonObject
  attributeMapping: JsonObject
  metadataDueAt?: Connection['metadataDueAt']
  letsOwnersIn?: boolean
}

/** Writes a new connection of the actor's team, and makes its addresses lead to it. Its secrets are sealed beside it. Refuses: connections-too-many. */
export async function addConnection(trx: Trx, by: Actor, wanted: NewConnection): Promise<Connection> {
  if ((await countConnectionRows(trx, by.teamId)) >= mostConnections)
    throw connectionsTooMany(`This team has ${mostConnections} connections, which is as many as one may have. Delete one first.`)
  const connection: Connection = {
    metadataDueAt: null,
    letsOwnersIn: false,
    ...wanted,
    teamId: by.teamId,
    stateSince: by.at,
    version: 1n,
    createdAt: by.at,
    testedAt: null,
    deletedAt: null,
  }
  const { settings, attributeMapping } = wanted
  await insertConnection(trx, { ...connection, settings: JSON.stringify(settings), attributeMapping: JSON.stringify(attributeMapping) })
  await insertCredential(trx, { hash: hashConnectionId(wanted.connectionId), teamId: by.teamId, kind: 'connection', id: wanted.connectionId })
  return connection
}
