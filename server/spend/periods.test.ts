import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { firstPeriodSettings, type PeriodSettings, type PeriodSettingsSince } from '../kernel/period-settings.ts'
import { toMilliseconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { changeSettings, parseTimeZone, periodAt } from './periods.ts'

const moment = (text: string): Timestamp => toTimestamp(Date.parse(text))
const ever = (settings: PeriodSettings): PeriodSettingsSince[] => [{ ...settings, since: null }]
const month = (anchorDay: number, timeZone = 'UTC'): PeriodSettings => ({ interval: 'month', anchorDay, timeZone })
const week = (anchorDay: number, timeZone = 'UTC'): PeriodSettings => ({ interval: 'week', anchorDay, timeZone })
const day = (timeZone = 'UTC'): PeriodSettings => ({ interval: 'day', anchorDay: 1, timeZone })

// Checked by hand against the zones' published rules.
const cases: [because: string, settings: PeriodSettings, at: string, start: string, end: string][] = [
  ['a calendar month', month(1), '2026-11-24T10:00Z', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
  ['the start belongs to it', month(1), '2026-11-01T00:00Z', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
  ['the end belongs to the next', month(1), '2026-12-01T00:00Z', '2026-12-01T00:00Z', '2027-01-01T00:00Z'],
  ['the last millisecond belongs to it', month(1), '2026-11-30T23:59:59.999Z', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
  ['before the anchor it is the month before', month(15), '2026-11-14T23:59Z', '2026-10-15T00:00Z', '2026-11-15T00:00Z'],
  ['over the end of a year', month(15), '2027-01-03T00:00Z', '2026-12-15T00:00Z', '2027-01-15T00:00Z'],
  ['31 is clipped in February', month(31), '2026-02-10T00:00Z', '2026-01-31T00:00Z', '2026-02-28T00:00Z'],
  ['31 comes back in March: boundaries do not chain', month(31), '2026-03-10T00:00Z', '2026-02-28T00:00Z', '2026-03-31T00:00Z'],
  ['31 is clipped in April', month(31), '2026-04-02T00:00Z', '2026-03-31T00:00Z', '2026-04-30T00:00Z'],
  ['31 in a leap year', month(31), '2028-02-29T12:00Z', '2028-02-29T00:00Z', '2028-03-31T00:00Z'],
  ['30 is clipped in February', month(30), '2026-02-28T00:00Z', '2026-02-28T00:00Z', '2026-03-30T00:00Z'],
  ['29 is clipped in a common year', month(29), '2026-02-28T00:00Z', '2026-02-28T00:00Z', '2026-03-29T00:00Z'],
  ['29 is not in a leap year', month(29), '2028-02-28T00:00Z', '2028-01-29T00:00Z', '2028-02-29T00:00Z'],
  ['New York: March 2026 has 743 hours', month(1, 'America/New_York'), '2026-03-15T00:00Z', '2026-03-01T05:00Z', '2026-04-01T04:00Z'],
  ['New York: November 2026 has 721 hours', month(1, 'America/New_York'), '2026-11-15T00:00Z', '2026-11-01T04:00Z', '2026-12-01T05:00Z'],
  ['New York: the month is not yet over there', month(1, 'America/New_York'), '2026-12-01T04:59Z', '2026-11-01T04:00Z', '2026-12-01T05:00Z'],
  ['Cairo has no midnight on 24 April 2026', month(24, 'Africa/Cairo'), '2026-05-01T00:00Z', '2026-04-23T22:00Z', '2026-05-23T21:00Z'],
  ['Cairo: just before the gap', month(24, 'Africa/Cairo'), '2026-04-23T21:59Z', '2026-03-23T22:00Z', '2026-04-23T22:00Z'],
  ['Beirut has no midnight on 29 March 2026', month(29, 'Asia/Beirut'), '2026-04-01T00:00Z', '2026-03-28T22:00Z', '2026-04-28T21:00Z'],
  ['the Azores have two midnights on 25 October 2026', month(25, 'Atlantic/Azores'), '2026-11-01T00:00Z', '2026-10-25T00:00Z', '2026-11-25T01:00Z'],
  ['the Azores: the hour that comes twice is of one period', day('Atlantic/Azores'), '2026-10-25T01:30Z', '2026-10-25T00:00Z', '2026-10-26T01:00Z'],
  ['the Azores: a day of 25 hours', day('Atlantic/Azores'), '2026-10-25T00:30Z', '2026-10-25T00:00Z', '2026-10-26T01:00Z'],
  ['New York: a day of 23 hours', day('America/New_York'), '2026-03-08T12:00Z', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
  ['Havana has no midnight on 8 March 2026', day('America/Havana'), '2026-03-08T12:00Z', '2026-03-08T05:00Z', '2026-03-09T04:00Z'],
  ['Santiago has no midnight on 6 September 2026', day('America/Santiago'), '2026-09-06T12:00Z', '2026-09-06T04:00Z', '2026-09-07T03:00Z'],
  ['Apia never had 30 December 2011', month(30, 'Pacific/Apia'), '2012-01-05T00:00Z', '2011-12-30T10:00Z', '2012-01-29T10:00Z'],
  ['Apia: the day before lasts until the day after', day('Pacific/Apia'), '2011-12-30T09:59Z', '2011-12-29T10:00Z', '2011-12-30T10:00Z'],
  [
    'St. John’s went back over midnight: yesterday’s date returned, its period did not',
    day('America/St_Johns'),
    '2010-11-07T03:00Z',
    '2010-11-07T02:30Z',
    '2010-11-08T03:30Z',
  ],
  ['a quarter of an hour: Kathmandu', month(1, 'Asia/Kathmandu'), '2026-05-01T00:00Z', '2026-04-30T18:15Z', '2026-05-31T18:15Z'],
  ['a week begins on Monday, which is 1', week(1), '2026-11-24T10:00Z', '2026-11-23T00:00Z', '2026-11-30T00:00Z'],
  ['Sunday belongs to the week of the Monday before', week(1), '2026-11-29T23:59Z', '2026-11-23T00:00Z', '2026-11-30T00:00Z'],
  ['a week may begin on Sunday, which is 7', week(7), '2026-11-24T10:00Z', '2026-11-22T00:00Z', '2026-11-29T00:00Z'],
  ['a week over a change of clocks', week(1, 'Europe/Berlin'), '2026-10-25T12:00Z', '2026-10-18T22:00Z', '2026-10-25T23:00Z'],
]

test.each(cases)('%s', (_because, settings, at, start, end) => {
  expect(periodAt(ever(settings), moment(at))).toEqual({ start: moment(start), end: moment(end) })
})

const hoursOf = ({ start, end }: { start: Timestamp; end: Timestamp }) => (toMilliseconds(end) - toMilliseconds(start)) / 3_600_000
test.each([
  ['2026-03-15T00:00Z', 743],
  ['2026-11-15T00:00Z', 721],
])('New York’s month around %s has %i hours', (at, hours) => {
  expect(hoursOf(periodAt(ever(month(1, 'America/New_York')), moment(at)))).toBe(hours)
})

const zones =
  `Africa/Cairo Africa/Casablanca Africa/Johannesburg Africa/Lagos America/Adak America/Argentina/Buenos_Aires America/Asuncion America/Chicago
America/Denver America/Halifax America/Havana America/Los_Angeles America/Mexico_City America/New_York America/Nuuk America/Santiago America/Sao_Paulo
America/St_Johns Antarctica/Troll Asia/Beirut Asia/Dubai Asia/Gaza Asia/Jerusalem Asia/Kathmandu Asia/Kolkata Asia/Shanghai Asia/Tehran Asia/Tokyo
Atlantic/Azores Australia/Adelaide Australia/Eucla Australia/Lord_Howe Europe/Berlin Europe/Chisinau Europe/Dublin Europe/London Pacific/Apia
Pacific/Auckland Pacific/Chatham Pacific/Kiritimati`.split(/\s+/)

describe('peer failure 11, windows that open hours late: the golden table of 40 zones, anchors 1, 15, 29, 30 and 31, two years of clocks going forth and back', () => {
  test('has 40 zones', () => expect(new Set(zones).size).toBe(40))

  // What it is compared with knows nothing of Temporal, nor of how a gap is resolved: it walks by quarters of an hour until the zone's clock shows the day.
  test.each(zones)('%s', (timeZone) => {
    const clock = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    const firstInstantOf = (year: number, monthIndex: number, dayOfMonth: number): Timestamp => {
      const midnight = Date.UTC(year, monthIndex, dayOfMonth)
      const sought = new Date(midnight).toISOString().slice(0, 10)
      for (let at = midnight - 15 * 3_600_000; at < midnight + 15 * 3_600_000; at += 900_000) if (clock.format(at) === sought) return toTimestamp(at)
      throw new Error(`${sought} never came`)
    }
    for (const anchorDay of [1, 15, 29, 30, 31]) {
      const boundaries = Array.from({ length: 26 }, (_, index) => {
        const lastDay = new Date(Date.UTC(2026, index + 1, 0)).getUTCDate()
        return firstInstantOf(2026, index, Math.min(anchorDay, lastDay))
      })
      for (const [index, start] of boundaries.slice(0, -1).entries()) {
        const end = boundaries[index + 1]
        const justBefore = toTimestamp(toMilliseconds(end ?? start) - 1)
        expect([anchorDay, periodAt(ever(month(anchorDay, timeZone)), start)]).toEqual([anchorDay, { start, end }])
        expect([anchorDay, periodAt(ever(month(anchorDay, timeZone)), justBefore)]).toEqual([anchorDay, { start, end }])
      }
    }
  })
})

describe('periods of any settings', () => {
  const anySettings = fc.oneof(
    fc.record({ interval: fc.constant('month' as const), anchorDay: fc.integer({ min: 1, max: 31 }), timeZone: fc.constantFrom(...zones) }),
    fc.record({ interval: fc.constant('week' as const), anchorDay: fc.integer({ min: 1, max: 7 }), timeZone: fc.constantFrom(...zones) }),
    fc.record({ interval: fc.constant('day' as const), anchorDay: fc.constant(1), timeZone: fc.constantFrom(...zones) }),
  )
  const anyMoment = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2036, 0, 1) }).map(toTimestamp)
  const before = (at: Timestamp) => toTimestamp(toMilliseconds(at) - 1)

  test('hold the moment they are asked for, and follow each other without gap or overlap, whatever changed on the way', () => {
    fc.assert(
      fc.property(anySettings, fc.array(fc.tuple(anySettings, anyMoment), { maxLength: 3 }), anyMoment, (first, changes, at) => {
        const inOrder = changes.toSorted(([, one], [, other]) => (one < other ? -1 : 1))
        const history = inOrder.reduce((known, [settings, now]) => changeSettings(known, settings, now), ever(first))
        const period = periodAt(history, at)
        expect([period.start <= at, at < period.end]).toEqual([true, true])
        expect(periodAt(history, period.start)).toEqual(period)
        expect(periodAt(history, before(period.end))).toEqual(period)
        expect(periodAt(history, period.end).start).toBe(period.end)
        expect(periodAt(history, before(period.start)).end).toBe(period.start)
      }),
    )
  })

  test('a change leaves the period that runs, and all before it, as they were', () => {
    fc.assert(
      fc.property(anySettings, anySettings, anyMoment, anyMoment, (first, next, now, earlier) => {
        const history = ever(first)
        const changed = changeSettings(history, next, now)
        expect(periodAt(changed, now)).toEqual(periodAt(history, now))
        const past = earlier < now ? earlier : now
        expect(periodAt(changed, past)).toEqual(periodAt(history, past))
      }),
    )
  })
})

describe('a change of settings', () => {
  const now = moment('2026-11-24T10:00Z')
  const changed = changeSettings([firstPeriodSettings], month(15, 'America/New_York'), now)

  test('holds from the end of the period that runs, and one shorter period lies between', () => {
    expect(periodAt(changed, now)).toEqual({ start: moment('2026-11-01T00:00Z'), end: moment('2026-12-01T00:00Z') })
    expect(periodAt(changed, moment('2026-12-01T00:00Z'))).toEqual({ start: moment('2026-12-01T00:00Z'), end: moment('2026-12-15T05:00Z') })
    expect(periodAt(changed, moment('2026-12-15T05:00Z'))).toEqual({ start: moment('2026-12-15T05:00Z'), end: moment('2027-01-15T05:00Z') })
  })

  test('from weeks to months, the period between is longer than those before', () => {
    const weekly = ever(week(1))
    const history = changeSettings(weekly, month(1), moment('2026-11-04T00:00Z'))
    expect(periodAt(history, moment('2026-11-10T00:00Z'))).toEqual({ start: moment('2026-11-09T00:00Z'), end: moment('2026-12-01T00:00Z') })
  })

  test('before it holds, another one takes its place, and going back takes it away', () => {
    expect(changeSettings(changed, week(1), now)).toEqual([firstPeriodSettings, { ...week(1), since: moment('2026-12-01T00:00Z') }])
    expect(changeSettings(changed, firstPeriodSettings, now)).toEqual([firstPeriodSettings])
  })
})

test.each<[text: string, name: string | undefined, because: string]>([
  ['America/New_York', 'America/New_York', 'a zone of the list'],
  ['america/new_york', 'America/New_York', 'in any letter case'],
  ['UTC', 'UTC', 'no zone but the world’s'],
  ['+02:00', undefined, 'an offset knows nothing of summer'],
  ['Mars/Olympus', undefined, 'not on the list'],
  ['', undefined, 'nothing'],
  ['Europe/Berlin]', undefined, 'part of another syntax'],
])('the time zone %j is %j: %s', (text, name, _because) => expect(parseTimeZone(text)).toBe(name))
