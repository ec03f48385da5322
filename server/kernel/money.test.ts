import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMicros, parseCost, parseMicros, toMicros } from './money.ts'

test.each([
  ['80', 80_000_000n, '80.00', 'whole units'],
  ['0', 0n, '0.00', 'zero is an amount: it blocks'],
  ['0.000001', 1n, '0.000001', 'the smallest amount'],
  ['12.345678', 12_345_678n, '12.345678', 'six digits after the point'],
  ['0.5', 500_000n, '0.50', 'at least two digits are shown'],
  ['1000000000', 1_000_000_000_000_000n, '1000000000.00', 'the largest amount'],
])('%s is %s micros, shown as %s: %s', (text, micros, shown) => {
  const parsed = parseMicros(text)
  expect(parsed).toBe(micros)
  expect(formatMicros(toMicros(micros))).toBe(shown)
})

test.each([
  '',
  '-1',
  '+1',
  '1e3',
  '0x10',
  '1,000',
  '.5',
  '5.',
  '0.1234567',
  '1000000000.000001',
  '9223372036854775808',
  'NaN',
  'Infinity',
  ' 1',
  '1 ',
  '１',
])('%j is no amount', (text) => expect(parseMicros(text)).toBeUndefined())

test('what is shown is read back as the same amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 1_000_000_000_000_000n }), (micros) => {
      expect(parseMicros(formatMicros(toMicros(micros)))).toBe(micros)
    }),
  )
})

test('an amount that was overspent is shown with its sign', () => expect(formatMicros(toMicros(-1_500_000n))).toBe('-1.50'))

test.each([
  ['0.183250', 183_250n, 'what has micros is taken as it is'],
  ['0.0000005', 0n, 'half a micro goes to the even one: down to 0'],
  ['0.0000015', 2n, 'half a micro goes to the even one: up to 2'],
  ['0.0000025', 2n, 'half a micro goes to the even one: down to 2'],
  ['0.00000050000000000000000001', 1n, 'a little more than half goes up'],
  ['0.0000024999999', 2n, 'a little less than half goes down'],
  ['-0.0000015', -2n, 'a correction rounds as what it corrects'],
  ['-0.0000005', 0n, 'and there is no negative zero'],
  ['-12.50', -12_500_000n, 'a correction has a sign'],
  ['1000000000', 1_000_000_000_000_000n, 'the largest cost'],
])('a cost of %s is booked as %s micros, and its text is kept: %s', (text, micros) => expect(parseCost(text)).toEqual({ micros, text }))

test.each([
  ['1e-7', 'no exponent'],
  ['+1', 'no plus'],
  ['--1', 'one sign'],
  ['', 'nothing is no amount'],
  ['.5', 'a digit before the point'],
  ['5.', 'and after it'],
  ['NaN', 'no number'],
  ['9223372036854775808', '2^63'],
  ['1000000000.0000000001', 'a billion at most, also by a hair'],
  [`0.${'0'.repeat(31)}`, 'more digits than any price has'],
])('%j is no cost: %s', (text) => expect(parseCost(text)).toBeUndefined())

test('a cost and its negation are booked alike, within half a micro of the text', () => {
  const anyDecimal = fc.tuple(fc.nat(999_999), fc.stringMatching(/^\d{1,20}$/))
  fc.assert(
    fc.property(anyDecimal, ([whole, fraction]) => {
      const text = `${whole}.${fraction}`
      const cost: bigint = parseCost(text)?.micros ?? -1n
      expect(parseCost(`-${text}`)?.micros).toBe(0n - cost)
      const scale = 10n ** 24n
      const off = cost * scale - BigInt(`${whole}${fraction.padEnd(30, '0')}`)
      expect((off < 0n ? -off : off) * 2n <= scale).toBe(true)
    }),
  )
})
