import { changesHeld } from '../directory/refusals.ts'
import type { DirectoryActor, Lack } from '../kernel/actor.ts'
import { fixUrlOf } from '../sso/prerequisites.ts'
import { prerequisitesMissing } from '../sso/refusals.ts'

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

/** The one gate of what identity providers write: how much of it goes through, all or the deactivation alone. Refuses: changes-held, prerequisites-missing. */
export function admit(by: DirectoryActor, intent: Intent): 'all' | 'deactivation' {
  const passing = passes(by.lacking, intent)
  if (passing !== 'nothing') return passing
  const refuse = by.lacking.every((lack) => lack === 'paused') ? changesHeld : prerequisitesMissing
  throw refuse(
    `${by.lacking.map((lack) => remedies[lack](by)).join(' ')} Until then who is deactivated or deleted is out of the team, and nothing else is changed. The token stays the same.`,
  )
}

/** What is lacking, and what to do. It is read in the task list of the identity provider. */
const remedies: Record<Lack, (by: DirectoryActor) => string> = {
  plan: ({ homeUrl }) =>
    `The plan of this team has no directory provisioning any more; the operator gives it the plan enterprise (${fixUrlOf(homeUrl, 'plan')}).`,
  sso: ({ homeUrl }) => `The team has no active single sign-on connection; activate one at ${fixUrlOf(homeUrl, 'sso')}.`,
  domain: ({ homeUrl }) => `The team has no verified domain; verify one at ${fixUrlOf(homeUrl, 'domain')}.`,
  paused: ({ directoryId: id }) =>
    `This directory is paused. An administrator resumes it with POST /v1/directories/${id}/resume, or: purser directory resume ${id}.`,
}
