import type { ConnectionId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { locked } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertConnection(trx: Trx, connection: NewRow<'connections'>): Promise<void> {
  await trx.insertInto('connections').values(connection).execute()
}

/** A connection, also one that was deleted. */
export function findConnectionRow(db: Reader, teamId: TeamId, connectionId: ConnectionId): Promise<Row<'connections'> | undefined> {
  return db.selectFrom('connections').selectAll().where('teamId', '=', teamId).where('connectionId', '=', connectionId).executeTakeFirst()
}

export function lockConnectionRow(trx: Trx, teamId: TeamId, connectionId: ConnectionId): Promise<Row<'connections'> | undefined> {
  const connection = trx.selectFrom('connections').selectAll().where('teamId', '=', teamId).where('connectionId', '=', connectionId)
  return locked(trx, connection).executeTakeFirst()
}

/** A page of the connections that were not deleted, oldest first. */
export function listConnectionRows(
  db: Reader,
  teamId: TeamId,
  { after, limit }: { after: ConnectionId | undefined; limit: number },
): Promise<Row<'connections'>[]> {
  let connections = db.selectFrom('connections').selectAll().where('teamId', '=', teamId).where('deletedAt', 'is', null)
  if (after !== undefined) connections = connections.where('connectionId', '>', after)
  return connections.orderBy('connectionId').limit(limit).execute()
}

/** How many connections of a team were not deleted. */
export async function countConnectionRows(db: Reader, teamId: TeamId): Promise<number> {
  const connections = db.selectFrom('connections').where('teamId', '=', teamId).where('deletedAt', 'is', null)
  return Number((await connections.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
}

/** Those that people may sign in through, oldest first. */
export function listActiveConnectionRows(db: Reader, teamId: TeamId): Promise<Row<'connections'>[]> {
  return db.selectFrom('connections').selectAll().where('teamId', '=', teamId).where('state', '=', 'active').orderBy('connectionId').execute()
}

const anActive = prepared((db, { teamId }: { teamId: TeamId }) =>
  db.selectFrom('connections').select('connectionId').where('teamId', '=', teamId).where('state', '=', 'active').limit(1),
)

export async function hasActiveConnection(db: Reader, teamId: TeamId): Promise<boolean> {
  return (await anActive(db, { teamId })).length > 0
}

export async function updateConnectionRow(
  trx: Trx,
  teamId: TeamId,
  connectionId: ConnectionId,
  values: Partial<NewRow<'connections'>>,
): Promise<void> {
  await trx.updateTable('connections').set(values).where('teamId', '=', teamId).where('connectionId', '=', connectionId).execute()
}

/** Those whose metadata is to be read again, oldest first; they are due again `then`, whatever becomes of this. */
export async function takeDueConnections(trx: Trx, now: Timestamp, then: Timestamp, most: number): Promise<Row<'connections'>[]> {
  const due = await locked(
    trx,
    trx.selectFrom('connections').selectAll().where('metadataDueAt', '<=', now).where('deletedAt', 'is', null).orderBy('metadataDueAt').limit(most),
  ).execute()
  for (const { teamId, connectionId } of due) await updateConnectionRow(trx, teamId, connectionId, { metadataDueAt: then })
  return due.map((connection) => ({ ...connection, metadataDueAt: then }))
}

/** The SAML connections of a team that were not deleted. */
export function listSamlConnectionRows(db: Reader, teamId: TeamId): Promise<Row<'connections'>[]> {
  return db
    .selectFrom('connections')
    .selectAll()
    .where('teamId', '=', teamId)
    .where('protocol', '=', 'saml')
    .where('deletedAt', 'is', null)
    .orderBy('connectionId')
    .execute()
}
