import { maxMembers } from './bounds.ts'
import { ScimError } from './error.ts'
import type { Filter } from './filter.ts'
import { memberIds } from './members.ts'
import type { Operation } from './operation.ts'
import { refuseAbove } from './patch-bounds.ts'

export type Who = { kind: 'ids'; ids: string[] } | { kind: 'all' } | { kind: 'matching'; filter: Filter }

/** A change of the members of a group, which takes neither the group nor its members to be loaded. `matching` has paths of one member. */
export type MembersOperation = { op: 'add' | 'replace' | 'remove'; who: Who }

/** Parts the operations on `members` from those on the group itself; each part keeps its order. */
export function splitMembers(operations: readonly Operation[]): { members: MembersOperation[]; rest: Operation[] } {
  const isOnMembers = ({ path }: Operation) => path.extension === undefined && path.attribute.name === 'members'
  const members = operations.filter(isOnMembers).map(toMembersOperation)
  refuseAbove(
    maxMembers,
    members.reduce((sum, { who }) => sum + (who.kind === 'ids' ? who.ids.length : 0), 0),
    'members',
  )
  return { members, rest: operations.filter((operation) => !isOnMembers(operation)) }
}

function toMembersOperation(operation: Operation): MembersOperation {
  const { op, path, filter } = operation
  if (path.sub && path.sub.name !== 'value')
    throw new ScimError(400, 'mutability', `members.${path.sub.name} is ours to set. Name members by their value.`)
  if (op === 'remove')
    return { op, who: filter ? chosenBy(filter) : operation.values ? { kind: 'ids', ids: memberIds(operation.values) } : { kind: 'all' } }
  if (filter)
    throw new ScimError(400, 'invalidPath', `A member is not changed but added or removed: use ${op} with the path "members" and a list of values.`)
  return { op, who: { kind: 'ids', ids: memberIds(operation.value) } }
}

/** Okta and Entra remove `members[value eq "…"]`, which names the member outright. */
function chosenBy(filter: Filter): Who {
  const ids = namedBy(filter)
  return ids ? { kind: 'ids', ids: [...new Set(ids)] } : { kind: 'matching', filter }
}

function namedBy(filter: Filter): string[] | undefined {
  if (filter.kind === 'compare' && filter.op === 'eq' && filter.path.attribute.name === 'value' && typeof filter.value === 'string')
    return [filter.value]
  if (filter.kind !== 'or') return undefined
  const [left, right] = [namedBy(filter.left), namedBy(filter.right)]
  return left && right && [...left, ...right]
}
