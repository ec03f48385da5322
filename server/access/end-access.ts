import type { Change } from '../journal/changes.ts'
import { erased } from '../journal/erase.ts'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Trx } from '../store/open.ts'
import { revokeKeysOfMember, type Cause } from './api-keys.ts'
import { eraseKeyMakers } from './api-keys.sql.ts'
import { eraseLinkMakers, eraseLinksOf, revokeLinksOf } from './links.sql.ts'
import { eraseSetupLinkMakers } from './setup-links.sql.ts'
import { endSessionRowsOf, eraseSessionsOf } from './sessions.sql.ts'

/** Whose access ends, with every address that an invitation may have been made for. */
type Leaving = { teamId: TeamId; memberId: MemberId; emailFolded: string | null; otherAddresses?: readonly string[] }

/** When and by whom, and what becomes of personal keys: they `stay` for who may come back, and are refused while their member is out. */
export type EndOfAccess = Cause & { keys: 'stay' | 'end' }

/** Ends what a member could come in with, or let others in with: sessions and links always, personal keys where that is for good. Call it after the member's row has changed. */
export async function endAccessOf(
  trx: Trx,
  { teamId, memberId, emailFolded, otherAddresses = [] }: Leaving,
  { keys: whatOfKeys, ...cause }: EndOfAccess,
): Promise<Change[]> {
  const { at } = cause
  const sessions = await endSessionRowsOf(trx, teamId, memberId, at)
  const addresses = emailFolded === null ? otherAddresses : [emailFolded, ...otherAddresses]
  const links = await revokeLinksOf(trx, teamId, { memberId, addresses }, at)
  const keys = whatOfKeys === 'end' ? await revokeKeysOfMember(trx, teamId, memberId, cause) : 0
  return sessions + links + keys === 0 ? [] : [{ kind: 'access.ended', member: memberId, sessions, keys, links }]
}

/** Ends the sessions of a member who stays, and has to sign in anew. Their keys and links go on. */
export async function endSessionsOf(trx: Trx, { teamId, memberId }: Pick<Leaving, 'teamId' | 'memberId'>, at: Timestamp): Promise<Change[]> {
  const sessions = await endSessionRowsOf(trx, teamId, memberId, at)
  return sessions === 0 ? [] : [{ kind: 'access.ended', member: memberId, sessions, keys: 0, links: 0 }]
}

/** Forgets the address and the places of a member who is erased, and by which of their names keys and links were made. */
export async function eraseAccessOf(
  trx: Trx,
  member: { teamId: TeamId; memberId: MemberId; emailFolded: string | null },
  names: readonly string[],
): Promise<void> {
  await eraseKeyMakers(trx, member.teamId, names, erased)
  await eraseLinkMakers(trx, member.teamId, names, erased)
  await eraseSetupLinkMakers(trx, member.teamId, names, erased)
  await eraseLinksOf(trx, member.teamId, member)
  await eraseSessionsOf(trx, member.teamId, member.memberId)
}
