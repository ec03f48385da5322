import { expect, test } from 'vitest'
import { PageMarks } from './page-marks.ts'

test('what a reader keeps that began before a write is not found after it', () => {
  const marks = new PageMarks(() => 0)
  const reader = marks.of('dir_1')
  marks.forget('dir_1')
  reader.keepTotal('users', 5)
  reader.keep('users', 3, { id: 'usr_2', key: null })
  expect(marks.of('dir_1').findTotal('users')).toBeUndefined()
  expect(marks.of('dir_1').find('users', 3)).toBeUndefined()
})

test('a write to one directory forgets nothing of another', () => {
  const marks = new PageMarks(() => 0)
  marks.of('dir_1').keepTotal('users', 5)
  marks.forget('dir_2')
  expect(marks.of('dir_1').findTotal('users')).toBe(5)
  expect(marks.of('dir_1').findTotal('groups')).toBeUndefined()
})

test('what is kept is bounded', () => {
  const marks = new PageMarks(() => 0)
  for (let place = 0; place < 3_000; place++) marks.of('dir_1').keep('users', place, { id: `usr_${place}`, key: null })
  const found = Array.from({ length: 3_000 }, (_, place) => marks.of('dir_1').find('users', place)).filter(Boolean)
  expect(found.length).toBeLessThanOrEqual(2_000)
  for (let directory = 0; directory < 300; directory++) marks.of(`dir_${directory}`).keepTotal('users', 1)
  expect(Array.from({ length: 300 }, (_, directory) => marks.of(`dir_${directory}`).findTotal('users')).filter(Boolean).length).toBeLessThanOrEqual(
    100,
  )
})

test('what is kept is forgotten after some seconds, since another node may have written', () => {
  let now = 0
  const marks = new PageMarks(() => now)
  marks.of('dir_1').keepTotal('users', 5)
  marks.of('dir_1').keep('users', 3, { id: 'usr_2', key: null })
  now = 4_999
  expect([marks.of('dir_1').findTotal('users'), marks.of('dir_1').find('users', 3)]).toEqual([5, { id: 'usr_2', key: null }])
  now = 5_000
  expect([marks.of('dir_1').findTotal('users'), marks.of('dir_1').find('users', 3)]).toEqual([undefined, undefined])
})

test('where there are too many the oldest go', () => {
  const marks = new PageMarks(() => 0)
  for (let place = 0; place < 2_001; place++) marks.of('dir_1').keep('users', place, { id: `usr_${place}`, key: null })
  expect(marks.of('dir_1').find('users', 0)).toBeUndefined()
  expect(marks.of('dir_1').find('users', 1)).toEqual({ id: 'usr_1', key: null })
})
