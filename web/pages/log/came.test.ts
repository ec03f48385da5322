import { expect, test } from 'vitest'
import type { LogEntry } from '../../api/live-log.ts'
import { beyondList, nothingCame, withEntry } from './came.ts'

/** An entry of which nothing else matters here. */
const entry = (sequence: number) => ({ sequence, outcome: 'applied', parts: [{ code: 'user.created' }], count: 1 }) as LogEntry
const sequencesOf = (entries: readonly LogEntry[]) => entries.map(({ sequence }) => sequence)
const newestOf = (count: number, last: number) => Array.from({ length: count }, (_, place) => last - place)

test('a few are all kept, newest first', () => {
  const came = [4, 5, 6].map(entry).reduce(withEntry, nothingCame)
  expect(sequencesOf(came.live)).toEqual([6, 5, 4])
  expect(beyondList(came, entry(3))).toEqual({ fresh: came.live, between: 0 })
})

test('of a large sync the newest are kept, and the rest is counted', () => {
  const came = Array.from({ length: 250 }, (_, place) => entry(place + 1)).reduce(withEntry, nothingCame)
  expect(sequencesOf(came.live)).toEqual(newestOf(100, 250))
  expect(came.counts).toMatchObject({ requests: 250, users: 250 })
  expect(beyondList(came, undefined).between).toBe(150)
})

test('what a list that was read anew has is not shown twice, nor counted as missing', () => {
  const came = Array.from({ length: 250 }, (_, place) => entry(place + 1)).reduce(withEntry, nothingCame)
  const { fresh, between } = beyondList(came, entry(248))
  expect([sequencesOf(fresh), between]).toEqual([[250, 249], 0])
})
