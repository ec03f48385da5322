import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AddressRate } from './address-rate.ts'

const one = '192.0.2.1'

describe('an address', () => {
  test('may try so often, and then waits for as long as it is told', () => {
    const rate = new AddressRate(3)
    expect([0, 10_000, 20_000].map((now) => rate.count(one, now))).toEqual([undefined, undefined, undefined])
    expect(rate.count(one, 20_500)).toBe(40)
    expect(rate.count(one, 59_999)).toBe(1)
    expect(rate.count(one, 60_000)).toBeUndefined() // the first is a minute old
    expect(rate.count(one, 60_001)).toBe(10)
  })

  test('tries no oftener around the end of a minute of the clock', () => {
    const rate = new AddressRate(10)
    const moments = Array.from({ length: 40 }, (_, place) => 59_000 + place * 50) // two seconds around the minute
    expect(moments.filter((now) => rate.count(one, now) === undefined)).toHaveLength(10)
  })

  test('in no minute tries oftener than it may, and after the wait that it is told its next try is taken', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 }), (most, waits) => {
        const rate = new AddressRate(most)
        const taken: number[] = []
        const retried: (number | undefined)[] = []
        let now = 0
        for (const wait of waits) {
          now += wait
          const seconds = rate.count(one, now)
          if (seconds !== undefined) {
            now += seconds * 1000
            retried.push(rate.count(one, now))
          }
          taken.push(now)
        }
        expect(retried.filter((seconds) => seconds !== undefined)).toEqual([])
        for (const start of taken) expect(taken.filter((moment) => moment >= start && moment < start + 60_000).length).toBeLessThanOrEqual(most)
      }),
    ))

  test('is not kept out by a clock that was set back', () => {
    const rate = new AddressRate(1)
    rate.count(one, 10_000_000)
    expect(rate.count(one, 1_000)).toBeUndefined()
  })
})

test.each([
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', true, 'one network of 64 bits, which one customer has'],
  ['2001:db8:1:2::1', '2001:DB8:1:2:0:0:0:1', true, 'one address in two spellings'],
  ['2001:db8:1:2::1', '2001:db8:1:3::1', false, 'two networks'],
  ['192.0.2.1', '::ffff:192.0.2.1', true, 'an IPv4 address as IPv6 writes it'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false, 'two IPv4 addresses, though their first 64 bits are alike'],
  ['192.0.2.1', '192.0.2.2', false, 'two neighbours'],
  ['fe80::1%eth0', 'fe80::2%eth0', true, 'with a zone'],
  ['', '', true, 'what has no address'],
])('%j and %j are counted as one: %s, %s', (first, second, isOne, _why) => {
  const rate = new AddressRate(1)
  rate.count(first, 0)
  expect(rate.count(second, 0)).toBe(isOne ? 60 : undefined)
})

test('of more addresses than it remembers, those are forgotten that tried longest ago', () => {
  const rate = new AddressRate(1, 2)
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.3']) rate.count(address, 0)
  expect(rate.count('192.0.2.1', 0)).toBe(60) // tried after the second, though in vain
  expect(rate.count('192.0.2.2', 0)).toBeUndefined()
})
