import type { Scope } from '../directory/scope.ts'
import {
  changeStatus,
  requireDirectory,
  requireDirectoryToChange,
  requireDirectoryToDelete,
  requireNotDeleted,
  type Directory,
} from '../directory/directories.ts'
import { replacementNotActive } from '../directory/refusals.ts'
import { revokeAllTokens } from '../directory/tokens.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { applyLimits, planLimits } from './move-limits.ts'
import { holdingOf, type Effect } from './directory-effect.ts'
import type { Outcome } from './follow-people.ts'
import { matchPeople, requirePair } from './match-people.ts'
import { sweepDirectory } from './sweep-directory.ts'
import { tell } from './told.ts'

/** A directory that ended, and whom that affected. */
export type Ended = { directory: Directory; effect: Effect }

/**
 * Lets one directory take over from another. Who is known in both stays in without interruption, as the same member; then the old one is
 * detached in one transaction, with its tokens and the limits of its groups; then who is left in by it alone is out, before this is answered.
 * Refuses: directory-not-found, directory-ended, directory-replaces-itself, replacement-not-active.
 */
export async function replaceDirectory(
  db: Db,
  environment: Environment,
  by: Actor,
  { directoryId, withId, carriesLimits }: { directoryId: string; withId: string; carriesLimits: boolean },
): Promise<Ended> {
  const pair = await requirePair(db.read, by, directoryId, withId)
  const matched = await matchPeople(db, by, pair)
  const before = { ...(await holdingOf(db.read, pair.old)), matched }
  const ended = await write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    const [old, into] = await lockPair(trx, by, pair)
    return endDirectory(trx, environment, by, old, before, { into, limitsInto: carriesLimits ? into : undefined })
  })
  return sweep(db, by, ended)
}

/**
 * Ends a directory for good: in one transaction with its tokens and the limits of its groups; then who is in by it alone is out, before this is
 * answered. Ledger and history stay. Refuses: directory-not-found, directory-ended.
 */
export async function deleteDirectory(db: Db, environment: Environment, by: Actor, directoryId: string): Promise<Ended> {
  const before = await holdingOf(db.read, requireNotDeleted(await requireDirectory(db.read, by.teamId, directoryId)))
  const ended = await write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    return endDirectory(trx, environment, by, await requireDirectoryToDelete(trx, by, directoryId), before, undefined)
  })
  return sweep(db, by, ended)
}

/** Both, locked in the order of their ids, so that two that would take over from each other wait in turn. */
async function lockPair(trx: Trx, by: Actor, { old, into }: { old: Directory; into: Directory }): Promise<[Directory, Directory]> {
  const locked = new Map<string, Directory>()
  for (const id of [old.directoryId, into.directoryId].toSorted()) locked.set(id, await requireDirectoryToChange(trx, by, id))
  const [first, second] = [locked.get(old.directoryId) ?? old, locked.get(into.directoryId) ?? into]
  if (second.status !== 'active') throw replacementNotActive(`Directory ${second.name} is ${second.status}. Only an active one takes over.`)
  return [first, second]
}

/** The one transaction in which a directory ends: from its commit on, its users and groups count for nothing. */
async function endDirectory(
  trx: Trx,
  environment: Environment,
  by: Actor,
  directory: Directory,
  before: Effect,
  replacement: { into: Directory; limitsInto: Scope | undefined } | undefined,
): Promise<Ended> {
  const limits = await planLimits(trx, directory, replacement?.limitsInto)
  const moved = await applyLimits(trx, environment, by, limits)
  const tokens = await revokeAllTokens(trx, by, directory.directoryId)
  const effect: Effect = {
    ...before,
    carriedLimits: tell(before.carriedLimits, limits.carried),
    endedLimits: tell(before.endedLimits, limits.ended),
    endedTokens: tell(before.endedTokens, tokens),
  }
  const ended = await changeStatus(trx, directory, replacement ? 'detached' : 'deleted', by, replacement?.into.directoryId)
  const operation = replacement ? 'replace_directory' : 'delete_directory'
  const changes = [toChange(directory, effect, replacement?.into), ...moved]
  await record(trx, by, { operation, status: 200, subjectId: directory.directoryId, changes })
  return { directory: ended, effect }
}

function toChange({ directoryId: directory, name }: Directory, { users, groups, endedTokens }: Effect, into: Directory | undefined): Change {
  const facts = { directory, name, holding: { users, groups, tokens: endedTokens.count } }
  return into ? { kind: 'directory.detached', ...facts, replacedBy: into.directoryId } : { kind: 'directory.deleted', ...facts }
}

async function sweep(db: Db, by: Actor, { directory, effect: before }: Ended): Promise<Ended> {
  let effect = before
  await sweepDirectory(db, by, directory, (outcome) => {
    effect = addOutcome(effect, outcome)
  })
  return { directory, effect }
}

const addOutcome = (effect: Effect, { out, staying, matched, kept }: Outcome): Effect => ({
  ...effect,
  out: tell(effect.out, out),
  staying: tell(effect.staying, staying),
  matched: tell(effect.matched, matched),
  keptOwners: tell(effect.keptOwners, kept),
})
