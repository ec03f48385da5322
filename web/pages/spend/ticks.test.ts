import { expect, test } from 'vitest'
import { ticksUpTo } from './ticks.ts'

test.each([
  [0, [0]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0.07, [0, 0.02, 0.04, 0.06, 0.08]],
  [592.18, [0, 200, 400, 600]],
  [1308.47, [0, 500, 1000, 1500]],
  [10, [0, 2, 4, 6, 8, 10]],
  [1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
])('an axis up to %d has round sums at even distances', (highest, ticks) => expect(ticksUpTo(highest)).toEqual(ticks))
