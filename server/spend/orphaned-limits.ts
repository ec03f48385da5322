import { hasEnded, listDirectories } from '../directory/directories.ts'
import { listGroupsCalled, requireTeamGroup, requireTeamGroupToKeep, type NamedGroup } from '../directory/groups.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type DirectoryId, type GroupId, type TeamId } from '../kernel/ids.ts'
import { requireCurrent, type Preconditions } from '../kernel/preconditions.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { findHeirs, type Heir } from './carry-limits.ts'
import { toLimit } from './effective-limit.ts'
import type { SupposedLimit } from './hypothesis.ts'
import { findLimit, listGroupIdsWithLimit, type LimitRow } from './limits.sql.ts'
import { findOrphanRow, listOrphanRowsSince, type OrphanRow } from './orphaned-limits.sql.ts'
import { putLimit, takeAway } from './put-limit.ts'
import { groupHasLimit, limitNotFrozen, limitNotOrphaned } from './refusals.ts'
import { limitEtag, requireLimit } from './set-limit.ts'

export { pageOrphanRows as pageOrphans, type OrphanRow } from './orphaned-limits.sql.ts'

/** A living group that may be what the deleted one was. */
export type Candidate = Heir<NamedGroup & { directoryId: DirectoryId }> & { hasLimit: boolean }
/** The limit of a deleted group, and which groups may take it over. */
export type Orphan = { row: OrphanRow; candidates: Candidate[] }

const mostOrphans = 500

/** The limits of deleted groups that are frozen, or ended since a moment, with who may take them over. */
export const listOrphansSince = async (db: Reader, teamId: TeamId, since: Timestamp): Promise<Orphan[]> =>
  withCandidates(db, teamId, await listOrphanRowsSince(db, teamId, since, mostOrphans))

/** For each the living groups of the same externalId, or else of the same name, in whichever directory. */
export async function withCandidates(db: Reader, teamId: TeamId, rows: readonly OrphanRow[]): Promise<Orphan[]> {
  if (rows.length === 0) return []
  const asked = { namesFolded: rows.map((row) => row.displayNameFolded), externalIds: rows.flatMap((row) => row.externalId ?? []) }
  const living: (NamedGroup & { directoryId: DirectoryId })[] = []
  for (const { directoryId } of (await listDirectories(db, teamId)).filter((directory) => !hasEnded(directory)))
    living.push(...(await listGroupsCalled(db, { teamId, directoryId }, asked)).map((group) => ({ ...group, directoryId })))
  const found = rows.map((row) => ({ row, heirs: findHeirs(row, living) }))
  const ids = found.flatMap(({ heirs }) => heirs.map(({ group }) => group.groupId))
  const limited = new Set<string>(await listGroupIdsWithLimit(db, teamId, ids))
  return found.map(({ row, heirs }) => ({ row, candidates: heirs.map((heir) => ({ ...heir, hasLimit: limited.has(heir.group.groupId) })) }))
}

/**
 * Gives the limit of a deleted group to a living one, which has none. It keeps its id; one that was frozen holds on for nobody else.
 * Refuses: limit-not-found, limit-not-orphaned, group-not-found, group-has-limit, stale-etag.
 */
export const reattachLimit = (
  db: Db,
  environment: Environment,
  by: Actor,
  limitId: string,
  groupId: string,
  preconditions: Preconditions = {},
): Promise<LimitRow> =>
  write(db, async (trx) => {
    const group = await requireTeamGroupToKeep(trx, by.teamId, groupId)
    await lockTeam(trx, by.teamId)
    const orphan = await requireReattachable(trx, by, limitId, group, preconditions)
    const taken = await takeAway(trx, by, orphan)
    const wanted = { limit: toLimit(orphan), reason: orphan.reason ?? undefined }
    const { row, changes } = await putLimit(trx, environment, by, { scope: 'group', subjectId: group.groupId }, wanted, orphan)
    await record(trx, by, { operation: 'reattach_limit', status: 200, subjectId: group.groupId, changes: [...taken, ...changes] })
    return row
  })

/** What `reattachLimit` would do, as something to suppose. Changes nothing, and refuses what that refuses. */
export async function supposeReattached(
  db: Reader,
  by: Asker,
  limitId: string,
  groupId: string,
  preconditions: Preconditions = {},
): Promise<SupposedLimit[]> {
  const group = await requireTeamGroup(db, by.teamId, groupId)
  const orphan = await requireReattachable(db, by, limitId, group, preconditions)
  return [
    { scope: 'group', subjectId: orphan.groupId, limit: undefined, since: by.at },
    { scope: 'group', subjectId: group.groupId, limit: toLimit(orphan), since: by.at },
  ]
}

/** Lets go of whom the frozen limit of a deleted group holds. Refuses: limit-not-found, limit-not-frozen, stale-etag. */
export const releaseLimit = (db: Db, by: Actor, limitId: string, preconditions: Preconditions = {}): Promise<void> =>
  write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    const frozen = await requireFrozen(trx, by, limitId, preconditions)
    const changes = await takeAway(trx, by, frozen)
    await record(trx, by, { operation: 'release_limit', status: 204, subjectId: frozen.subjectId, changes })
  })

/** What `releaseLimit` would do, likewise. */
export async function supposeReleased(db: Reader, by: Asker, limitId: string, preconditions: Preconditions = {}): Promise<SupposedLimit> {
  const { subjectId } = await requireFrozen(db, by, limitId, preconditions)
  return { scope: 'group', subjectId, limit: undefined, since: by.at }
}

type Asker = Pick<Actor, 'teamId' | 'at'>

async function requireReattachable(
  db: Reader,
  { teamId }: Asker,
  limitId: string,
  group: { groupId: GroupId; displayName: string },
  preconditions: Preconditions,
): Promise<OrphanRow> {
  const orphan = await requireOrphan(db, teamId, limitId)
  requireCurrent(preconditions, limitEtag(orphan))
  if (await findLimit(db, teamId, { scope: 'group', subjectId: group.groupId }))
    throw groupHasLimit(
      `The group ${group.displayName} has a limit of its own, which stays. Take that away first (DELETE /v1/spend_limits/groups/${group.groupId}), or change it instead.`,
    )
  return orphan
}

async function requireFrozen(db: Reader, { teamId }: Asker, limitId: string, preconditions: Preconditions): Promise<OrphanRow> {
  const orphan = await requireOrphan(db, teamId, limitId)
  requireCurrent(preconditions, limitEtag(orphan))
  if (orphan.untilAt !== null)
    throw limitNotFrozen(
      `The limit ${orphan.limitId} ended with its group, ${orphan.displayName}: it holds for nobody, so there is nobody to let go of.`,
    )
  return orphan
}

/** Refuses: limit-not-found, limit-not-orphaned. */
async function requireOrphan(db: Reader, teamId: TeamId, limitId: string): Promise<OrphanRow> {
  const orphan = isId('lim', limitId) ? await findOrphanRow(db, teamId, limitId) : undefined
  if (orphan) return orphan
  await requireLimit(db, teamId, limitId)
  throw limitNotOrphaned(`The limit ${limitId} is not that of a deleted group, and stands. GET /v1/spend_limits/orphaned lists those that are.`)
}
