import { expect, test } from 'vitest'
import { makeEnvironment, realEnvironment } from './environment.ts'
import { formatId, isId } from './ids.ts'

test('an id is told by its prefix and form', () => {
  const id = realEnvironment.newId('usr')
  expect(isId('usr', id)).toBe(true)
  expect(isId('grp', id)).toBe(false)
  for (const other of ['usr_', 'usr_0', `${id}0`, id.toUpperCase(), 'usr_ilou00000000000000000000000', '', '__proto__'])
    expect(isId('usr', other)).toBe(false)
})

test('of two ids the one made later sorts after', () => {
  const zeros = new Uint8Array(10)
  const ones = new Uint8Array(10).fill(255)
  expect(formatId('req', 1_000, ones) < formatId('req', 1_001, zeros)).toBe(true)
  expect(formatId('req', 1_700_000_000_000, ones) < formatId('req', 1_800_000_000_000, zeros)).toBe(true)
})

test('ids of one moment differ', () => {
  const frozen = makeEnvironment({ milliseconds: () => 0, elapsed: () => 0, chance: realEnvironment.chance })
  expect(new Set(Array.from({ length: 10_000 }, () => frozen.newId('usr'))).size).toBe(10_000)
})

test('all ten random bytes stand in the id', () => {
  const bytes = new Uint8Array(10)
  const ids = [formatId('usr', 0, bytes)]
  for (let place = 0; place < 10; place++) ids.push(formatId('usr', 0, bytes.with(place, 1)))
  expect(new Set(ids).size).toBe(11)
})
