import { expect, test } from 'vitest'
import { toTimestamp } from './timestamp.ts'

test('a moment sorts as text, also where an offset leads out of the years that have four digits', () => {
  const at = (text: string) => toTimestamp(Date.parse(text))
  const ahead = at('9999-12-31T23:59:59-14:00')
  expect(ahead).toBe('9999-12-31T23:59:59.999Z')
  expect(ahead > at('2026-11-24T10:00:00Z')).toBe(true)
  expect(at('0000-01-01T00:00:00+14:00')).toBe('0000-01-01T00:00:00.000Z')
  expect(at('2026-11-24T10:00:07.123+02:00')).toBe('2026-11-24T08:00:07.123Z')
})
