import type { JsonObject } from '../../scim/json.ts'
import type { DirectoryActor } from '../kernel/actor.ts'

/** A body that was read: clean attributes, and the paths of those that are kept nowhere. */
export type Sent = { resource: JsonObject; unused: readonly string[] }

/** Whose resources an identity provider may name: those of its own directory. */
export const scopeOf = ({ teamId, directoryId }: DirectoryActor) => ({ teamId, directoryId })
