import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMicros, parseMicros, toMicros } from './money.ts'

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
