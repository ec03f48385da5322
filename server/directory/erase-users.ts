import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Trx } from '../store/open.ts'
import { eraseUserRow } from './erase-users.sql.ts'
import { listDirectoryUsersOfMember, type DirectoryUser } from './users.ts'

/** Blanks the deleted directory users of a person. Answers them as they were; undefined, and nothing is blanked, where one of them still lives. */
export async function eraseUsersOf(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<DirectoryUser[] | undefined> {
  const users = await listDirectoryUsersOfMember(trx, teamId, memberId)
  if (users.some(({ deletedAt }) => deletedAt === null)) return undefined
  for (const user of users) await eraseUserRow(trx, user)
  return users
}
