import { expect, test } from 'vitest'
import { Cursors } from './cursors.ts'

const key = (byte: number) => new Uint8Array(32).fill(byte)
const cursors = new Cursors([key(1)])
const list = ['team_a', 'users', undefined]

test('a cursor opens the list that it was made for', () => expect(cursors.open(list, cursors.seal(list, 'usr_1'))).toBe('usr_1'))
test('no cursor is the first page', () => expect(cursors.open(list, undefined)).toBeUndefined())

test.each([
  [['team_b', 'users', undefined], 'another team'],
  [['team_a', 'groups', undefined], 'another list'],
  [['team_a', 'users', 'dir_1'], 'other filters'],
])('it does not open %j: %s', (other) => expect(() => cursors.open(other, cursors.seal(list, 'usr_1'))).toThrow('cursor'))

test.each(['', 'x', 'usr_1', '../../etc', 'A'.repeat(400)])('%j is no cursor', (made) => expect(() => cursors.open(list, made)).toThrow('cursor'))

test('it opens as long as the key that sealed it is among the keys', () => {
  const cursor = cursors.seal(list, 'usr_1')
  expect(new Cursors([key(2), key(1)]).open(list, cursor)).toBe('usr_1')
  expect(() => new Cursors([key(2)]).open(list, cursor)).toThrow('cursor')
})
