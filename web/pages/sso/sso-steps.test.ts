import { describe, expect, test } from 'vitest'
import { judgeSso, type Connection, type SsoStep } from './sso-steps.ts'

const one = (state: Connection['state'], id: string = state) => ({ id, state }) as Connection // the rule reads nothing else
const verified = [{ state: 'verified' }] as const
const pending = [{ state: 'pending' }] as const

const cases: [states: Connection['state'][], domains: readonly { state: 'verified' | 'pending' }[], next: SsoStep | undefined, because: string][] = [
  [[], [], 'domain', 'nothing is there, and DNS takes longest'],
  [[], pending, 'domain', 'a claim proves nothing'],
  [[], verified, 'connection', 'people need something to sign in through'],
  [['draft'], verified, 'connection', 'something is missing of it'],
  [['configured'], verified, 'test', 'nobody has come back from it'],
  [['tested'], verified, 'activate', 'people cannot use it yet'],
  [['inactive'], verified, 'activate', 'it was in use, and needs no other test'],
  [['active'], verified, undefined, 'all is done'],
  [['draft', 'active', 'configured'], verified, undefined, 'one that works is enough, whatever is begun beside it'],
  [['active'], pending, 'domain', 'nobody gets in without a domain'],
]

describe('how far single sign-on is', () => {
  test.each(cases)('connections %j and domains %j: next is %s, since %s', (states, domains, next) => {
    expect(
      judgeSso(
        states.map((state) => one(state)),
        domains,
      ).next,
    ).toBe(next)
  })

  test('is that of the connection which is furthest', () => {
    expect(judgeSso([one('draft'), one('tested'), one('inactive')], []).connection?.id).toBe('tested')
    expect(judgeSso([], []).connection).toBeUndefined()
  })
})
