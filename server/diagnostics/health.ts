import { listTokens, type DirectoryToken } from '../directory/tokens.ts'
import { requireDirectory, type Directory } from '../directory/directories.ts'
import { findEarlyMembership, findFirstGroup, findFirstUser } from '../directory/standing.ts'
import { findFirstRequest, listRowsAbout, listSigns, readWindow, type Window } from '../journal/traffic.ts'
import { formatId, type RequestId, type TeamId } from '../kernel/ids.ts'
import { addSeconds, toMilliseconds, type Timestamp } from '../kernel/timestamp.ts'
import type { Reader } from '../store/open.ts'
import { minutesBetween, placeOf } from './directory-facts.ts'
import { rhythmOf } from './traffic-findings.ts'

/** Something that happened for the first time; the request is null where the log does not have it any more. */
export type Milestone = { at: Timestamp; request: RequestId | null }

/** How often an identity provider comes: as its calls show, as it is known, or at changes alone. */
export type Rhythm = { source: 'measured' | 'known' | 'on_change'; minutes: number | null; inWords: string }

/** How a directory is doing, as of now. */
export type Health = {
  directory: Directory
  providerName: string
  tokens: readonly DirectoryToken[]
  rhythm: Rhythm
  /** When the next cycle is due; null where there are none. */
  dueAt: Timestamp | null
  /** Whether three cycles and more were missed. */
  isSilent: boolean
  /** The latest of what the log has of it. */
  lastRequest: Milestone | null
  lastRefusal: Milestone | null
  windowHours: number
  window: Window
  milestones: Record<'firstRequest' | 'firstUser' | 'firstGroup' | 'firstMembership', Milestone | null>
}

/** How a directory is doing: what it did of late, how often it comes, and what it did for the first time. Refuses: directory-not-found. */
export async function readHealth(db: Reader, teamId: TeamId, directoryId: string, windowHours: number, now: Timestamp): Promise<Health> {
  const directory = await requireDirectory(db, teamId, directoryId)
  const signs = (await listSigns(db, teamId)).get(directory.directoryId) ?? []
  const { of, steps } = placeOf(directory)
  const cycle = rhythmOf(signs, steps.cycleMinutes)
  const { lastRequestAt } = directory
  const [latest] = signs
  const refusal = signs.find(({ isGood }) => !isGood)
  return {
    directory,
    providerName: of.providerName,
    tokens: await listTokens(db, teamId, directory.directoryId),
    rhythm: { source: cycle ? (cycle.isMeasured ? 'measured' : 'known') : 'on_change', minutes: cycle?.cycleMinutes ?? null, inWords: steps.rhythm },
    dueAt: cycle && lastRequestAt !== null ? addSeconds(lastRequestAt, cycle.cycleMinutes * 60) : null,
    isSilent: cycle !== undefined && lastRequestAt !== null && minutesBetween(lastRequestAt, now) >= 3 * cycle.cycleMinutes,
    lastRequest: latest ? { at: lastRequestAt !== null && lastRequestAt > latest.at ? lastRequestAt : latest.at, request: latest.requestId } : null,
    lastRefusal: refusal ? { at: refusal.at, request: refusal.requestId } : null,
    windowHours,
    window: await readWindow(db, teamId, directory.directoryId, addSeconds(now, -windowHours * 3600)),
    milestones: await readMilestones(db, directory),
  }
}

/** So many of the oldest groups are looked at for a first membership, so many requests of the team for the first one of the directory. */
const groupsLooked = 20
const requestsLooked = 1_000

async function readMilestones(db: Reader, directory: Directory): Promise<Health['milestones']> {
  const { teamId, directoryId, firstRequestAt, createdAt } = directory
  // The id of a request is made a little before its moment is taken.
  const from = formatId('req', toMilliseconds(firstRequestAt ?? createdAt) - earlierMs, noChance)
  const first = await findFirstRequest(db, teamId, directoryId, from, requestsLooked)
  const user = await findFirstUser(db, directory)
  const group = await findFirstGroup(db, directory)
  const membership = await findEarlyMembership(db, directory, groupsLooked)
  const at = firstRequestAt ?? first?.at
  return {
    firstRequest: at === undefined ? null : { at, request: first?.requestId ?? null },
    firstUser: user ? { at: user.createdAt, request: await findMaker(db, teamId, user.userId) } : null,
    firstGroup: group ? { at: group.createdAt, request: await findMaker(db, teamId, group.groupId) } : null,
    firstMembership: membership ? { at: membership.sinceAt, request: membership.sinceRequest } : null,
  }
}

const noChance = new Uint8Array(10)
const earlierMs = 5_000
const rowsLooked = 1_000

/** The request that made a user or a group. */
async function findMaker(db: Reader, teamId: TeamId, subjectId: string): Promise<RequestId | null> {
  const rows = await listRowsAbout(db, teamId, { subjectId }, rowsLooked)
  return rows.findLast(({ operation, outcome }) => operation.startsWith('create_') && outcome === 'applied')?.requestId ?? null
}
