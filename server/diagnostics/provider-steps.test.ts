import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { providers } from '../directory/directories.ts'
import { stepProviders, stepsOf } from './provider-steps.ts'

const guide = (provider: string) => readFileSync(new URL(`../../docs/idp/${provider}.md`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')

test('every provider that a directory may have has its steps', () => {
  expect([...stepProviders].toSorted()).toEqual([...providers].toSorted())
})

// Google pushes nothing, and what any other client calls things nobody knows.
const withPlaces = providers.filter((provider) => provider !== 'google' && provider !== 'other')

test.each(withPlaces)('the places of %s are called as its guide calls them', (provider) => {
  const { name, start, assign, groups, retry, baseUrl, token } = stepsOf(provider, null)
  const text = guide(provider).toLowerCase()
  expect(guide(provider)).toContain(`# ${name}`)
  const names = [start, assign, groups, retry, baseUrl, token].flatMap((way) => way.split(/ → |, /))
  expect(names.filter((each) => !text.includes(each.toLowerCase()))).toEqual([])
})

test.each(providers)('the rhythm of %s is told as its guide tells it', (provider) => {
  const { rhythm } = stepsOf(provider, null)
  const [, told = ''] = /^rhythm: (.*)$/m.exec(readFileSync(new URL(`../../docs/idp/${provider}.md`, import.meta.url), 'utf8')) ?? []
  expect(rhythm).toBe(told.replaceAll(/^'|'$/g, '').replaceAll("''", "'"))
})

test('a directory of any other provider has the steps of the one that its requests look like', () => {
  expect(stepsOf('other', 'entra')).toMatchObject({ provider: 'entra', cycleMinutes: 40 })
  expect(stepsOf('other', null)).toMatchObject({ provider: 'other', name: 'Your identity provider' })
  expect(stepsOf('okta', 'entra')).toMatchObject({ provider: 'okta' })
})
