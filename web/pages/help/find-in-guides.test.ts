import { expect, test } from 'vitest'
import { parseGuide } from '../../components/guide/parse-guide.ts'
import { findInGuides } from './find-in-guides.ts'

const guideOf = (provider: string, name: string, users: string) =>
  parseGuide(
    `---\nprovider: ${provider}\nname: ${name}\nrhythm: At once.\n---\n# ${name}\n\n## Connect\n\nPaste the token.\n\n## Send users\n\n${users}\n`,
  )

const guides = [
  guideOf('okta', 'Okta', 'Assign people. A token is not needed; tokens stay.'),
  guideOf('entra', 'Microsoft Entra ID', 'Start provisioning.'),
]

test('a section is found that holds every word, with the words around it; the one with most first', () => {
  const found = findInGuides(guides, 'TOKEN')
  expect(found.map(({ provider, section }) => `${provider} ${section}`)).toEqual(['okta Send users', 'okta Connect', 'entra Connect'])
  expect(found[0]?.excerpt).toContain('A token is not needed')
  expect(findInGuides(guides, 'token nowhere')).toEqual([])
})

test('accents and apostrophes need not be typed', () => {
  const french = [guideOf('okta', 'Okta', 'Vérifiez qu’un utilisateur est affecté.')]
  for (const q of ['verifiez', 'Vérifiez', "qu'un", 'QU’UN'])
    expect(findInGuides(french, q), q).toMatchObject([{ section: 'Send users', excerpt: 'Vérifiez qu’un utilisateur est affecté.' }])
})

test('a provider that is named is looked for in its own guide first', () => {
  expect(findInGuides(guides, 'entra token')).toMatchObject([{ provider: 'entra', section: 'Connect' }])
  expect(findInGuides(guides, 'entra')).toMatchObject([{ provider: 'entra', section: 'Connect' }])
})
