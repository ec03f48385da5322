import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problemPage } from '../pages/problem-page.ts'
import { managedByDirectory } from '../members/refusals.ts'
import * as refusals from './admission-refusals.ts'

const kinds = [...Object.values(refusals), managedByDirectory].map((make) => make('').kind)
const page = readFileSync('docs/who-gets-in.md', 'utf8')
const rows = page.split('\n').filter((line) => /^\| `[\w-]+` +\|/.test(line))

test('the administrators’ page says of each code what it means and what to do, and of no other', () => {
  const told = rows.map((row) => /`([\w-]+)`/.exec(row)?.[1])
  expect(new Set(told)).toEqual(new Set(kinds.map(({ code }) => code)))
  expect(told).toHaveLength(kinds.length)
  for (const row of rows) expect(row.split('|').slice(2, 4)).toEqual([expect.stringMatching(/[\w`]\. *$/), expect.stringMatching(/[\w`]\. *$/)])
})

test.each(kinds)('$code is told in French too', ({ code, title }) => {
  const shown = problemPage({ title, detail: 'In English.', code, requestId: 'req_1' }, 'fr')
  expect(shown.title).not.toBe('Une erreur est survenue')
  expect(shown.body.text).not.toContain('In English.')
})
