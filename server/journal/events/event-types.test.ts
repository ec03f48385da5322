import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatEventId, parseEventId } from './event-id.ts'
import { eventTypes } from './event-types.ts'
import { settle } from './publish.ts'

test('docs/events.md has each type with its meaning', () => {
  const page = readFileSync('docs/events.md', 'utf8').replaceAll(/ +/g, ' ')
  for (const [type, meaning] of Object.entries(eventTypes)) expect(page).toContain(`| \`${type}\` | ${meaning} |`)
})

test('an id tells where its event stands, and what has not its form tells nothing', () => {
  for (const place of [
    { entry: 1n, change: 0, nth: 0 },
    { entry: 2n ** 62n, change: 1_000_000, nth: 9_999_999 },
  ])
    expect(parseEventId(formatEventId(place))).toEqual(place)
  for (const text of ['', 'evt_', 'req_00000000000000000000000000', 'evt_0000000000000000000000000l']) expect(parseEventId(text)).toBeUndefined()
  expect(parseEventId(formatEventId({ entry: 2n ** 63n - 1n, change: 0, nth: 0 }))).toBeDefined()
  expect(parseEventId(formatEventId({ entry: 2n ** 63n, change: 0, nth: 0 })), 'no database has such a number').toBeUndefined()
})

describe('up to which number the order is settled', () => {
  const before = { settled: 5n, seen: 8n, writers: ['3/7', '4/1'] }
  test.each([
    ['nobody writes: all that was seen', { seen: 12n, writers: [] }, { settled: 12n, seen: 12n, writers: [] }],
    ['one who wrote then still does: nothing more', { seen: 12n, writers: ['4/1', '9/9'] }, before],
    ['others write by now: what was seen while those did', { seen: 12n, writers: ['9/9'] }, { settled: 8n, seen: 12n, writers: ['9/9'] }],
  ])('%s', (_, now, after) => expect(settle(before, now)).toEqual(after))
})
