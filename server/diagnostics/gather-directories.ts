import { type Directory, listDirectories } from '../directory/directories.ts'
import { countUsersUpTo, findFirstGroup, findFirstUser, listGroupsOfInactive, listHollowGroups, listTwins, type Twin } from '../directory/standing.ts'
import { listTokens } from '../directory/tokens.ts'
import { findUsersByAddresses } from '../directory/users.ts'
import { listDeadCalls } from '../journal/notes.ts'
import { listLastSuccesses, listRefused, listSigns, listStrangers, type RefusedRequest } from '../journal/traffic.ts'
import type { TeamId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { listLookedUpDomains } from '../sso/domains.ts'
import { listPrerequisites } from '../sso/prerequisites.ts'
import type { Reader } from '../store/open.ts'
import type { Team } from '../teams/teams.ts'
import { isLiving } from './directory-facts.ts'
import { findOfDirectories } from './directory-findings.ts'
import type { Finding } from './finding.ts'
import { findOfGroups, type Holdings } from './group-findings.ts'
import { findOfDomains, findOfPrerequisites } from './prerequisite-findings.ts'
import { findRefused, type RefusedFacts } from './refused-findings.ts'
import { findOfTokens, type TokenFacts } from './token-findings.ts'
import { findOfTraffic } from './traffic-findings.ts'
import { findOfTwins } from './two-directories.ts'

/** So far back refusals are looked at: what was refused before and never sent again is hardly waited for. */
const daysRefused = 7

/** The findings about what directories need, hear and hold. */
export async function listDirectoryFindings(db: Reader, team: Team, since: Timestamp, now: Timestamp): Promise<Finding[]> {
  const { teamId } = team
  const directories = await listDirectories(db, teamId)
  const living = directories.filter(isLiving)
  const ended = directories.filter((each) => !isLiving(each)).map(({ directoryId }) => directoryId)
  const tokens: TokenFacts[] = []
  for (const { directoryId } of living) tokens.push(...(await listTokens(db, teamId, directoryId)))
  return [
    ...findOfPrerequisites(directories, await listPrerequisites(db, teamId), team.createdAt),
    ...findOfDomains(await listLookedUpDomains(db, teamId), now),
    ...findOfDirectories(directories, await listDeadCalls(db, teamId, ended, since)),
    ...findOfTokens(directories, tokens, now),
    ...(await listFindingsOfEach(db, team, living, tokens, now)),
    ...findOfTwins(await gatherTwins(db, teamId, living)),
  ]
}

async function listFindingsOfEach(
  db: Reader,
  { teamId, nestedGroups }: Team,
  living: readonly Directory[],
  tokens: readonly TokenFacts[],
  now: Timestamp,
): Promise<Finding[]> {
  const signs = living.length === 0 ? new Map<never, never>() : await listSigns(db, teamId)
  const findings: Finding[] = []
  for (const directory of living) {
    const since = addSeconds(now, -daysRefused * 86_400)
    const refused = await listRefused(db, teamId, directory.directoryId, since)
    const strangers = await listStrangers(db, teamId, directory.directoryId, since)
    const ofRefusals = findRefused({ directory, refused, ...(await gatherSuccesses(db, teamId, refused)) })
    const own = tokens.filter(({ directoryId }) => directoryId === directory.directoryId)
    const holdings = await gatherHoldings(db, directory)
    const hasUser = holdings.users.firstAt !== null
    const hasRefusedGroup = ofRefusals.some(({ code }) => code === 'groups-refused')
    findings.push(
      ...findOfTraffic({ directory, hasUser, tokens: own, signs: signs.get(directory.directoryId) ?? [], refused, strangers }, now),
      ...ofRefusals,
      ...findOfGroups({ ...holdings, directory, nestedGroups, hasRefusedGroup }, now),
    )
  }
  return findings
}

/** So many subjects of refusals at most are looked after. */
const subjectsLooked = 200

async function gatherSuccesses(
  db: Reader,
  teamId: TeamId,
  refused: readonly RefusedRequest[],
): Promise<Pick<RefusedFacts, 'succeededAt' | 'knownExternalIds'>> {
  const some = <Item>(items: readonly (Item | null)[]) => [...new Set(items.filter((item) => item !== null))].slice(0, subjectsLooked)
  const oldest = refused.at(-1)?.at
  if (oldest === undefined) return { succeededAt: new Map(), knownExternalIds: new Set() }
  const ids = some(refused.map(({ subjectId }) => subjectId))
  const names = some(refused.map(({ subjectName }) => subjectName))
  const externalIds = some(refused.map(({ externalId }) => externalId))
  const known = await findUsersByAddresses(db, teamId, 'external_id', externalIds)
  return {
    succeededAt: await listLastSuccesses(db, teamId, { ids, names }, oldest),
    knownExternalIds: new Set([...known].filter(([, users]) => users.some(({ deletedAt }) => deletedAt === null)).map(([externalId]) => externalId)),
  }
}

/** How far is looked: a list of a finding is never the whole directory. */
const usersCounted = 1_000
const groupsLooked = 5_000
const groupsListed = 100
const inactiveLooked = 1_000

async function gatherHoldings(
  db: Reader,
  directory: Directory,
): Promise<Pick<Holdings, 'users' | 'hasGroup' | 'hollow' | 'isMoreHollow' | 'leavers'>> {
  const hollow = await listHollowGroups(db, directory, { looked: groupsLooked, limit: groupsListed + 1 })
  const isOkta = directory.provider === 'okta' || directory.detectedProvider === 'okta'
  const leavers = isOkta ? await listGroupsOfInactive(db, directory, { looked: inactiveLooked, limit: groupsListed }) : []
  return {
    users: await gatherUsers(db, directory),
    hasGroup: (await findFirstGroup(db, directory)) !== undefined,
    hollow: hollow.slice(0, groupsListed),
    isMoreHollow: hollow.length > groupsListed,
    leavers: leavers.map(({ people, ...group }) => ({ ...group, people: Number(people) })),
  }
}

async function gatherUsers(db: Reader, directory: Directory): Promise<Holdings['users']> {
  const count = await countUsersUpTo(db, directory, usersCounted + 1)
  const first = await findFirstUser(db, directory)
  return { count: Math.min(count, usersCounted), isMore: count > usersCounted, firstAt: first?.createdAt ?? null }
}

const twinsLooked = 1_000
const twinsListed = 100

/** Of each directory but the oldest the newest users are looked for in those before it. */
async function gatherTwins(db: Reader, teamId: TeamId, living: readonly Directory[]): Promise<Parameters<typeof findOfTwins>[0]> {
  const [byMember, byName]: [Twin[], Twin[]] = [[], []]
  let isMore = false
  for (const [place, { directoryId }] of living.entries()) {
    const others = living.slice(0, place).map((other) => other.directoryId)
    if (others.length === 0) continue
    const bounds = { looked: twinsLooked, limit: twinsListed + 1 }
    byMember.push(...(await listTwins(db, { teamId, directoryId }, others, 'member', bounds)))
    byName.push(...(await listTwins(db, { teamId, directoryId }, others, 'name', bounds)))
    isMore ||= byMember.length > twinsListed || byName.length > twinsListed
  }
  return { directories: living.map(({ name }) => name), byMember: byMember.slice(0, twinsListed), byName: byName.slice(0, twinsListed), isMore }
}
