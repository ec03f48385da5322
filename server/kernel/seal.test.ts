import fc from 'fast-check'
import { expect, test } from 'vitest'
import { realEnvironment } from './environment.ts'
import { installation, type TeamId } from './ids.ts'
import { keyIdOf, Seal } from './seal.ts'

const [oldKey, newKey] = [realEnvironment.chance(32), realEnvironment.chance(32)]
const place = { teamId: installation, name: 'client secret' }
const seal = new Seal([newKey, oldKey])

test('what is sealed opens again, whatever it says', () => {
  const opensAgain = fc.property(fc.string({ unit: 'binary' }), (text) => seal.open(place, seal.seal(place, text, realEnvironment)) === text)
  expect(() => fc.assert(opensAgain)).not.toThrow()
})

test('two seals of one text are not alike, and tell nothing of it but its key', () => {
  const [one, other] = [seal.seal(place, 'text', realEnvironment), seal.seal(place, 'text', realEnvironment)]
  expect(one).not.toBe(other)
  expect([keyIdOf(one), keyIdOf(other)]).toEqual([seal.newest, seal.newest])
  expect(one).toMatch(/^1\.[\w-]{8}\.[\w-]+$/)
})

test('the newest key seals; the one that it replaces opens what it sealed', () => {
  const before = new Seal([oldKey]).seal(place, 'kept', realEnvironment)
  expect(seal.open(place, before)).toBe('kept')
  expect(new Seal([oldKey]).open(place, seal.seal(place, 'new', realEnvironment))).toBeUndefined()
})

test.each([
  ['of another team', { ...place, teamId: `team_${'1'.repeat(26)}` as TeamId }],
  ['of another name', { ...place, name: 'other' }],
])('what is moved to the place %s does not open', (_where, moved) => expect(seal.open(moved, seal.seal(place, 'x', realEnvironment))).toBeUndefined())

test('what is altered or cut short does not open', () => {
  const sealed = seal.seal(place, 'text', realEnvironment)
  for (let at = 0; at < sealed.length; at++) {
    const altered = sealed.slice(0, at) + (sealed[at] === 'A' ? 'Q' : 'A') + sealed.slice(at + 1)
    expect([at, seal.open(place, altered)]).toEqual([at, undefined])
    expect(seal.open(place, sealed.slice(0, at))).toBeUndefined()
  }
})
