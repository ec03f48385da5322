import { expect, test } from 'vitest'
import { toTimestamp } from '../kernel/timestamp.ts'
import { measureRhythm } from './rhythm.ts'

const at = (...minutes: number[]) => minutes.map((minute) => toTimestamp(minute * 60_000)).toReversed()

const cases: [calls: number[], rhythm: ReturnType<typeof measureRhythm>, because: string][] = [
  [[0, 40, 80, 120, 160, 200], { minutes: 40, cycles: 5 }, 'it comes every forty minutes'],
  [[0, 1, 2, 40, 41, 80, 83, 120, 160, 161, 162, 200], { minutes: 40, cycles: 5 }, 'the calls of a cycle lie close together'],
  [[0, 39, 81, 120, 162, 200], { minutes: 39, cycles: 5 }, 'it need not be exact'],
  [[0, 40, 80, 200, 240, 280, 320], { minutes: 40, cycles: 6 }, 'one pause changes no rhythm'],
  [[0, 40, 80], undefined, 'three calls are chance'],
  [[0, 20, 60, 80, 140, 160, 220, 240], undefined, 'it comes now sooner and now later'],
  [[0, 7, 90, 100, 400, 410, 900], undefined, 'it speaks of changes as they come'],
  [[], undefined, 'it never spoke'],
]
test.each(cases)('calls at minutes %j have the rhythm %j: %s', (calls, rhythm) => expect(measureRhythm(at(...calls))).toEqual(rhythm))
