import { expect, test } from 'vitest'
import { guideProviders } from '../../../components/guide/providers.ts'
import { places, type Action } from './provider-places.ts'

const guides = import.meta.glob<string>('../../../../docs/idp/*.md', { query: '?raw', import: 'default', eager: true })
/** A guide without the marks of Markdown, in one line. */
const textOf = (provider: string) =>
  (guides[`../../../../docs/idp/${provider}.md`] ?? '').replaceAll(/[_*`]/g, '').replaceAll(/\s+/g, ' ').toLowerCase()

const namesOf = (action: Action): string[] => (action.do === 'note' ? [] : action.do === 'set' ? [action.name, action.to] : [action.name])

test.each(guideProviders)('what is done at %s is called as in its guide', (provider) => {
  const { page, fields, finish, users, groups } = places[provider]
  const names = [
    page,
    ...fields.flatMap(([name, value]) => (typeof value === 'string' ? [name] : [name, value.text])),
    ...finish,
    ...[...users, ...groups].flatMap(namesOf),
  ]
  const text = textOf(provider)
  expect(names.filter((name) => !text.includes(name.toLowerCase()))).toEqual([])
})

test('each provider but the one that pushes nothing has a place for the URL and the token', () => {
  for (const provider of guideProviders.filter((each) => each !== 'google' && each !== 'other')) {
    const values = places[provider].fields.map(([, value]) => value)
    expect(
      values.some((value) => value === 'url' || value === 'entra-url'),
      provider,
    ).toBe(true)
    expect(values.includes('token') || provider === 'rippling', provider).toBe(true) // Rippling asks for it when it is installed
  }
})
