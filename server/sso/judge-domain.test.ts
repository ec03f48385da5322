import { expect, test } from 'vitest'
import type { TxtAnswer } from '../kernel/resolve-txt.ts'
import { addSeconds, toTimestamp } from '../kernel/timestamp.ts'
import { recordOf } from './domain-names.ts'
import { judgeDomain, type Turn } from './judge-domain.ts'

const now = toTimestamp(Date.parse('2026-11-25T10:00:00Z'))
const daysAgo = (days: number) => addSeconds(now, -days * 86_400)
const claim = {
  domain: 'acme.example',
  challenge: 'c1',
  state: 'pending',
  stateSince: daysAgo(1),
  failingSince: null,
  createdAt: daysAgo(1),
} as const
const verified = { ...claim, state: 'verified' } as const
const expected = recordOf(claim).value
const records = (...texts: string[]): TxtAnswer => ({ kind: 'records', records: texts })
const absent: TxtAnswer = { kind: 'absent' }
const unreachable: TxtAnswer = { kind: 'unreachable', why: 'ETIMEOUT' }

const cases: [
  was: Partial<Parameters<typeof judgeDomain>[0]>,
  answer: TxtAnswer,
  turn: Turn | undefined,
  state: string,
  says: RegExp,
  because: string,
][] = [
  [claim, records(expected), 'verified', 'verified', /is there/, 'the record is there'],
  [claim, records('v=spf1 -all', ` ${expected} `), 'verified', 'verified', /is there/, 'among others, with blanks that panels add'],
  [claim, records(`${expected}0`), undefined, 'pending', /say "purser-verification=c10"/, 'the whole text counts'],
  [claim, records('purser-verification=c2'), undefined, 'pending', /none of them is purser-verification=c1/, 'another team’s record proves nothing'],
  [claim, absent, undefined, 'pending', /no TXT record at _purser-challenge\.acme\.example/, 'there is time'],
  [{ createdAt: daysAgo(29.9) }, absent, undefined, 'pending', /no TXT/, 'there is a little time'],
  [{ createdAt: daysAgo(30) }, absent, 'failed', 'failed', /no TXT/, 'nobody proved it within 30 days'],
  [{ createdAt: daysAgo(31) }, unreachable, undefined, 'pending', /could not be asked/, 'that nobody answers is no answer'],
  [{ state: 'failed', createdAt: daysAgo(90) }, records(expected), 'verified', 'verified', /is there/, 'it is never too late'],
  [{ state: 'failed' }, absent, undefined, 'failed', /no TXT/, 'it failed already'],
  [verified, records(expected), undefined, 'verified', /is there/, 'nothing moved'],
  [verified, absent, 'failing', 'verified', /no TXT/, 'it is warned first'],
  [verified, records('something else'), 'failing', 'verified', /say "something else"/, 'another record is none'],
  [verified, unreachable, undefined, 'verified', /could not be asked/, 'an outage of DNS takes nothing away'],
  [{ ...verified, failingSince: daysAgo(6.9) }, absent, undefined, 'verified', /no TXT/, 'it is warned for seven days'],
  [{ ...verified, failingSince: daysAgo(7) }, absent, 'expired', 'expired', /no TXT/, 'and then lost'],
  [{ ...verified, failingSince: daysAgo(30) }, unreachable, undefined, 'verified', /could not be asked/, 'but on an answer alone'],
  [{ ...verified, failingSince: daysAgo(6) }, records(expected), 'recovered', 'verified', /is there/, 'the record is back'],
  [{ state: 'expired' }, records(expected), 'verified', 'verified', /is there/, 'the record is back'],
  [{ state: 'expired' }, absent, undefined, 'expired', /no TXT/, 'it is lost already'],
]
test.each(cases)('of a domain %j, DNS saying %j makes %s, %s, telling %s: %s', (was, answer, turn, state, says) => {
  const judged = judgeDomain({ ...claim, ...was }, answer, now)
  expect(judged).toMatchObject({ turn, state, finding: expect.stringMatching(says) })
  const since = turn === 'failing' ? now : turn === undefined ? (was.failingSince ?? null) : null
  expect(judged.failingSince).toBe(since)
})
