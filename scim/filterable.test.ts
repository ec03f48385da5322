import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveAttribute } from './attribute-path.ts'
import { toInstant } from './date-time.ts'
import { soughtValue, toFilterable } from './filterable.ts'
import { fold } from './fold.ts'
import { userType } from './resource-types.ts'

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const sought = (name: string, value: string) => soughtValue(resolveAttribute(name, userType)!, value)

test('the copy that filters are compared with is folded where case says nothing (RFC 7643 §2.2)', () => {
  const stored = {
    userName: 'ANA',
    externalId: 'Ext-1',
    active: true,
    profileUrl: 'https://X/Y',
    emails: [{ value: 'Ana@X', type: 'Work', primary: true }],
    [E]: { department: 'R&D', manager: { value: 'U9' } },
    password: 'secret',
    unknown: 'X',
  }
  expect(toFilterable(stored, userType)).toEqual({
    userName: 'ana',
    externalId: 'Ext-1',
    active: true,
    profileUrl: 'https://X/Y',
    emails: [{ value: 'ana@x', type: 'work', primary: true }],
    [E]: { department: 'r&d', manager: { value: 'u9' } },
  })
})

test('moments are kept in UTC with milliseconds, so that order of text is order of time', () => {
  expect(toFilterable({ meta: { created: '2011-05-13T06:42:34+02:00' } }, userType)).toEqual({ meta: { created: '2011-05-13T04:42:34.000Z' } })
  expect(sought('meta.created', '2011-05-13T04:42:34Z')).toBe('2011-05-13T04:42:34.000Z')
})

test.each([
  ['2011-05-13T04:42:34Z', '2011-05-13T04:42:34.000Z'],
  ['2011-05-13T04:42:34.5', '2011-05-13T04:42:34.500Z'],
  ['2011-05-13T04:42-01:30', '2011-05-13T06:12:00.000Z'],
  ['2011-05-13', undefined],
  ['2011-13-13T04:42:34Z', undefined],
  ['now', undefined],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['2024-02-30T00:00:00Z', undefined],
  ['2025-13-01T00:00:00Z', undefined],
])('RFC 7643 §2.3.5: %s is %s', (text, instant) => expect(toInstant(text)).toBe(instant))

test('what is sought is folded as the copy is', () => {
  expect(sought('userName', 'ANA')).toBe('ana')
  expect(sought('externalId', 'Ext-1')).toBe('Ext-1')
  expect(sought(`${E}:manager.value`, 'U9')).toBe('u9')
})

test('the fold takes composed and decomposed letters, upper and lower case for the same, and folds once for all', () => {
  expect(fold('ÁNA')).toBe(fold('a\u0301na'))
  const sameForms = fc.property(fc.string({ unit: 'grapheme' }), (text) => {
    expect(fold(text.normalize('NFD'))).toBe(fold(text.normalize('NFC')))
    expect(fold(fold(text))).toBe(fold(text))
  })
  fc.assert(sameForms)
})
