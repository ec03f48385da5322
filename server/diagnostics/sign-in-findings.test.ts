import { describe, expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { findOutsiders, findRefusedSignIns, type Outsider, type SignInsOf } from './sign-in-findings.ts'

const outsider = (email: string, origin: Outsider['origin'], at = 0): Outsider => ({
  memberId: realEnvironment.newId('mem'),
  email,
  origin,
  createdAt: toTimestamp(at),
})

describe('members in no directory', () => {
  const ledSince = toTimestamp(10)
  test('are one finding, with how many and some names', () => {
    const first = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => outsider(`${name}@acme.example`, 'jit'))
    const [finding, ...others] = findOutsiders({ first, count: 6, isMore: false, ledSince })
    expect(others).toEqual([])
    expect(finding).toMatchObject({ code: 'members-in-no-directory', since: ledSince })
    expect(finding?.detail).toContain('6 members are in no directory')
    expect(finding?.detail).toContain('a@acme.example (by signing in)')
    expect(finding?.detail).toContain('and 1 more')
    expect(finding?.detail).not.toContain('f@acme.example')
    expect(finding?.detail).toMatch(/\. [A-Z].*\.$/) // what is so, and what to do
  })
  test('say how somebody came in, and since when that is so', () => {
    const [finding] = findOutsiders({ first: [outsider('o@acme.example', 'bootstrap', 20)], count: 1, isMore: false, ledSince })
    expect(finding?.detail).toContain('1 member is in no directory')
    expect(finding?.detail).toContain('o@acme.example (who set this up)')
    expect(finding?.since).toBe(toTimestamp(20))
  })
  test('are none where there are none', () => expect(findOutsiders({ first: [], count: 0, isMore: false, ledSince })).toEqual([]))
})

const connectionId = realEnvironment.newId('con')
type Row = [place: number, outcome: 'succeeded' | 'failed', code: string | null, email: string | null, subject: string | null]
const log = (...rows: Row[]): SignInsOf[] => {
  const signIns = rows.map(([place, outcome, code, email, subject]) => ({
    requestId: realEnvironment.newId('req'),
    at: toTimestamp(place),
    outcome,
    code,
    email,
    subject,
    memberId: null,
  }))
  return [{ connectionId, name: 'Okta', signIns: signIns.toReversed() }]
}
const ada = ['ada@acme.example', 'sub-ada'] as const

const cases: [counts: Record<string, number>, signIns: SignInsOf[], because: string][] = [
  [{ 'jit-off': 1 }, log([1, 'failed', 'jit-off', ...ada]), 'somebody stands outside'],
  [{}, log([1, 'failed', 'jit-off', ...ada], [2, 'succeeded', null, ...ada]), 'they got in since'],
  [{}, log([1, 'failed', 'jit-off', ...ada], [2, 'succeeded', null, 'ADA@acme.example', 'other']), 'an address is the same in other letters'],
  [{ 'jit-off': 1 }, log([1, 'succeeded', null, ...ada], [2, 'failed', 'jit-off', ...ada]), 'they got in before, and not since'],
  [{ 'jit-off': 1 }, log([1, 'failed', 'jit-off', ...ada], [2, 'succeeded', null, 'bea@acme.example', 'sub-bea']), 'somebody else got in'],
  [{ 'email-missing': 1 }, log([1, 'failed', 'email-missing', null, 'sub-ada']), 'they are known by the subject alone'],
  [{}, log([1, 'failed', 'email-missing', null, 'sub-ada'], [2, 'succeeded', null, ...ada]), 'the address is sent now'],
  [{ 'oidc-issuer-wrong': 1 }, log([1, 'failed', 'oidc-issuer-wrong', null, null]), 'nothing could be verified'],
  [{}, log([1, 'failed', 'oidc-issuer-wrong', null, null], [2, 'succeeded', null, ...ada]), 'the connection works again'],
  [
    { 'jit-off': 2, 'email-foreign': 1 },
    log([1, 'failed', 'jit-off', ...ada], [2, 'failed', 'email-foreign', 'x@y.example', 'x'], [3, 'failed', 'jit-off', ...ada]),
    'each code is a matter',
  ],
  [{}, [], 'there is no connection'],
]
test.each(cases)('refused sign-ins found: %j, of %j, since %s', (counts, signIns) => {
  const findings = findRefusedSignIns(signIns)
  expect(Object.fromEntries(findings.map(({ detail, evidence }) => [/with ([\w-]+),/.exec(detail)?.[1], evidence.length]))).toEqual(counts)
  for (const { code, detail } of findings) {
    expect(code).toBe('sign-ins-refused')
    expect(detail).toMatch(/\. [A-Z].*\.$/)
  }
})
test('a finding says since when, and which requests show it, the newest first', () => {
  const [finding] = findRefusedSignIns(log([1, 'failed', 'jit-off', ...ada], [5, 'failed', 'jit-off', ...ada]))
  expect(finding).toMatchObject({ since: toTimestamp(1), evidence: [{ at: toTimestamp(5) }, { at: toTimestamp(1) }] })
})
