import { findAttribute, leafOf, resolveAttribute, type AttributePath } from './attribute-path.ts'
import { quote, ScimError } from './error.ts'
import type { ResourceType } from './schema.ts'

/** In which order resources are listed. A multi-valued attribute counts by its primary value, or else its first (RFC 7644 §3.4.2.3). */
export type Sorting = {
  /** The attribute of each type that is listed, where the type has it. */
  paths: readonly (AttributePath | undefined)[]
  descending: boolean
}

/** `sortBy` and `sortOrder`. Throws 400 invalidPath for what is no attribute of any type, and invalidValue for an order that is none. */
export function parseSorting(
  { sortBy, sortOrder }: { sortBy?: string | undefined; sortOrder?: string | undefined },
  types: readonly ResourceType[],
): Sorting | undefined {
  if (sortBy === undefined || sortBy.trim() === '') return undefined
  const order = sortOrder?.trim().toLowerCase() ?? 'ascending'
  if (order !== 'ascending' && order !== 'descending')
    throw new ScimError(400, 'invalidValue', `sortOrder is ascending or descending, not ${quote(sortOrder ?? '')}.`)
  const paths = types.map((type) => {
    const path = resolveAttribute(sortBy.trim(), type)
    return path && leafOf(path).returned !== 'never' ? toValue(path, sortBy) : undefined
  })
  if (paths.every((path) => path === undefined)) {
    throw new ScimError(400, 'invalidPath', `sortBy names ${quote(sortBy)}, which is no attribute of ${types.map(({ name }) => name).join(' or ')}.`)
  }
  return { paths, descending: order === 'descending' }
}

/** A complex attribute is sorted by its `value`. */
function toValue(path: AttributePath, sortBy: string): AttributePath {
  if (leafOf(path).type !== 'complex') return path
  const sub = findAttribute('value', path.attribute.subAttributes)
  if (!sub) throw new ScimError(400, 'invalidPath', `sortBy names ${quote(sortBy)}, which has several parts. Name one of them.`)
  return { ...path, sub }
}
