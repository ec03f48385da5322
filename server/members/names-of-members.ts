import type { MemberId, TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { listMembersByIds, type Member } from './membership.ts'

/** What a member is called, or else the id. */
export const nameOf = ({ displayName, email, memberId }: Member): string => displayName ?? email ?? memberId

/** What the members of a list are called: the name, or else the e-mail address; null where neither is known. */
export async function namesOfMembers(db: Reader, teamId: TeamId, ids: readonly MemberId[]): Promise<(memberId: MemberId) => string | null> {
  const wanted = [...new Set(ids)]
  const members = wanted.length === 0 ? [] : await listMembersByIds(db, teamId, wanted)
  const names = new Map(members.map(({ memberId, displayName, email }) => [memberId, displayName ?? email]))
  return (memberId) => names.get(memberId) ?? null
}
