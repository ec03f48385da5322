import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as outgoing from '../kernel/outgoing/refusals.ts'
import { Refusal } from '../kernel/refusal.ts'
import { problemPage } from '../pages/problem-page.ts'
import * as oidc from './oidc/refusals.ts'
import { policy } from './saml/policy/policy.ts'
import * as saml from './saml/refusals.ts'
import * as signIn from './sign-in-refusals.ts'

const ofPolicy = policy.map(({ refuse }) => refuse('').kind).filter(({ code }) => code.startsWith('saml-')) // the others are admission's
const declared = [...[outgoing, oidc, saml, signIn].flatMap((file) => Object.values(file).map((make) => make('').kind)), ...ofPolicy]

test('docs/sso.md says of each code what it means', () => {
  const described = [...readFileSync('docs/sso.md', 'utf8').matchAll(/^\| `([a-z]+-[a-z\d-]+)` +\| (\S.{10,})\|$/gm)].map(([, code]) => code)
  const known = new Set(declared.map(({ code }) => code))
  expect(new Set(described)).toEqual(known)
  expect(described).toHaveLength(known.size)
})

test('whoever is refused is told so in French as well', () => {
  const other = problemPage({ title: '', detail: '', code: 'of-nothing', requestId: '' }, 'fr').title
  for (const { code } of declared) expect([code, problemPage({ title: '', detail: '', code, requestId: '' }, 'fr').title]).not.toEqual([code, other])
})

test('each is answered as the client’s or the provider’s fault, never as ours', () => {
  for (const { status } of declared) expect(status).toBeGreaterThanOrEqual(400)
  for (const { status } of declared) expect(status).toBeLessThan(500)
  expect(oidc.tokenNonce('x')).toBeInstanceOf(Refusal)
})
