import { expect, test } from 'vitest'
import { parseMicros, type Micros } from '../../kernel/money.ts'
import type { Limit } from '../resolve-limit.ts'
import { admit, type AdmissionFacts } from './admit.ts'

const micros = (text: string): Micros => {
  const parsed = parseMicros(text)
  if (parsed === undefined) throw new Error(`${text} is no amount`)
  return parsed
}
const usd = (text: string): Limit => ({ kind: 'amount', micros: micros(text) })
const unlimited: Limit = { kind: 'unlimited' }
const stands = (settled: string, held = '0') => ({ settled: micros(settled), credit: micros('0'), held: micros(held), holds: 0 })

type Case = Partial<Omit<AdmissionFacts, 'amount' | 'minAmount'>> & { amount: string; least?: string }
const decide = ({ amount, least = amount, ...facts }: Case) =>
  admit({
    limit: usd('10'),
    standing: stands('0'),
    total: undefined,
    blockFree: false,
    ...facts,
    amount: micros(amount),
    minAmount: micros(least),
  })

const admitted: [facts: Case, granted: string, because: string][] = [
  [{ amount: '10' }, '10', 'the limit itself may be spent'],
  [{ amount: '4', standing: stands('3', '3') }, '4', 'what is settled and held and this is the limit'],
  [{ amount: '5', least: '1', standing: stands('7') }, '3', 'who takes less gets all that is left'],
  [{ amount: '5', least: '3', standing: stands('7') }, '3', 'and that may be just what they take'],
  [{ amount: '5', least: '0', standing: stands('9.999999') }, '0.000001', 'the least is a millionth'],
  [{ amount: '5', limit: unlimited, standing: stands('1000') }, '5', 'unlimited is above all'],
  [{ amount: '5', limit: unlimited, total: { limit: usd('10'), standing: stands('5') } }, '5', 'of what the team has left'],
  [{ amount: '5', least: '1', total: { limit: usd('10'), standing: stands('8') } }, '2', 'less is granted of the team’s total too'],
  [
    { amount: '5', least: '1', standing: stands('8'), total: { limit: usd('10'), standing: stands('9') } },
    '1',
    'of two that bind, what is left of the lower',
  ],
  [{ amount: '5', total: { limit: unlimited, standing: stands('1000') } }, '5', 'a total may be unlimited'],
  [{ amount: '0', standing: stands('12') }, '0', 'what costs nothing passes whatever is left'],
  [{ amount: '0', limit: usd('0') }, '0', 'also where nothing may be spent'],
  [{ amount: '0', blockFree: true, standing: stands('9.999999') }, '0', 'where that is blocked, it is once nothing is left'],
]
test.each(admitted)('%o is admitted with %s: %s', (facts, granted) => {
  expect(decide(facts)).toEqual({ decision: 'admitted', granted: micros(granted) })
})

const denied: [facts: Case, blockedBy: 'user' | 'team_total', code: string, most: string, because: string][] = [
  [{ amount: '10.000001' }, 'user', 'spend-limit-exceeded', '10', 'a millionth over'],
  [{ amount: '5', standing: stands('3', '3') }, 'user', 'spend-limit-exceeded', '4', 'what is held is not there'],
  [{ amount: '5', least: '3', standing: stands('7.5') }, 'user', 'spend-limit-exceeded', '2.5', 'less than they take'],
  [{ amount: '5', least: '0', standing: stands('10') }, 'user', 'spend-limit-exceeded', '0', 'nothing is no part of something'],
  [{ amount: '1', standing: stands('12') }, 'user', 'spend-limit-exceeded', '0', 'a limit that was lowered leaves no less than nothing'],
  [{ amount: '1', limit: usd('0') }, 'user', 'limit-is-zero', '0', 'zero blocks, and says so'],
  [{ amount: '5', total: { limit: usd('10'), standing: stands('8') } }, 'team_total', 'team-total-exceeded', '2', 'the team has less'],
  [{ amount: '5', limit: unlimited, total: { limit: usd('0'), standing: stands('0') } }, 'team_total', 'team-total-exceeded', '0', 'a total of zero'],
  [
    { amount: '5', standing: stands('8'), total: { limit: usd('10'), standing: stands('9') } },
    'user',
    'spend-limit-exceeded',
    '1',
    'where both bind, their own is named, and the least is left',
  ],
  [{ amount: '0', blockFree: true, standing: stands('10') }, 'user', 'spend-limit-exceeded', '0', 'a team may block what costs nothing'],
  [{ amount: '0', blockFree: true, limit: usd('0') }, 'user', 'limit-is-zero', '0', 'likewise'],
]
test.each(denied)('%o is denied by %s, %s, with %s at most: %s', (facts, blockedBy, code, most) => {
  expect(decide(facts)).toEqual({ decision: 'denied', blockedBy, code, maxApprovable: micros(most) })
})
