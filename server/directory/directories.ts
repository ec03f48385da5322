import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type DirectoryId, type TeamId } from '../kernel/ids.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row } from '../store/open.ts'
import { findDirectoryRow, insertDirectory } from './directories.sql.ts'
import { directoryNotFound, providerUnknown } from './refusals.ts'

export { listDirectoryRows as listDirectories } from './directories.sql.ts'
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

/** Makes a directory: a feed of one identity provider into the actor's team. Refuses: provider-unknown. */
export function createDirectory(db: Db, environment: Environment, by: Actor, wanted: { name: string; provider: string }): Promise<Directory> {
  const provider = providers.find((known) => known === wanted.provider)
  if (!provider) throw providerUnknown(`"${wanted.provider}" is not a provider that Purser knows. There are: ${providers.join(', ')}.`)
  const directory: Directory = {
    teamId: by.teamId,
    directoryId: environment.newId('dir'),
    name: wanted.name,
    provider,
    status: 'active',
    createdAt: by.at,
    detectedProvider: null,
    firstRequestAt: null,
    lastRequestAt: null,
    firstWriteAt: null,
    firstGroupAt: null,
    schemaVersion: 0n,
  }
  return write(db, async (trx) => {
    await insertDirectory(trx, directory)
    const { directoryId, name } = directory
    await record(trx, by, {
      operation: 'create_directory',
      subjectId: directoryId,
      changes: [{ kind: 'directory.created', directory: directoryId, name, provider }],
    })
    return directory
  })
}

/** Refuses: directory-not-found. */
export async function requireDirectory(db: Reader, teamId: TeamId, directoryId: string): Promise<Directory> {
  const directory = isId('dir', directoryId) ? await findDirectoryRow(db, teamId, directoryId) : undefined
  if (!directory) throw directoryNotFound(`This team has no directory "${directoryId}".`)
  return directory
}

/** The directory that a list is narrowed to, where the client names one. Refuses: directory-not-found. */
export async function findDirectoryIdFor(db: Reader, teamId: TeamId, directoryId: string | undefined): Promise<DirectoryId | undefined> {
  return directoryId === undefined ? undefined : (await requireDirectory(db, teamId, directoryId)).directoryId
}
