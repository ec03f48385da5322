import { expect, test } from 'vitest'
import { keep } from './keep.ts'

test('a map that is full loses the oldest alone; what is put there again is the newest', () => {
  const map = new Map<string, number>()
  for (const [place, key] of ['a', 'b', 'a', 'c'].entries()) keep(map, 2, key, place)
  expect([...map]).toEqual([
    ['a', 2],
    ['c', 3],
  ])
})
