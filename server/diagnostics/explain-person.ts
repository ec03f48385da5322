import type { Timestamp } from '../kernel/timestamp.ts'
import type { Member } from '../members/membership.ts'
import { nameOf } from '../members/names-of-members.ts'
import { explainLimit } from '../spend/explain-limit.ts'
import { toLimitShape, type Explained } from '../spend/explanation.ts'
import type { Reader } from '../store/open.ts'
import { tell, type Answer } from './finding.ts'
import type { AnswerFacts } from './finding-facts.ts'

/** What a person may spend and why, as an answer: most who look for somebody wonder why a limit does not hold. */
export async function explainPerson(db: Reader, member: Member, now: Timestamp): Promise<Answer> {
  const explained = await explainLimit(db, member, now)
  return tell('person-limit', toFacts(explained), now)
}

const groupsTold = 10

function toFacts({ member, facts, effective }: Explained): AnswerFacts['person-limit'] {
  const limit = toLimitShape(effective.limit)
  const deciding = new Set(effective.deciding.map(({ groupId }) => groupId))
  const passedOver = effective.considered
    .filter(({ groupId }) => !deciding.has(groupId))
    .map(({ name }) => ({ name, reason: effective.source === 'user_override' ? ('override' as const) : ('lower' as const) }))
  const ignored = effective.ignored.flatMap(({ group, reason }) => (group ? [{ name: group.name, reason }] : []))
  return {
    member: member.memberId,
    who: nameOf(member),
    amount: limit.kind === 'amount' ? limit.amount : null,
    isUnlimited: limit.kind === 'unlimited',
    currency: facts.team.currency,
    source: effective.source,
    deciding: effective.deciding.map(({ name }) => name).slice(0, groupsTold),
    groups: [...passedOver, ...ignored].slice(0, groupsTold),
  }
}
