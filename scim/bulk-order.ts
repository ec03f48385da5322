import type { BulkOperation, SentOperation } from './bulk.ts'
import { fold } from './fold.ts'
import { isObject, ownInAnyCase, type Json } from './json.ts'

/**
 * Whether two operations of one request may go side by side, since in whatever order they end, they end alike: those of one method, on other
 * resources, that name nobody whom the other names. What replaces or renames goes by itself.
 */
export function canRunBeside({ operation: one }: SentOperation, { operation: other }: SentOperation): boolean {
  if (one instanceof Error || other instanceof Error) return true
  if (one.method !== other.method || isNaming(one) || isNaming(other)) return false
  return one.method === 'POST' ? namesIn(one).isDisjointFrom(namesIn(other)) : one.path !== other.path
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
