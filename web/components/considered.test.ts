import { describe, expect, test } from 'vitest'
import { considerationsOf, groupCountOf, intervalOf, whyOf, type Reasons } from './considered.ts'

const of = (amount: string) => ({ kind: 'amount' as const, amount })
const group = (name: string, amount: string) => ({ scope: 'group' as const, group: `grp_${name}`, name, ...of(amount) })
const named = (name: string) => ({ group: `grp_${name}`, name })
const teamDefault = { scope: 'team_default' as const, ...of('20') }
const override = { scope: 'user_override' as const, ...of('5') }
const reasons = (more: Partial<Reasons>): Reasons => ({
  limit: of('200'),
  source: 'group',
  deciding: [],
  considered: [],
  ignored: [],
  not_shown: 0,
  ...more,
})

const engineering = reasons({
  deciding: [named('eng')],
  considered: [group('eng', '200'), group('support', '50'), teamDefault],
  ignored: [{ ...named('all'), reason: 'unset' }],
})

describe('who had a say', () => {
  test('the highest group decides, another is lower, one has none, and the default of the team is replaced', () => {
    expect(considerationsOf(engineering).map(({ name, scope, verdict }) => [name ?? scope, verdict])).toEqual([
      ['eng', 'decides'],
      ['support', 'lower'],
      ['all', 'unset'],
      ['team_default', 'replaced'],
    ])
  })

  test('one of their own goes before all', () => {
    const own = { ...engineering, source: 'user_override' as const, deciding: [], considered: [override, ...engineering.considered] }
    expect(considerationsOf(own).map(({ verdict }) => verdict)).toEqual(['decides', 'overridden', 'overridden', 'unset', 'overridden'])
  })

  test('one of their own that has ended comes first, and says since when', () => {
    const at = '2026-11-01T00:00:00.000Z'
    const [first] = considerationsOf({ ...engineering, ignored: [{ scope: 'user_override', reason: 'expired', expires_at: at }] })
    expect(first).toMatchObject({ scope: 'user_override', verdict: 'expired', expiresAt: at })
  })

  test('a frozen limit of a deleted group is told as such, and a group around a group names the way', () => {
    const via = [named('inner')]
    const found = considerationsOf(
      reasons({
        deciding: [named('gone')],
        considered: [{ ...group('gone', '9'), frozen: true }],
        ignored: [{ ...named('outer'), via, reason: 'nested' }],
      }),
    )
    expect(found).toMatchObject([
      { name: 'gone', isFrozen: true, verdict: 'decides' },
      { name: 'outer', verdict: 'nested', via },
    ])
  })
})

test.each([
  [engineering, 'highest', 3],
  [reasons({ deciding: [named('eng')], considered: [group('eng', '200')] }), 'only-group', 1],
  [reasons({ deciding: [named('eng')], considered: [group('eng', '200')], ignored: [{ ...named('all'), reason: 'unset' }] }), 'only-limited', 2],
  [reasons({ deciding: [named('eng'), named('ops')], considered: [group('eng', '200'), group('ops', '200')] }), 'tie', 2],
  [reasons({ source: 'user_override', considered: [override] }), 'override', 0],
  [reasons({ source: 'team_default', considered: [teamDefault] }), 'default-no-group', 0],
  [reasons({ source: 'team_default', considered: [teamDefault], ignored: [{ ...named('all'), reason: 'unset' }] }), 'default-no-limit', 1],
  [reasons({ source: 'none', limit: { kind: 'unlimited' } }), 'nothing-set', 0],
  [reasons({ source: 'none', limit: of('0') }), 'nothing-blocks', 0],
  [reasons({ source: 'team_default', ignored: [{ ...named('outer'), reason: 'nested' }] }), 'default-no-group', 0],
] as const)('%# is explained by the sentence "%s" of %i groups', (given, why, count) => {
  expect([whyOf(given), groupCountOf(given)]).toEqual([why, count])
})

test.each([
  ['2026-11-01', '2026-12-01', 'month'],
  ['2026-02-01', '2026-03-01', 'month'],
  ['2026-11-02', '2026-11-09', 'week'],
  ['2026-11-02', '2026-11-03', 'day'],
  ['2026-11-02', '2026-11-05', undefined],
])('from %s to %s is a %s', (start, end, interval) => {
  expect(intervalOf({ start: `${start}T00:00:00Z`, end: `${end}T00:00:00Z` })).toBe(interval)
})
