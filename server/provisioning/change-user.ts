import { equals, type JsonObject } from '../../scim/json.ts'
import { replaceResource } from '../../scim/merge.ts'
import { applyPatch, type Operation } from '../../scim/patch.ts'
import { requireVersion, type Preconditions } from '../../scim/preconditions.ts'
import type { DirectoryTypes } from '../directory/directory-types.ts'
import { addressesOfUser, changeUser, requireUserToChange, type DirectoryUser } from '../directory/users.ts'
import { followDirectories, followPerson, lockMember, noEffects, type Effects } from '../members/membership.ts'
import type { Note } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { DirectoryActor } from '../kernel/actor.ts'
import { isOwnAddress } from '../sso/domains.ts'
import { raisedByUser, readReach } from '../spend/raised-limits.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { deactivate, doesDeactivate, isOfActive } from './deactivation.ts'
import { admit } from './gate.ts'
import { scopeOf, type Sent } from './sent.ts'
import { foreignDomain, toPerson, userChanges } from './sent-user.ts'

/** Puts what the IdP sent in place of a user (RFC 7644 §3.5.1). Refuses: user-not-found, user-name-taken, changes-held. */
export const replaceUser = (
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  userId: string,
  { resource, unused }: Sent,
  wanted: Preconditions,
): Promise<DirectoryUser> => {
  const next = (stored: JsonObject) => replaceResource(stored, resource, types.user)
  return changeStored(db, by, types, userId, wanted, {
    operation: 'replace_user',
    unused,
    next,
    deactivates: resource['active'] === false,
    asksMore: (stored) => !equals(next(stored), deactivate(stored)),
  })
}

/** Applies a PATCH to a user, all of it or nothing (RFC 7644 §3.5.2). Refuses: user-not-found, user-name-taken, changes-held. Throws ScimError. */
export const patchUser = (
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  userId: string,
  { operations, unused }: { operations: readonly Operation[]; unused: readonly string[] },
  wanted: Preconditions,
): Promise<DirectoryUser> =>
  changeStored(db, by, types, userId, wanted, {
    operation: 'patch_user',
    unused,
    next: (stored) => applyPatch(stored, operations, types.user),
    deactivates: doesDeactivate(operations, types.user),
    asksMore: () => !operations.every(isOfActive),
  })

type Change = {
  operation: string
  unused: readonly string[]
  next: (stored: JsonObject) => JsonObject
  /** Whether it says that the user is out. */
  deactivates: boolean
  /** Whether it says anything else. */
  asksMore: (stored: JsonObject) => boolean
}

/** A change of a user and of the member it stands for. One that changes nothing leaves version and lastModified as they are. */
function changeStored(
  db: Db,
  by: DirectoryActor,
  types: DirectoryTypes,
  userId: string,
  wanted: Preconditions,
  { operation, unused, next, deactivates, asksMore }: Change,
): Promise<DirectoryUser> {
  const isWhole = admit(by, deactivates ? 'deactivates-user' : 'other') === 'all'
  return write(db, async (trx) => {
    const before = await requireUserToChange(trx, scopeOf(by), userId)
    requireVersion(wanted, before.version)
    const resource = isWhole ? next(before.resource) : deactivate(before.resource)
    const isSame = resource === before.resource
    const isMoved = before.active !== (resource['active'] !== false)
    const reach = isMoved ? await readReach(trx, by, before.memberId) : undefined
    const user = isSame ? before : await changeUser(trx, types, before, resource, by.at)
    // Who is said to be out once more may be a last owner who was kept then, and is not the last one now.
    const { changes, notes } = isSame && user.active ? noEffects : await followUser(trx, by, before, user)
    const subject = { subjectId: user.userId, subjectName: user.userName }
    const told = isSame ? [] : userChanges(user, before.resource, types)
    const raised = await raisedByUser(trx, by, reach, user.active ? 'user_activated' : 'user_deactivated')
    const cut = isWhole || !asksMore(before.resource) ? [] : [deactivatedAlone(by, user)]
    await record(trx, by, { operation, status: 200, ...subject, changes: [...told, ...changes, ...raised], notes: [...notes, ...cut], unused })
    return user
  })
}

const deactivatedAlone = ({ lacking }: DirectoryActor, { userId: user, userName }: DirectoryUser): Note => ({
  code: 'deactivated-alone',
  user,
  userName,
  lacking,
})

async function followUser(trx: Trx, by: DirectoryActor, before: DirectoryUser, after: DirectoryUser): Promise<Effects> {
  const [was, is] = [toPerson(before.resource), toPerson(after.resource)]
  const member = await lockMember(trx, by.teamId, after.memberId)
  // What this user did not change stays as another directory's user may have changed it.
  const isOtherPerson = was.email !== is.email || was.displayName !== is.displayName
  const renamed = isOtherPerson ? await followPerson(trx, member, is, by.at) : noEffects
  const email = isOtherPerson ? is.email : member.email
  const followed = { at: by.at, userName: is.userName, formerAddresses: addressesOfUser(before) }
  const moved = was.active && is.active ? noEffects : await followDirectories(trx, { ...member, email }, followed)
  const foreign = is.email !== null && is.email !== was.email ? foreignDomain(after.userId, is, await isOwnAddress(trx, by.teamId, is.email)) : []
  return { changes: [...renamed.changes, ...moved.changes], notes: [...renamed.notes, ...moved.notes, ...foreign] }
}
