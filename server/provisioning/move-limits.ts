import type { Scope } from '../directory/scope.ts'
import { listGroupsAmong, listGroupsCalled, type NamedGroup } from '../directory/groups.ts'
import type { Change } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { GroupId } from '../kernel/ids.ts'
import { planCarrying } from '../spend/carry-limits.ts'
import { endGroupLimit, listGroupLimits, moveGroupLimit, type LimitRow } from '../spend/set-limit.ts'
import type { Reader, Trx } from '../store/open.ts'
import type { LimitTold } from './directory-effect.ts'

/** What becomes of the limits of a directory's groups as it ends. */
export type LimitsPlan = { carried: (LimitTold & { to: GroupId })[]; ended: LimitTold[] }

/** Where they go when it is replaced, if they are to be carried over; otherwise all end. Costs what limits there are, not what groups there are. */
export async function planLimits(db: Reader, from: Scope, into: Scope | undefined): Promise<LimitsPlan> {
  const limits = new Map((await listGroupLimits(db, from.teamId)).map((limit) => [limit.subjectId as GroupId, limit])) // a group's limit has a group for its subject
  if (limits.size === 0) return { carried: [], ended: [] }
  const limited = await listGroupsAmong(db, from, [...limits.keys()])
  const plan = planCarrying(limited, into ? await listHeirs(db, limited, into) : [], new Set(limits.keys()))
  return {
    carried: plan.carried.flatMap(({ from: group, to }) => toTold(group, limits).map((told) => ({ ...told, to: to.groupId }))),
    ended: plan.ended.flatMap((group) => toTold(group, limits)),
  }
}

/** Does what was planned, in the transaction that ends the directory. Answers what moved. */
export async function applyLimits(trx: Trx, environment: Environment, by: Actor, { carried, ended }: LimitsPlan): Promise<Change[]> {
  const changes: Change[] = []
  for (const { limit, to } of carried) changes.push(...(await moveGroupLimit(trx, environment, by, limit, to)))
  for (const { group } of ended) changes.push(...(await endGroupLimit(trx, by, group)))
  return changes
}

const listHeirs = (db: Reader, limited: readonly NamedGroup[], into: Scope): Promise<NamedGroup[]> =>
  listGroupsCalled(db, into, {
    namesFolded: limited.map(({ displayNameFolded }) => displayNameFolded),
    externalIds: limited.flatMap(({ externalId }) => externalId ?? []),
  })

function toTold({ groupId, displayName }: NamedGroup, limits: ReadonlyMap<GroupId, LimitRow>): LimitTold[] {
  const limit = limits.get(groupId)
  return limit ? [{ group: groupId, displayName, limit }] : []
}
