import { redactBody } from '../journal/redact.ts'
import type { ConnectionActor, Occasion } from '../kernel/actor.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Connection } from './connections.ts'

/** The identity provider behind a connection, as the journal tells it. What it sent is kept as the body of the request, redacted, for as long as bodies are. */
export function toConnectionActor(
  { teamId, connectionId, name }: Pick<Connection, 'teamId' | 'connectionId' | 'name'>,
  occasion: Occasion,
  received: JsonObject | null,
): ConnectionActor {
  const { requestId, at, http } = occasion
  const actor = { kind: 'connection', teamId, connectionId, name, requestId, at } as const
  if (!http) return actor
  const { body: _asSent, ...how } = http
  // The query has the code and the state: of one use, and still not for a log.
  const path = http.path.split('?')[0] ?? ''
  return { ...actor, http: { ...how, path, ...(received !== null && { body: redactBody(received) }) } }
}
