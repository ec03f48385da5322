import { credentialState } from '../access/credential-life.ts'
import { requireDirectory, requireLiving, requireNotDeleted, type Directory } from '../directory/directories.ts'
import { listTokens } from '../directory/tokens.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { keepLastOwner } from '../members/last-owner.ts'
import { listActiveOwners, type Member } from '../members/membership.ts'
import type { Reader } from '../store/open.ts'
import { planLimits } from './move-limits.ts'
import { holdingOf, noEffect, type Effect } from './directory-effect.ts'
import type { Ended } from './end-directory.ts'
import { findMatches } from './find-matches.ts'
import { requirePair } from './match-people.ts'
import { requirePausable, requireResumable } from './pause-directory.ts'
import { walkPeople, type Standing } from './people-of-directory.ts'
import { tell } from './told.ts'

// Each refuses what the step itself refuses, changes nothing, and tells what the step would do by the same rules. They read a directory some users at
// a time, so that its size costs time and no memory.

type Asker = { teamId: TeamId; at: Timestamp }

/** Nobody is in or out by a pause: it tells how much is held up. Refuses: directory-not-found, directory-ended, directory-paused-already. */
export async function previewPause(db: Reader, { teamId }: Asker, directoryId: string): Promise<Ended> {
  const directory = requirePausable(requireLiving(await requireDirectory(db, teamId, directoryId)))
  return { directory, effect: await holdingOf(db, directory) }
}

/** Refuses: directory-not-found, directory-ended, directory-not-paused. */
export async function previewResume(db: Reader, { teamId }: Asker, directoryId: string): Promise<Ended> {
  const directory = requireResumable(requireLiving(await requireDirectory(db, teamId, directoryId)))
  return { directory, effect: await holdingOf(db, directory) }
}

/** Refuses: directory-not-found, directory-ended, directory-replaces-itself, replacement-not-active. */
export async function previewReplacement(
  db: Reader,
  by: Asker,
  { directoryId, withId, carriesLimits }: { directoryId: string; withId: string; carriesLimits: boolean },
): Promise<Ended> {
  const { old, into } = await requirePair(db, by, directoryId, withId)
  return { directory: old, effect: await previewEnd(db, by, old, { into, carriesLimits }) }
}

/** Refuses: directory-not-found, directory-ended. */
export async function previewDeletion(db: Reader, by: Asker, directoryId: string): Promise<Ended> {
  const directory = requireNotDeleted(await requireDirectory(db, by.teamId, directoryId))
  return { directory, effect: await previewEnd(db, by, directory, undefined) }
}

async function previewEnd(
  db: Reader,
  { teamId, at }: Asker,
  directory: Directory,
  replacement: { into: Directory; carriesLimits: boolean } | undefined,
): Promise<Effect> {
  const { into, carriesLimits = false } = replacement ?? {}
  const limits = await planLimits(db, directory, carriesLimits ? into : undefined)
  const tokens = (await listTokens(db, teamId, directory.directoryId)).filter((token) => credentialState(token, at) === 'live')
  const effect = {
    ...(await holdingOf(db, directory)),
    carriedLimits: tell(noEffect.carriedLimits, limits.carried),
    endedLimits: tell(noEffect.endedLimits, limits.ended),
    endedTokens: tell(noEffect.endedTokens, tokens),
  }
  return previewPeople(db, directory, into, effect)
}

async function previewPeople(db: Reader, directory: Directory, into: Directory | undefined, before: Effect): Promise<Effect> {
  const owners = new Set(await listActiveOwners(db, directory.teamId))
  const effect = { ...before }
  for await (const people of walkPeople(db, directory)) {
    const matches = into ? await findMatches(db, people, into) : []
    const matched = new Set(matches.map(({ person }) => person.member))
    const present = people.filter(({ isFirst, member }) => isFirst && member.status === 'active')
    const stays = ({ isHeldElsewhere, member }: Standing) => isHeldElsewhere || matched.has(member)
    const leaving = present.filter((person) => !stays(person))
    const { out, kept } = keepLastOwner(leaving, owners)
    effect.out = tell(effect.out, out.map(memberOf))
    effect.staying = tell(effect.staying, present.filter(stays).map(memberOf))
    effect.matched = tell(effect.matched, [...matched])
    effect.keptOwners = tell(effect.keptOwners, kept.map(memberOf))
  }
  return effect
}

const memberOf = ({ member }: Standing): Member => member
