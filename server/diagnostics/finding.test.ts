import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { GroupWithLimit } from '../spend/limit-effects.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { allCodes, tell } from './finding.ts'
import { isSimilar } from './limit-findings.ts'
import { findDiffering } from './sign-in-findings.ts'
import { knownReasons, whatHelps, whyRefused } from './words/refusal-words.ts'

const at = toTimestamp(0)

test('a finding has words for each code, in two texts that make the detail', () => {
  expect(new Set(allCodes).size).toBe(allCodes.length)
  const finding = tell('unknown-members', { group: realEnvironment.newId('grp'), name: 'Eng', count: 2, unknown: ['x', 'y'] }, at)
  expect(finding).toMatchObject({ severity: 'warning', since: at, detail: `${finding.what} ${finding.toDo}`, evidence: [] })
  expect(finding.what).toMatch(/Eng.*2 members.*x, y/)
})

test('it names so many requests at most', () => {
  const evidence = Array.from({ length: 30 }, () => ({ request: realEnvironment.newId('req'), at }))
  expect(
    tell('domain-unanswered', { domainId: realEnvironment.newId('dom'), domain: 'a.example', answeredAt: at }, at, evidence).evidence,
  ).toHaveLength(20)
})

test('each reason of a refusal says what it is and what helps, and an unknown one is named', () => {
  for (const reason of knownReasons) expect(`${whyRefused(reason)}. ${whatHelps(reason)}`).toMatch(/^[a-z].*\. [A-Z].*\.$/)
  expect(whyRefused('teapot')).toBe('of teapot')
})

test.each([
  ['Engineering', 'engineering team', true],
  ['Engineering', 'Okta - Engineering', true],
  ['R&D', 'r d', false],
  ['Sales', 'Support', false],
  ['EU', 'Europe', false],
])('%s and %s may mean one group: %s', (one, other, similar) => expect(isSimilar(one, other)).toBe(similar))

test('somebody who signs in by an address that no directory has of them is told, until it has', () => {
  const member = realEnvironment.newId('mem')
  const signedIn = { member, signsInAs: 'A@acme.example', at, requestId: realEnvironment.newId('req') }
  expect(findDiffering([{ ...signedIn, addresses: ['a.b@acme.example'] }])).toMatchObject([
    { code: 'sign-in-address-differs', facts: { count: 1, people: [{ member, signsInAs: 'A@acme.example', inDirectory: 'a.b@acme.example' }] } },
  ])
  expect(findDiffering([{ ...signedIn, addresses: ['a.b@acme.example', 'a@acme.example'] }])).toEqual([])
  expect(findDiffering([{ ...signedIn, addresses: [] }])).toEqual([])
})

test('amounts are told in major units, or as unlimited', () => {
  const instead: GroupWithLimit[] = [{ group: realEnvironment.newId('grp'), name: 'Eng', amount: null }]
  const facts = { group: realEnvironment.newId('grp'), name: 'Low', amount: '20.00', currency: 'EUR', people: 3, isMore: false }
  const { what } = tell('limit-never-wins', { ...facts, instead: instead.map((each) => ({ ...each, currency: 'EUR' })) }, at)
  expect(what).toMatch(/Low, 20\.00 EUR.*none of its 3 members.*Eng \(unlimited\)/)
})

test('each finding and answer stands in docs/findings.md', () => {
  const page = readFileSync(new URL('../../docs/findings.md', import.meta.url), 'utf8')
  expect(allCodes.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})
