import { expect, test } from 'vitest'
import { readThreshold } from './threshold.ts'

test.each([
  ['80 %', 'en', { kind: 'percent', percent: 80 }],
  ['100%', 'fr', { kind: 'percent', percent: 100 }],
  ['250', 'en', { kind: 'amount', amount: '250' }],
  ['12,50', 'fr', { kind: 'amount', amount: '12.50' }],
  ['0 %', 'en', undefined],
  ['1001 %', 'en', undefined],
  ['most', 'en', undefined],
])('%s in %s is read as %o', (typed, language, threshold) => {
  expect(readThreshold(typed, language)).toEqual(threshold)
})
