import { listDirectories } from '../directory/directories.ts'
import { listGroupNames } from '../directory/standing.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { limitsCounted, listLimitedGroups, listLimitedGroupsOf, listLimitNamesakes, readLimitCount } from '../spend/limit-effects.ts'
import { listOrphansSince } from '../spend/orphaned-limits.ts'
import { readProductUse } from '../spend/product-use.ts'
import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import type { Finding } from './finding.ts'
import { findOfLimits, findOfProduct, neverWins } from './limit-findings.ts'

const daysLost = 30
/** So many groups of a team at most are compared by name with one whose limit holds for nobody. */
const namesCompared = 2_000
const examplesLooked = 20

/** The findings about limits: whom they hold, and whether anybody asks for them. */
export async function listLimitFindings(db: Reader, { teamId, currency, nestedGroups }: Team, now: Timestamp): Promise<Finding[]> {
  const limits = await readLimitCount(db, teamId)
  const orphans = await listOrphansSince(db, teamId, addSeconds(now, -daysLost * 86_400))
  if (limits.count === 0 && orphans.length === 0) return []
  const groups = await listLimitedGroups(db, teamId, now)
  const examples = groups.filter((group) => neverWins(group, { nestedGroups })).flatMap(({ example }) => example ?? [])
  const hasHollow = groups.some(({ holds }) => holds !== 'people')
  const directories = await listDirectories(db, teamId)
  const facts = {
    currency,
    nestedGroups,
    groups,
    groupsOf: await listLimitedGroupsOf(db, teamId, examples.slice(0, examplesLooked)),
    names: hasHollow ? await listGroupNames(db, teamId, namesCompared) : [],
    orphans,
    namesakes: directories.length > 1 ? await listLimitNamesakes(db, teamId) : [],
    directoryNames: new Map(directories.map(({ directoryId, name }) => [directoryId, name])),
  }
  const counted = { since: limits.since, count: Math.min(limits.count, limitsCounted), isMore: limits.count > limitsCounted }
  return [...findOfLimits(facts), ...findOfProduct(counted, await readProductUse(db, teamId), now)]
}
