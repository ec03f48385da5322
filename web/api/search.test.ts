import { expect, test } from 'vitest'
import { momentIn } from './search.ts'

test.each(['2026-11-12T09:00:00Z', '2026-11-12T09:00:00.000Z', '2026-11-12T09:00:00+01:00'])('%s is a moment', (text) =>
  expect(momentIn(text)).toBe(text),
)

test.each([undefined, '', 'garbage', '2026-11-12', '2026-13-45T09:00:00Z', '2026-11-12T09:00:00', 20261112, { since: 'then' }])(
  '%j is none',
  (value) => expect(momentIn(value)).toBeUndefined(),
)
