import type { MemberId } from '../kernel/ids.ts'
import type { Row } from '../store/open.ts'

/**
 * Parts those who leave: the last active owner stays, for without one nobody could repair the team. `owners` are the active ones, and lose
 * whoever goes, so that many can be parted some at a time. Of several owners who all leave the last one in order stays.
 */
export function keepLastOwner<Leaver extends { member: Pick<Row<'members'>, 'memberId' | 'role'> }>(
  leaving: readonly Leaver[],
  owners: Set<MemberId>,
): { out: Leaver[]; kept: Leaver[] } {
  const isLast = ({ role, memberId }: Leaver['member']) => role === 'owner' && owners.size === 1 && owners.has(memberId)
  const parted: { out: Leaver[]; kept: Leaver[] } = { out: [], kept: [] }
  for (const leaver of leaving) {
    if (isLast(leaver.member)) {
      parted.kept.push(leaver)
      continue
    }
    owners.delete(leaver.member.memberId)
    parted.out.push(leaver)
  }
  return parted
}
