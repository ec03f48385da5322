import { changesHeld } from '../directory/refusals.ts'
import type { DirectoryActor, Lack } from '../kernel/actor.ts'

/** What a write of an identity provider comes to. Reads are not asked about: they always go on. */
export type Intent = 'deletes-user' | 'deactivates-user' | 'other'

/**
 * How much of a write goes through. While a directory lacks something, what only ends access does: the deletion of a user whole, of a change
 * that deactivates one that alone. So nobody stays in because a bill was not paid, and nobody comes in either.
 */
export function passes(lacking: readonly Lack[], intent: Intent): 'all' | 'deactivation' | 'nothing' {
  if (lacking.length === 0 || intent === 'deletes-user') return 'all'
  return intent === 'deactivates-user' ? 'deactivation' : 'nothing'
}

/** The one gate of what identity providers write: how much of it goes through, all or the deactivation alone. Refuses: changes-held. */
export function admit(by: DirectoryActor, intent: Intent): 'all' | 'deactivation' {
  const passing = passes(by.lacking, intent)
  if (passing !== 'nothing') return passing
  throw changesHeld(
    `${by.lacking.map((lack) => remedies[lack](by)).join(' ')} Until then who is deactivated or deleted is out of the team, and nothing else is changed. The token stays the same.`,
  )
}

/** What is lacking, and what to do. */
const remedies: Record<Lack, (by: DirectoryActor) => string> = {
  paused: ({ directoryId: id }) =>
    `This directory is paused. An administrator resumes it with POST /v1/directories/${id}/resume, or: purser directory resume ${id}.`,
}
