import { addDirectory, type Directory, type WantedDirectory } from '../directory/directories.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { requirePrerequisites } from '../sso/prerequisites.ts'
import { write, type Db } from '../store/open.ts'

/**
 * Makes a directory in the actor's team, which must have the plan, an active single sign-on connection and a verified domain, whoever asks and however.
 * `homeUrl` is where the answer sends people to mend what is missing. Refuses: prerequisites-missing, provider-unknown.
 */
export function createDirectory(db: Db, environment: Environment, by: Actor, wanted: WantedDirectory, homeUrl: string): Promise<Directory> {
  return write(db, async (trx) => {
    await requirePrerequisites(trx, by.teamId, homeUrl)
    return addDirectory(trx, environment, by, wanted)
  })
}
