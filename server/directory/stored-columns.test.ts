import { expect, test } from 'vitest'
import { shownName } from './stored-columns.ts'

test.each([
  ['the name that is shown', { displayName: 'Ada L.', name: { givenName: 'Ada', familyName: 'Lovelace' } }, 'Ada L.'],
  ['that without its blanks at the ends', { displayName: '  Ada L. ' }, 'Ada L.'],
  ['the whole name where blanks alone are shown', { displayName: '   ', name: { formatted: 'Ada Lovelace' } }, 'Ada Lovelace'],
  ['its parts where there is no whole', { name: { formatted: ' ', givenName: 'Ada', familyName: ' Lovelace' } }, 'Ada Lovelace'],
  ['the part that there is', { name: { givenName: ' ', familyName: 'Lovelace' } }, 'Lovelace'],
  ['nothing where all is blank', { displayName: '\t', name: { givenName: ' ', familyName: '' } }, null],
])('a person is called by %s', (_, resource, name) => expect(shownName(resource)).toBe(name))
