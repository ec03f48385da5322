import { expect, test } from 'vitest'
import { toMicros } from '../kernel/money.ts'
import { remainingOf } from './remaining.ts'

test.each([
  [80n, 79n, 0n, 0n, 1n, 'what was not spent'],
  [80n, 70n, 0n, 5n, 5n, 'nor is held'],
  [50n, 70n, 0n, 0n, -20n, 'a limit lowered beneath what was spent leaves less than nothing'],
  [0n, 0n, 0n, 0n, 0n, 'zero leaves nothing'],
  [80n, -30n, 30n, 0n, 80n, 'a refund creates no budget'],
  [80n, -30n, 30n, 5n, 75n, 'nor does it pay for what is held'],
  [80n, -10n, 30n, 0n, 60n, 'nor for what is spent afterwards'],
])('of %i, with %i settled, %i of credit, and %i held, %i remain: %s', (limit, settled, credit, held, left) => {
  const balance = { settled: toMicros(settled), credit: toMicros(credit), held: toMicros(held) }
  expect(remainingOf({ kind: 'amount', micros: toMicros(limit) }, balance)).toBe(left)
})

test('where there is no limit, nothing can be said to remain', () => {
  expect(remainingOf({ kind: 'unlimited' }, { settled: toMicros(5n), credit: toMicros(0n), held: toMicros(0n) })).toBeUndefined()
})
