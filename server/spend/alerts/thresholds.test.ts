import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toMicros } from '../../kernel/money.ts'
import { cross, mayCross, thresholdsOf, type Spending } from './thresholds.ts'

const usual = [{ percent: 50 }, { percent: 80 }, { percent: 100 }]
const limitOf = (micros: number) => ({ kind: 'amount' as const, micros: toMicros(BigInt(micros)) })
const namesOf = (thresholds: readonly { key: string }[]) => thresholds.map(({ key }) => key)

describe('which thresholds a booking reaches', () => {
  const cases: [limit: number | 'unlimited', before: number, after: number, fired: Record<string, number>, reached: string[], because: string][] = [
    [100, 0, 49, {}, [], 'it is below the lowest'],
    [100, 49, 50, {}, ['percent 50'], 'a threshold is reached as spending comes to it'],
    [100, 0, 100, {}, ['percent 50', 'percent 80', 'percent 100'], 'one booking may reach several'],
    [100, 50, 79, { 'percent 50': 50 }, [], 'what was told is told once'],
    [100, 85, 75, { 'percent 50': 50, 'percent 80': 80 }, [], 'a refund reaches nothing'],
    [100, 75, 85, { 'percent 50': 50, 'percent 80': 80 }, [], 'what a refund took back makes nothing new'],
    [200, 85, 165, { 'percent 50': 50, 'percent 80': 80 }, ['percent 50', 'percent 80'], 'a raise above what was spent arms anew'],
    [105, 85, 90, { 'percent 50': 50, 'percent 80': 80 }, [], 'a raise to below what was spent arms nothing'],
    [170, 85, 90, { 'percent 50': 50, 'percent 80': 80 }, [], 'nor does a raise to just what was spent: it is still reached'],
    [50, 30, 31, {}, ['percent 50'], 'the limit came down to what was spent'],
    [50, 30, 31, { 'percent 50': 50 }, [], 'a lower limit tells nothing twice'],
    ['unlimited', 0, 1_000_000, {}, [], 'a part of what is unlimited is never reached'],
    [0, 0, 1, {}, ['percent 50', 'percent 80', 'percent 100'], 'all of nothing is reached by anything'],
    [0, 0, 0, {}, [], 'and not by nothing'],
    [3, 0, 1, {}, [], 'a part of a micro counts as a whole one'],
  ]
  test.each(cases)('of %o, from %o to %o, told %o: %o, since %s', (limit, before, after, fired, reached) => {
    const thresholds = thresholdsOf(usual, limit === 'unlimited' ? { kind: limit } : limitOf(limit))
    const spending = { before: BigInt(before), after: BigInt(after), fired: new Map(Object.entries(fired).map(([key, at]) => [key, BigInt(at)])) }
    expect(namesOf(cross(thresholds, spending).reached)).toEqual(reached)
  })

  test('amounts are reached whatever the limit, and several at one amount are told by the one that says most', () => {
    expect(namesOf(thresholdsOf([{ amount: '2.00' }, { amount: '1.00' }], undefined))).toEqual(['amount 1.00', 'amount 2.00'])
    expect(namesOf(thresholdsOf([{ percent: 100 }, { percent: 50 }], limitOf(0)))).toEqual(['percent 50', 'percent 100'])
  })

  const steps = fc.array(fc.record({ limit: fc.integer({ min: 0, max: 300 }), amount: fc.integer({ min: -60, max: 120 }) }), { maxLength: 40 })

  test('while the limit stays, each is told once at most, and none that was reached is missing', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 300 }), (bookings, limit) => {
        const { told, peak } = play(bookings.map(({ amount }) => ({ limit, amount })))
        const thresholds = thresholdsOf(usual, limitOf(limit))
        expect(told.toSorted()).toEqual(namesOf(thresholds.filter(({ micros }) => micros <= peak)).toSorted())
      }),
    )
  })

  test('while limits only come down, none is told twice', () => {
    fc.assert(
      fc.property(steps, (bookings) => {
        const limits = bookings.map(({ limit }) => limit).toSorted((one, other) => other - one)
        const { told } = play(bookings.map(({ amount }, place) => ({ amount, limit: limits[place] ?? 0 })))
        expect(new Set(told).size).toBe(told.length)
      }),
    )
  })

  test('what was never looked at could neither be told nor marked', () => {
    fc.assert(
      fc.property(steps, (bookings) => {
        expect(play(bookings).isMissed).toBe(false)
      }),
    )
  })
})

/** Books one after another, as the ledger does: what was told is remembered. */
function play(bookings: readonly { limit: number; amount: number }[]) {
  const fired = new Map<string, bigint>()
  const told: string[] = []
  let [spent, peak, isMissed] = [0n, 0n, false]
  for (const { limit, amount } of bookings) {
    const thresholds = thresholdsOf(usual, limitOf(limit))
    const before = spent
    spent = spent + BigInt(amount) > 0n ? spent + BigInt(amount) : 0n
    const spending: Spending = { before, after: spent, fired }
    const { reached, lifted, armed } = cross(thresholds, spending)
    if (reached.length + lifted.length > 0 && !mayCross(thresholds, spending)) isMissed = true
    told.push(...reached.map(({ key }) => key))
    for (const { key, micros } of [...reached, ...lifted]) fired.set(key, micros)
    for (const { key } of armed) fired.delete(key)
    if (spent > peak) peak = spent
  }
  return { told, peak, isMissed }
}
