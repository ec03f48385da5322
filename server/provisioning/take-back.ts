import type { BulkOperation } from '../../scim/bulk.ts'
import { ScimError } from '../../scim/error.ts'
import { parsePatch } from '../../scim/patch.ts'
import { toEntityTag } from '../../scim/preconditions.ts'
import { parseResource } from '../../scim/resource.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { findUserByName, type DirectoryUser } from '../directory/users.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { write, type Db } from '../store/open.ts'
import { patchUser, replaceUser } from './change-user.ts'
import { deleteGroup } from './delete-group.ts'
import { deleteUser } from './delete-user.ts'
import { toPerson } from './sent-user.ts'

/** What a POST of a bulk request left: `before` is whom it would bring back, as they were. */
export type Made = { path: string; id: string; version: string | undefined; location: string | undefined; before: DirectoryUser | undefined }

/** The inactive user whom a POST would bring back instead of making one. */
export async function findWhomItRevives(
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  { path, data = {} }: BulkOperation,
): Promise<DirectoryUser | undefined> {
  if (path !== '/Users') return undefined
  try {
    const { userName } = toPerson(parseResource(data, types.user).resource)
    return await write(db, (trx) => findUserByName(trx, by, userName))
  } catch (error) {
    if (error instanceof ScimError) return undefined // the operation itself is told so
    throw error
  }
}

/** Takes back what was made: what is new is deleted, and who was there before is as before. By the use cases, so also while the server takes no requests any more. */
export async function takeBack(db: Db, by: DirectoryActor, types: DirectoryTypes, { path, id, version, before }: Made): Promise<void> {
  if (path !== '/Users') return deleteGroup(db, by, id, anyVersion)
  if (before?.userId === id) await replaceUser(db, by, types, id, { resource: before.resource, unused: [] }, anyVersion)
  else if (version === toEntityTag(1n)) await deleteUser(db, by, id, anyVersion)
  // Somebody else deactivated them while the operation began.
  else await patchUser(db, by, types, id, parsePatch({ Operations: [{ op: 'replace', path: 'active', value: false }] }, types.user), anyVersion)
}

const anyVersion = { ifMatch: undefined, ifNoneMatch: undefined }
