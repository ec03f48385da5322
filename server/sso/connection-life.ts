import { may } from '../access/permissions.ts'
import { dropSecret } from '../access/sealed-secrets.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { requireCurrent, toEntityTag } from '../kernel/preconditions.ts'
import { write, type Db } from '../store/open.ts'
import { stateAfter } from './connection-state.ts'
import { lockConnection, type Connection } from './connections.ts'
import { updateConnectionRow } from './connections.sql.ts'
import { endWhatRestsOn } from './identities.ts'
import { connectionNotTested, connectionStateForbids } from './refusals.ts'
import { requireDispensable } from './require-sso.ts'
import { clientSecretPlace, samlKeyPlace } from './tools.ts'

/** Lets people sign in through a connection that was tested, or that was in use before; owners, where somebody who may make owners says so. Refuses: connection-not-found, connection-not-tested. */
export const activateConnection = (db: Db, by: Actor, connectionId: string): Promise<Connection> => step(db, by, connectionId, 'activate')

/** Lets nobody sign in through a connection any more. Who is in stays in. Refuses: connection-not-found, connection-state, sso-still-required. */
export const deactivateConnection = (db: Db, by: Actor, connectionId: string): Promise<Connection> => step(db, by, connectionId, 'deactivate')

function step(db: Db, by: Actor, connectionId: string, taken: 'activate' | 'deactivate'): Promise<Connection> {
  return write(db, async (trx) => {
    const before = await lockConnection(trx, by.teamId, connectionId)
    const state = stateAfter(before.state, taken)
    if (state === undefined) throw taken === 'activate' ? untested(before) : unused(before)
    const { connectionId: connection, name, version } = before
    const isOther = state !== before.state
    // What lets owners in is an owner's to say, and is said by activating it, also once more.
    const letsOwnersIn = before.letsOwnersIn || (taken === 'activate' && may(by, 'owners:write'))
    const isMoved = isOther || letsOwnersIn !== before.letsOwnersIn
    const moved = { state, ...(isOther && { stateSince: by.at }), letsOwnersIn, version: version + 1n }
    if (isMoved && taken === 'deactivate') await requireDispensable(trx, by.teamId, connection)
    if (isMoved) await updateConnectionRow(trx, before.teamId, connection, moved)
    const change: Change =
      taken === 'activate' ? { kind: 'connection.activated', connection, name, letsOwnersIn } : { kind: 'connection.deactivated', connection, name }
    await record(trx, by, {
      operation: `${taken}_connection`,
      status: 200,
      subjectId: connection,
      subjectName: name,
      changes: isMoved ? [change] : [],
    })
    return isMoved ? { ...before, ...moved } : before
  })
}

const untested = ({ name, state, connectionId }: Connection) =>
  connectionNotTested(
    `${name} is ${state}: no test sign-in has succeeded since it was last changed. Begin one: POST /v1/connections/${connectionId}/test`,
  )

const unused = ({ name, state }: Connection) => connectionStateForbids(`${name} is ${state}: nobody signs in through it anyway.`)

/**
 * Deletes a connection, in use or not: its secret is forgotten, and the sessions that began through it end at once, since nobody can vouch for them any more. Its row stays, for the
 * sign-in log. Refuses: connection-not-found, stale-etag, sso-still-required.
 */
export function deleteConnection(db: Db, by: Actor, connectionId: string, ifMatch: string | undefined): Promise<void> {
  return write(db, async (trx) => {
    const before = await lockConnection(trx, by.teamId, connectionId)
    requireCurrent({ ifMatch }, toEntityTag(before.version))
    const { connectionId: connection, name, version } = before
    await requireDispensable(trx, by.teamId, connection)
    const wasInUse = before.state === 'active' || before.state === 'inactive'
    await updateConnectionRow(trx, by.teamId, connection, {
      state: 'inactive',
      // Since when people cannot sign in through it; of one that nobody ever could, nothing tells that.
      stateSince: before.state === 'inactive' ? before.stateSince : by.at,
      testedAt: wasInUse ? before.testedAt : null,
      deletedAt: by.at,
      metadataDueAt: null,
      version: version + 1n,
    })
    await dropSecret(trx, clientSecretPlace(before))
    await dropSecret(trx, samlKeyPlace(before))
    const ended = await endWhatRestsOn(trx, by, connection, { links: 'stay' })
    const changes: Change[] = [{ kind: 'connection.deleted', connection, name }, ...ended]
    await record(trx, by, { operation: 'delete_connection', status: 204, subjectId: connection, subjectName: name, changes })
  })
}
