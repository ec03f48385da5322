import type { BulkMethod, BulkOperation, SentOperation } from './bulk.ts'
import { fold } from './fold.ts'
import { isObject, ownInAnyCase, type Json } from './json.ts'

/** What an operation is weighed by against others: taken once, since its data may be long and there may be a thousand others. */
export type Footprint = { method: BulkMethod; path: string; isNaming: boolean; names: ReadonlySet<string> } | undefined

/** Undefined where it cannot be read, and so does nothing. */
export function footprintOf({ operation }: SentOperation): Footprint {
  if (operation instanceof Error) return undefined
  const { method, path } = operation
  return { method, path, isNaming: isNaming(operation), names: method === 'POST' ? namesIn(operation) : new Set() }
}

/**
 * Whether two operations of one request may go side by side, since in whatever order they end, they end alike: those of one method, on other
 * resources, that name nobody whom the other names. What replaces or renames goes by itself.
 */
export function canRunBeside(one: Footprint, other: Footprint): boolean {
  if (!one || !other) return true
  if (one.method !== other.method || one.isNaming || other.isNaming) return false
  return one.method === 'POST' ? one.names.isDisjointFrom(other.names) : one.path !== other.path
}

/** Whether it may give a resource another name, or take one that another operation frees. */
const isNaming = ({ method, data }: BulkOperation): boolean =>
  method === 'PUT' || (method === 'PATCH' && /username|displayname|externalid|emails/i.test(JSON.stringify(data)))

/** What tells a resource that is made from others, within its kind and, by its addresses, within the team. */
function namesIn({ data = {} }: BulkOperation): Set<string> {
  const emails = ownInAnyCase(data, 'emails')
  const named: (Json | undefined)[] = ['userName', 'displayName', 'externalId'].map((name) => ownInAnyCase(data, name))
  const addresses = Array.isArray(emails) ? emails.map((email) => (isObject(email) ? ownInAnyCase(email, 'value') : email)) : []
  return new Set([...named, ...addresses].flatMap((name) => (typeof name === 'string' ? fold(name.trim()) : [])))
}
