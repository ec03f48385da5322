import type { Change } from '../journal/changes.ts'
import { erased } from '../journal/erase.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Trx } from '../store/open.ts'
import { revokeKeysOfMember } from './api-keys.ts'
import { eraseKeyMakers } from './api-keys.sql.ts'
import { eraseLinkMakers, eraseLinksOf, revokeLinksOf } from './links.sql.ts'
import { endSessionRowsOf, eraseSessionsOf } from './sessions.sql.ts'

/** Whose access ends, with every address that an invitation may have been made for. */
type Leaving = { teamId: TeamId; memberId: MemberId; emailFolded: string | null; otherAddresses?: readonly string[] }

/** When and by whom, and what becomes of personal keys: they `stay` for who may come back, and are refused while their member is out. */
export type EndOfAccess = { at: Timestamp; name: string; keys: 'stay' | 'end' }

/** Ends what a member could come in with: sessions and links always, personal keys where that is for good. Call it after the member's row has changed. */
export async function endAccessOf(
  trx: Trx,
  { teamId, memberId, emailFolded, otherAddresses = [] }: Leaving,
  { at, name, keys: whatOfKeys }: EndOfAccess,
): Promise<Change[]> {
  const sessions = await endSessionRowsOf(trx, teamId, memberId, at)
  const addresses = emailFolded === null ? otherAddresses : [emailFolded, ...otherAddresses]
  const links = await revokeLinksOf(trx, teamId, { memberId, addresses }, at)
  const keys = whatOfKeys === 'end' ? await revokeKeysOfMember(trx, teamId, memberId, { at, name }) : 0
  return sessions + links + keys === 0 ? [] : [{ kind: 'access.ended', member: memberId, sessions, keys, links }]
}

/** Forgets the address and the places of a member who is erased, and by which of their names keys and links were made. */
export async function eraseAccessOf(
  trx: Trx,
  member: { teamId: TeamId; memberId: MemberId; emailFolded: string | null },
  names: readonly string[],
): Promise<void> {
  await eraseKeyMakers(trx, member.teamId, names, erased)
  await eraseLinkMakers(trx, member.teamId, names, erased)
  await eraseLinksOf(trx, member.teamId, member)
  await eraseSessionsOf(trx, member.teamId, member.memberId)
}
