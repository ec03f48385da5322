import { expect, test } from 'vitest'
import { isDatabaseAway, isNoDatabase } from './dialect.ts'

const failure = (facts: object): Error => Object.assign(new Error('failed'), facts)

test.each<[facts: object, because: string]>([
  [{ errcode: 8 }, 'a SQLite file that may be read alone'],
  [{ code: '25006' }, 'a PostgreSQL that was a primary and is a replica now'],
  [{ code: '28P01' }, 'a password that was changed'],
  [{ code: '3D000' }, 'a database that is not there'],
  [{ code: '58030' }, 'an input or output that failed'],
  [{ code: 'EHOSTUNREACH' }, 'a machine that is off'],
  [{ code: 'ENOENT', syscall: 'connect' }, 'a socket that nobody listens at'],
])('%j is a database that is away, and may be back: %s', (facts, _because) => {
  expect(isDatabaseAway(failure(facts))).toBe(true)
  expect(isNoDatabase(failure(facts))).toBe(false)
})

test.each<[facts: object, because: string]>([
  [{ code: 'ENOENT', syscall: 'open' }, 'another file that is missing'],
  [{ code: '23505' }, 'a row that is there already'],
  [{ errcode: 19 }, 'the same on SQLite'],
])('%j is none: %s', (facts, _because) => {
  expect(isDatabaseAway(failure(facts))).toBe(false)
  expect(isNoDatabase(failure(facts))).toBe(false)
})
