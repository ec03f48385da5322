import type { Occasion } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { JsonObject } from '../kernel/json.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Db } from '../store/open.ts'
import { connectionEnded } from './admission-refusals.ts'
import { noteFailedSignIn } from './admit-person.ts'
import type { Connection } from './connections.ts'
import { drawHandle } from './sign-in-requests.ts'

// What sign-ins of both protocols have alike, from their beginning until somebody is verified.

/** Refuses: connection-not-active. */
export function requireActive(connection: Connection): void {
  requireKept(connection)
  if (connection.state !== 'active') throw connectionEnded(`${connection.name} is ${connection.state}: nobody signs in through it.`)
}

/** A test is for connections that are not active yet. Refuses: connection-not-active. */
export function requireKept({ name, deletedAt }: Connection): void {
  if (deletedAt !== null) throw connectionEnded(`${name} was deleted: nobody signs in through it.`)
}

/** What the browser's cookie is to hold: one serves the sign-ins of several tabs. */
export const browserOf = (environment: Environment, presented: string | undefined): string =>
  presented !== undefined && /^[\w-]{43}$/.test(presented) ? presented : drawHandle(environment)

/** Writes what is refused into the sign-in log, with what had been received by then. */
export async function noted<Result>(
  db: Db,
  occasion: Occasion,
  connection: Connection,
  received: () => JsonObject | null,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Refusal) await noteFailedSignIn(db, occasion, connection, error, received())
    throw error
  }
}

/** For `catch`, where a refusal is a result and a fault is not: a test shows what went wrong instead of being refused. */
export function refusalAlone(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}
