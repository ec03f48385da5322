import { isDeepStrictEqual } from 'node:util'
import { may } from '../access/permissions.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Trx } from '../store/open.ts'
import { addConnection, type Connection, type NewConnection } from './connections.ts'
import { updateConnectionRow } from './connections.sql.ts'

type Moved = Pick<Connection, 'name' | 'issuer' | 'clientId' | 'jit' | 'state' | 'settings' | 'attributeMapping'>

/** Writes a new connection, with its row of the journal. Refuses: connections-too-many. */
export async function saveNew(trx: Trx, by: Actor, wanted: NewConnection): Promise<Connection> {
  const made = await addConnection(trx, by, wanted)
  const { connectionId: connection, name, protocol, state } = made
  const change = { kind: 'connection.created', connection, name, protocol, state } as const
  await record(trx, by, { operation: 'create_connection', status: 201, subjectId: connection, subjectName: name, changes: [change] })
  return made
}

/** Names of the identity provider for fields, with the wanted ones over the stored ones; null takes the usual name again. */
export function mappingAfter(stored: JsonObject, wanted: { readonly [field: string]: string | null | undefined } = {}): JsonObject {
  const merged = Object.entries({ ...stored, ...wanted })
  return Object.fromEntries(merged.flatMap(([field, name]) => (name === null || name === undefined ? [] : [[field, name]])))
}

/**
 * Writes what moved of a connection that the caller has locked, with its row of the journal. `tell` says what of the settings
 * stands there; `isSameWord` whether the same word is taken for the same people as before.
 */
export async function saveChanged(
  trx: Trx,
  by: Actor,
  {
    before,
    moved,
    hasNewSecret,
    ended,
    isSameWord,
    tell = (settings) => settings,
  }: { before: Connection; moved: Moved; hasNewSecret: boolean; ended: Change[]; isSameWord: boolean; tell?: (settings: JsonObject) => JsonObject },
): Promise<Connection> {
  const keys = (['name', 'issuer', 'clientId', 'jit', 'state', 'settings', 'attributeMapping'] as const).filter(
    (key) => !isDeepStrictEqual(before[key], moved[key]),
  )
  const isChanged = keys.length > 0 || hasNewSecret
  const isOtherState = before.state !== moved.state
  // An admin who changes whose word is taken could have it said that they are an owner: none comes in until an owner has activated the connection as it is now.
  const letsOwnersIn = before.letsOwnersIn && !isOtherState && (isSameWord || may(by, 'owners:write'))
  const next: Connection = {
    ...before,
    ...moved,
    letsOwnersIn,
    ...(isChanged && { version: before.version + 1n }),
    ...(isOtherState && { stateSince: by.at, testedAt: null }),
  }
  const pick = (row: Moved): JsonObject => Object.fromEntries(keys.map((key) => [key, key === 'settings' ? tell(row.settings) : row[key]]))
  if (isChanged)
    await updateConnectionRow(trx, before.teamId, before.connectionId, {
      ...next,
      settings: JSON.stringify(next.settings),
      attributeMapping: JSON.stringify(next.attributeMapping),
    })
  const { connectionId: connection, name } = next
  const change = {
    kind: 'connection.updated',
    connection,
    name,
    before: pick(before),
    after: { ...pick(moved), ...(letsOwnersIn !== before.letsOwnersIn && { letsOwnersIn }) },
    ...(hasNewSecret && { secret: true as const }),
  } as const
  await record(trx, by, {
    operation: 'update_connection',
    status: 200,
    subjectId: connection,
    subjectName: name,
    changes: isChanged ? [change, ...ended] : [],
  })
  return next
}
