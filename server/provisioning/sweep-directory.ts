import type { Scope } from '../directory/scope.ts'
import { hasEnded, listUnswept, markSwept, requireDirectory, type Directory } from '../directory/directories.ts'
import { endGroups, lockNextGroups } from '../directory/groups.ts'
import { endUsers, pageUsers } from '../directory/users.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor, HousekeepingActor } from '../kernel/actor.ts'
import { assert } from '../kernel/assert.ts'
import { eachByItself } from '../kernel/each-by-itself.ts'
import type { Environment } from '../kernel/environment.ts'
import { endGroupLimit } from '../spend/set-limit.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { followPeople, type Outcome } from './follow-people.ts'
import { listStanding, usersPerBatch } from './people-of-directory.ts'

const groupsPerBatch = 200

/**
 * Ends what a directory that ended still holds: its users, with the memberships of who was in by them alone, then its groups, some at a time,
 * each batch a write of its own with its own row in the journal. What was swept is marked by its own rows, so that a sweep which was broken
 * off goes on where it was, and two at once do no harm. The edges of the groups are swept with those of all deleted groups.
 */
export async function sweepDirectory(db: Db, by: Actor, directory: Directory, onBatch: (outcome: Outcome) => void = () => {}): Promise<void> {
  assert(hasEnded(directory), 'a directory that counts is not swept')
  for (;;) {
    const outcome = await write(db, (trx) => sweepUsers(trx, by, directory))
    if (!outcome) break
    onBatch(outcome)
  }
  while ((await write(db, (trx) => sweepGroups(trx, by, directory))) > 0);
  await write(db, (trx) => markSwept(trx, directory, by.at))
}

/** Finishes what was broken off, as by a crash: each directory, also where another one fails. Throws what did. */
export async function sweepEndedDirectories(db: Db, environment: Environment): Promise<void> {
  const unswept = await listUnswept(db.read)
  await eachByItself(unswept.map((directory) => async () => sweepDirectory(db, finisher(environment, directory), directory)))
}

const finisher = (environment: Environment, { teamId, statusRequest }: Directory): HousekeepingActor => ({
  kind: 'housekeeping',
  teamId,
  name: 'Purser',
  requestId: statusRequest ?? environment.newId('req'),
  at: environment.now(),
})

/** The next users. Answers undefined where there are none. */
async function sweepUsers(trx: Trx, by: Actor, directory: Directory): Promise<Outcome | undefined> {
  const users = await pageUsers(trx, directory, undefined, usersPerBatch)
  if (users.length === 0) return undefined
  const outcome = await followPeople(trx, by, await listStanding(trx, directory, users), await heirOf(trx, directory))
  await endUsers(
    trx,
    by.teamId,
    users.map(({ userId }) => userId),
    by.at,
  )
  await tell(trx, by, directory, outcome)
  return outcome
}

/** The directory that took over, where it lives itself. */
async function heirOf(trx: Trx, { teamId, replacedBy }: Directory): Promise<Scope | undefined> {
  const heir = replacedBy === null ? undefined : await requireDirectory(trx, teamId, replacedBy)
  return heir && !hasEnded(heir) ? heir : undefined
}

/** The next groups. A limit that one was given as the directory ended goes with it. */
async function sweepGroups(trx: Trx, by: Actor, directory: Directory): Promise<number> {
  const groups = await lockNextGroups(trx, directory, groupsPerBatch)
  if (groups.length === 0) return 0
  const changes: Change[] = []
  for (const group of groups) changes.push(...(await endGroupLimit(trx, by, group)))
  await endGroups(trx, by.teamId, groups, by)
  await tell(trx, by, directory, { changes, notes: [] })
  return groups.length
}

/** A batch that moved nobody is told by the row of the request that ended the directory. */
async function tell(trx: Trx, by: Actor, { directoryId, status }: Directory, { changes, notes }: Pick<Outcome, 'changes' | 'notes'>): Promise<void> {
  if (changes.length + notes.length === 0) return
  const operation = status === 'deleted' ? 'delete_directory' : 'replace_directory'
  await record(trx, by, { operation, subjectId: directoryId, changes, notes })
}
