import type { Change } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type DirectoryId, type TeamId } from '../kernel/ids.ts'
import { record } from '../journal/record.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { findDirectoryRow, insertDirectory, lockDirectoryRow, updateDirectoryRow } from './directories.sql.ts'
import { directoryEnded, directoryNotFound, providerUnknown } from './refusals.ts'

export { listDirectoryRows as listDirectories, listUnsweptRows as listUnswept } from './directories.sql.ts'
export type Directory = Row<'directories'>

/** The identity providers that a directory may be of. `other` is any that speaks SCIM 2.0: all are answered alike. */
export const providers = [
  'okta',
  'entra',
  'google',
  'onelogin',
  'jumpcloud',
  'pingone',
  'pingfederate',
  'rippling',
  'cyberark',
  'keycloak',
  'authentik',
  'other',
] as const

/** Whether a directory still counts. One that is detached or deleted never comes back. */
export const hasEnded = ({ status }: Pick<Directory, 'status'>): boolean => status === 'detached' || status === 'deleted'

/** What a new directory is given. */
export type WantedDirectory = { name: string; provider: string }

/** Makes a directory: a feed of one identity provider into the actor's team. Whether it may have one was asked before. Refuses: provider-unknown. */
export async function addDirectory(trx: Trx, environment: Environment, by: Actor, wanted: WantedDirectory): Promise<Directory> {
  const provider = requireProvider(wanted.provider)
  const directory: Directory = {
    teamId: by.teamId,
    directoryId: environment.newId('dir'),
    name: wanted.name,
    provider,
    status: 'active',
    statusSince: null,
    statusRequest: null,
    replacedBy: null,
    sweptAt: null,
    createdAt: by.at,
    detectedProvider: null,
    firstRequestAt: null,
    lastRequestAt: null,
    firstWriteAt: null,
    firstGroupAt: null,
    schemaVersion: 0n,
  }
  await insertDirectory(trx, directory)
  const { directoryId, name } = directory
  await record(trx, by, {
    operation: 'create_directory',
    subjectId: directoryId,
    changes: [{ kind: 'directory.created', directory: directoryId, name, provider }],
  })
  return directory
}

/** Gives a directory another name, or says that it is of another provider. Refuses: directory-not-found, directory-ended, provider-unknown. */
export function renameDirectory(
  db: Db,
  by: Actor,
  directoryId: string,
  wanted: { name: string | undefined; provider: string | undefined },
): Promise<Directory> {
  return write(db, async (trx) => {
    const before = await requireDirectoryToChange(trx, by, directoryId)
    const provider = wanted.provider === undefined ? before.provider : requireProvider(wanted.provider)
    const after = { ...before, name: wanted.name ?? before.name, provider }
    const changes = directoryChanges(before, after)
    if (changes.length > 0) await updateDirectoryRow(trx, before, { name: after.name, provider })
    await record(trx, by, { operation: 'update_directory', status: 200, subjectId: before.directoryId, changes })
    return after
  })
}

function directoryChanges(before: Directory, after: Directory): Change[] {
  const pick = ({ name, provider }: Directory) => ({ name, provider })
  const isSame = before.name === after.name && before.provider === after.provider
  return isSame ? [] : [{ kind: 'directory.updated', directory: after.directoryId, name: after.name, before: pick(before), after: pick(after) }]
}

function requireProvider(named: string): string {
  const provider = providers.find((known) => known === named)
  if (!provider) throw providerUnknown(`"${named}" is not a provider that Purser knows. There are: ${providers.join(', ')}.`)
  return provider
}

/** A directory to be changed; nobody else changes it until the transaction ends. Refuses: directory-not-found, directory-ended. */
export async function requireDirectoryToChange(trx: Trx, { teamId }: { teamId: TeamId }, directoryId: string): Promise<Directory> {
  return requireLiving(await requireLocked(trx, teamId, directoryId))
}

/** As `requireDirectoryToChange`, of one that may have been detached. Refuses: directory-not-found, directory-ended. */
export async function requireDirectoryToDelete(trx: Trx, { teamId }: { teamId: TeamId }, directoryId: string): Promise<Directory> {
  return requireNotDeleted(await requireLocked(trx, teamId, directoryId))
}

async function requireLocked(trx: Trx, teamId: TeamId, directoryId: string): Promise<Directory> {
  const directory = isId('dir', directoryId) ? await lockDirectoryRow(trx, teamId, directoryId) : undefined
  if (!directory) throw unknownDirectory(directoryId)
  return directory
}

/** Refuses: directory-ended. */
export function requireLiving(directory: Directory): Directory {
  if (!hasEnded(directory)) return directory
  const what = directory.status === 'deleted' ? 'is deleted' : `is detached: ${directory.replacedBy ?? 'another one'} took over`
  throw directoryEnded(
    `Directory ${directory.name} ${what}, since ${directory.statusSince ?? directory.createdAt}. It does not come back: make another one.`,
  )
}

/** Refuses: directory-ended. */
export const requireNotDeleted = (directory: Directory): Directory => (directory.status === 'deleted' ? requireLiving(directory) : directory)

/** Stores that a directory is active, paused, detached or deleted from now on. */
export async function changeStatus(
  trx: Trx,
  directory: Directory,
  status: Directory['status'],
  { at, requestId }: Pick<Actor, 'at' | 'requestId'>,
  replacedBy: DirectoryId | null = directory.replacedBy,
): Promise<Directory> {
  const moved = { status, statusSince: at, statusRequest: requestId, replacedBy }
  await updateDirectoryRow(trx, directory, moved)
  return { ...directory, ...moved }
}

/** Stores that nothing of a directory that ended is left to be swept. */
export const markSwept = (trx: Trx, directory: Directory, sweptAt: Timestamp): Promise<void> => updateDirectoryRow(trx, directory, { sweptAt })

/** Refuses: directory-not-found. */
export async function requireDirectory(db: Reader, teamId: TeamId, directoryId: string): Promise<Directory> {
  const directory = isId('dir', directoryId) ? await findDirectoryRow(db, teamId, directoryId) : undefined
  if (!directory) throw unknownDirectory(directoryId)
  return directory
}

const unknownDirectory = (directoryId: string) => directoryNotFound(`This team has no directory ${JSON.stringify(directoryId.slice(0, 100))}.`)

/** The directory that a list is narrowed to, where the client names one. Refuses: directory-not-found. */
export async function findDirectoryIdFor(db: Reader, teamId: TeamId, directoryId: string | undefined): Promise<DirectoryId | undefined> {
  return directoryId === undefined ? undefined : (await requireDirectory(db, teamId, directoryId)).directoryId
}
