import { expect, test } from 'vitest'
import { toAmountText, toTypedAmount } from './amount-text.ts'

test.each([
  ['20', 'en', '20'],
  ['1,234.50', 'en', '1234.50'],
  ['1,234,567', 'en', '1234567'],
  ['0', 'en', '0'],
  ['0.000001', 'en', '0.000001'],
  ['12,50', 'en', undefined],
  ['12,5000', 'en', undefined],
  ['1 234,50', 'fr', '1234.50'],
  ['1\u202F234,50', 'fr', '1234.50'],
  ['12.50', 'fr', '12.50'],
  ['1,234.50', 'fr', undefined],
  ['-5', 'en', undefined],
  ['$20', 'en', undefined],
  ['1e3', 'en', undefined],
  ['1,000,000,000', 'en', '1000000000'],
  ['1,000,000,000.01', 'en', undefined],
  ['', 'en', undefined],
  ['0.0000001', 'en', undefined],
])('%j in %s is %j', (typed, language, amount) => {
  expect(toAmountText(typed, language)).toBe(amount)
})

test.each([
  ['12.50', 'en', '12.50'],
  ['12.50', 'fr', '12,50'],
  ['80.00', 'fr', '80'],
])('%s in %s is typed as %j', (amount, language, typed) => {
  expect(toTypedAmount(amount, language)).toBe(typed)
  expect(Number(toAmountText(typed, language))).toBe(Number(amount))
})
