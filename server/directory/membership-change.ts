import type { MembersOperation } from '../../scim/patch-members.ts'

/** Who joins and who leaves, by the ids that the IdP sent; nobody is in both. `others` says what becomes of the members that are not named. */
export type MembershipChange = { others: 'stay' | 'leave'; join: Set<string>; leave: Set<string> }

/** An operation whose filter, where it had one, was already asked of the database. */
export type NamedOperation = { op: MembersOperation['op']; ids: readonly string[] | 'all' }

/** Folds a PATCH of `members` into one change, later operations winning (RFC 7644 §3.5.2). Costs what the PATCH holds, not what the group holds. */
export function foldMembers(operations: readonly NamedOperation[]): MembershipChange {
  let change: MembershipChange = { others: 'stay', join: new Set(), leave: new Set() }
  for (const { op, ids } of operations) {
    if (op === 'replace' || ids === 'all') change = { others: 'leave', join: new Set(), leave: new Set() }
    const [into, outOf] = op === 'remove' ? [change.leave, change.join] : [change.join, change.leave]
    for (const id of ids === 'all' ? [] : ids) {
      into.add(id)
      outOf.delete(id)
    }
  }
  return change
}
