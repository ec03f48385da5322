import { changeStatus, requireDirectoryToChange, type Directory } from '../directory/directories.ts'
import { directoryNotPaused, directoryPausedAlready } from '../directory/refusals.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import { write, type Db } from '../store/open.ts'

/** Lets a directory take only what ends access, until it is resumed. Nobody is out by that. Refuses: directory-not-found, directory-ended, directory-paused-already. */
export const pauseDirectory = (db: Db, by: Actor, directoryId: string): Promise<Directory> =>
  write(db, async (trx) => {
    const directory = requirePausable(await requireDirectoryToChange(trx, by, directoryId))
    const change = { kind: 'directory.paused', directory: directory.directoryId, name: directory.name } as const
    await record(trx, by, { operation: 'pause_directory', status: 200, subjectId: directory.directoryId, changes: [change] })
    return changeStatus(trx, directory, 'paused', by)
  })

/** Lets a paused directory take everything again, with the same tokens. Refuses: directory-not-found, directory-ended, directory-not-paused. */
export const resumeDirectory = (db: Db, by: Actor, directoryId: string): Promise<Directory> =>
  write(db, async (trx) => {
    const directory = requireResumable(await requireDirectoryToChange(trx, by, directoryId))
    const change = { kind: 'directory.resumed', directory: directory.directoryId, name: directory.name } as const
    await record(trx, by, { operation: 'resume_directory', status: 200, subjectId: directory.directoryId, changes: [change] })
    return changeStatus(trx, directory, 'active', by)
  })

/** Refuses: directory-paused-already. */
export function requirePausable(directory: Directory): Directory {
  if (directory.status === 'active') return directory
  throw directoryPausedAlready(`Directory ${directory.name} is paused since ${directory.statusSince ?? directory.createdAt}.`)
}

/** Refuses: directory-not-paused. */
export function requireResumable(directory: Directory): Directory {
  if (directory.status === 'paused') return directory
  throw directoryNotPaused(`Directory ${directory.name} is ${directory.status}, so there is nothing to resume.`)
}
