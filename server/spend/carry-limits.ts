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

function findHeir({ externalId, displayNameFolded }: GroupFacts, heirs: readonly GroupFacts[]): GroupFacts | undefined {
  const [sameId, ...others] = heirs.filter((heir) => externalId !== null && heir.externalId === externalId)
  // Unlike a name, an externalId may be of several groups: then it tells nothing.
  return sameId && others.length === 0 ? sameId : heirs.find((heir) => heir.displayNameFolded === displayNameFolded)
}
