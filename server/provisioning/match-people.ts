import { requireDirectory, requireLiving, type Directory } from '../directory/directories.ts'
import { directoryReplacesItself, replacementNotActive } from '../directory/refusals.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Member } from '../members/membership.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { followPeople } from './follow-people.ts'
import { findMatches } from './find-matches.ts'
import { walkPeople, type Standing } from './people-of-directory.ts'
import { nobody, tell, type Told } from './told.ts'

/** A directory, and the one that takes over from it. */
export type Pair = { old: Directory; into: Directory }

/** Refuses: directory-not-found, directory-ended, directory-replaces-itself, replacement-not-active. */
export async function requirePair(db: Reader, { teamId }: { teamId: TeamId }, directoryId: string, withId: string): Promise<Pair> {
  const old = requireLiving(await requireDirectory(db, teamId, directoryId))
  const into = await requireDirectory(db, teamId, withId)
  if (old.directoryId === into.directoryId) throw directoryReplacesItself(`${old.directoryId} cannot take over from itself. Name another directory.`)
  if (into.status !== 'active') throw replacementNotActive(`Directory ${into.name} is ${into.status}. Only an active one takes over.`)
  return { old, into }
}

/**
 * Lets the users of the new directory stand for the members whom the old one knows by the same userName, some at a time. It ends nobody who is
 * in, so nothing is lost where it is broken off. Answers who was matched.
 */
export async function matchPeople(db: Db, by: Actor, { old, into }: Pair): Promise<Told<Member>> {
  let matched = nobody<Member>()
  for await (const people of walkPeople(db.read, old)) {
    // Mostly there are none, since who has an address in a domain of the team was recognised when they were pushed.
    const matches = await findMatches(db.read, people, into)
    const found = matches.map(({ person }) => person)
    if (found.length > 0) matched = tell(matched, await write(db, (trx) => matchBatch(trx, by, found, { old, into })))
  }
  return matched
}

async function matchBatch(trx: Trx, by: Actor, people: readonly Standing[], { old, into }: Pair): Promise<Member[]> {
  const { matched, changes, notes } = await followPeople(trx, by, people, into)
  if (matched.length > 0) await record(trx, by, { operation: 'replace_directory', subjectId: old.directoryId, changes, notes })
  return matched
}
