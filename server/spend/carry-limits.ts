import type { GroupId } from '../kernel/ids.ts'

/** What tells that a group of one directory is the same as a group of another. */
export type GroupFacts = { groupId: GroupId; displayName: string; displayNameFolded: string; externalId: string | null }

/** Which groups hand their limit on, and whose limit ends with them. */
export type Carrying<Group extends GroupFacts> = { carried: { from: Group; to: GroupFacts }[]; ended: Group[] }

/**
 * Where the limits of a directory's groups go when another directory takes over: to the group of the same externalId, or else of the same
 * name. A group that has a limit of its own keeps that one, and none is given two. `limited` are the old groups with a limit, `heirs` groups of the new directory.
 */
export function planCarrying<Group extends GroupFacts>(
  limited: readonly Group[],
  heirs: readonly GroupFacts[],
  hasLimit: ReadonlySet<GroupId>,
): Carrying<Group> {
  const plan: Carrying<Group> = { carried: [], ended: [] }
  const taken = new Set(hasLimit)
  for (const from of limited) {
    const to = findHeir(from, heirs)
    if (!to || taken.has(to.groupId)) {
      plan.ended.push(from)
      continue
    }
    taken.add(to.groupId)
    plan.carried.push({ from, to })
  }
  return plan
}

function findHeir(from: GroupFacts, heirs: readonly GroupFacts[]): GroupFacts | undefined {
  return findHeirs(from, heirs)[0]?.group
}

/** A group that may be what another one was, and what tells so. */
export type Heir<Group> = { group: Group; matchedBy: 'external_id' | 'name' }

/** The groups that may be what one was: that of the same externalId, or else those of the same name. */
export function findHeirs<Group extends Omit<GroupFacts, 'groupId' | 'displayName'>>(
  { externalId, displayNameFolded }: Omit<GroupFacts, 'groupId' | 'displayName'>,
  heirs: readonly Group[],
): Heir<Group>[] {
  const [sameId, ...others] = heirs.filter((heir) => externalId !== null && heir.externalId === externalId)
  // Unlike a name, an externalId may be of several groups: then it tells nothing.
  if (sameId && others.length === 0) return [{ group: sameId, matchedBy: 'external_id' }]
  return heirs.filter((heir) => heir.displayNameFolded === displayNameFolded).map((group) => ({ group, matchedBy: 'name' }))
}
