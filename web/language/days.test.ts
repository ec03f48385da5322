import { expect, test } from 'vitest'
import { endOfDay, firstDayOf, isWholeDay, lastDayOf, momentOf, startOfDay } from './days.ts'

const cases: [zone: string, day: string, start: string, end: string, because: string][] = [
  ['UTC', '2026-11-30', '2026-11-30T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 'a month ends'],
  ['UTC', '2028-02-29', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z', 'a leap day'],
  ['America/New_York', '2026-12-31', '2026-12-31T05:00:00.000Z', '2027-01-01T05:00:00.000Z', 'west of UTC'],
  ['Asia/Kolkata', '2026-11-12', '2026-11-11T18:30:00.000Z', '2026-11-12T18:30:00.000Z', 'half an hour beside the whole ones'],
  ['Pacific/Kiritimati', '2026-11-12', '2026-11-11T10:00:00.000Z', '2026-11-12T10:00:00.000Z', 'the earliest of all'],
  ['America/New_York', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z', 'a day of 23 hours'],
  ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z', 'a day of 25 hours'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z', 'midnight is leapt over'],
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z', 'midnight comes twice'],
]
test.each(cases)('in %s the day %s is from %s to %s: %s', (zone, day, start, end, _because) => {
  expect([startOfDay(day, zone), endOfDay(day, zone)]).toEqual([start, end])
  expect([firstDayOf(start, zone), lastDayOf(end, zone)]).toEqual([day, day])
})

test('a time of a day is that of the zone, whatever the clock of the browser', () => {
  expect(momentOf('2026-11-12T09:30', 'Asia/Tokyo')).toBe('2026-11-12T00:30:00.000Z')
  expect(momentOf('2026-07-12T09:30', 'Europe/Paris')).toBe('2026-07-12T07:30:00.000Z')
})

test.each([
  ['2026-11-30', true],
  ['', false],
  ['0002-11-30', false],
  ['0202-11-30', false],
  ['9999-12-31', false],
  ['12026-11-30', false],
])('%s is a whole day: %s', (day, isWhole) => expect(isWholeDay(day)).toBe(isWhole))

test.each([null, undefined])('what has no moment has no day', (at) => {
  expect([firstDayOf(at, 'UTC'), lastDayOf(at, 'UTC')]).toEqual(['', ''])
})
