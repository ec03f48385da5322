import type { MemberId } from '../../kernel/ids.ts'
import type { Row } from '../../store/open.ts'

export type BalanceSubject = Row<'balances'>['subjectId']

/** Whose spend it is where nobody is known by the name that was sent. Of the form of a member's id, and no member has it. */
export const unattributed = `mem_${'0'.repeat(26)}` as MemberId // see above

/** The parts of a team's total, which sort between these two. */
export const totalsFrom = 'total_'
export const totalsUpTo = 'total`'

/** The part of the team's total that a member's spend counts in: by chance, the last digit of the id, so that members who spend at once seldom meet. */
export const totalOf = (memberId: MemberId): BalanceSubject => `total_${memberId.slice(-1)}`
