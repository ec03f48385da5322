import { expect, test } from 'vitest'
import { realEnvironment } from '../kernel/environment.ts'
import type { GroupId } from '../kernel/ids.ts'
import { toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import type { Orphan } from '../spend/orphaned-limits.ts'
import { findOfLimits, type LimitFacts } from './limit-findings.ts'

const day = (number: number): Timestamp => toTimestamp(Date.UTC(2026, 10, number))
const newId = realEnvironment.newId
const [froze, ended] = [newId('req'), newId('req')]

const findOf = (...orphans: Orphan[]) => findOfLimits({ ...nothing, orphans })
const nothing: LimitFacts = {
  currency: 'USD',
  nestedGroups: 'direct',
  groups: [],
  groupsOf: new Map(),
  names: [],
  orphans: [],
  namesakes: [],
  directoryNames: new Map(),
}

/** The limit of a group that was deleted on a day: frozen, or ended with it. */
function orphan(name: string, on: number, { isFrozen = false, candidates = [] as boolean[] } = {}): Orphan {
  const groupId: GroupId = newId('grp')
  const row: Orphan['row'] = {
    teamId: newId('team'),
    limitId: newId('lim'),
    revision: 1n,
    scope: 'group',
    subjectId: groupId,
    kind: 'unlimited',
    amountMicros: null,
    reason: null,
    expiresAt: null,
    sinceAt: isFrozen ? day(on) : day(1),
    sinceRequest: froze,
    untilAt: isFrozen ? null : day(on),
    untilRequest: isFrozen ? null : ended,
    frozenAt: isFrozen ? day(on) : null,
    groupId,
    displayName: name,
    displayNameFolded: name.toLowerCase(),
    externalId: null,
    deletedAt: day(on),
  }
  const group = { groupId: newId('grp'), displayName: name, displayNameFolded: name.toLowerCase(), externalId: null, directoryId: newId('dir') }
  return { row, candidates: candidates.map((hasLimit) => ({ group, matchedBy: 'name', hasLimit })) }
}

test('what is frozen is one finding, since the first of it, with the requests that deleted the groups', () => {
  const found = findOf(orphan('Eng', 7, { isFrozen: true }), orphan('Ops', 5, { isFrozen: true, candidates: [false] }))
  expect(found).toMatchObject([
    {
      code: 'limits-frozen',
      since: day(5),
      what: expect.stringMatching(/^2 spend limits are frozen: .*\(Eng, Ops\)/),
      facts: { count: 2, groups: [{ name: 'Eng', amount: null }, { name: 'Ops' }] },
      evidence: [
        { request: froze, at: day(7) },
        { request: froze, at: day(5) },
      ],
    },
  ])
  expect(findOf(orphan('Eng', 7, { isFrozen: true }))[0]?.what).toMatch(/^1 spend limit is frozen/)
})

test.each<[candidates: boolean[], count: number, because: string]>([
  [[false], 1, 'the group was probably made anew'],
  [[true, false], 1, 'one of them has none yet'],
  [[true], 0, 'the new group has a limit already'],
  [[], 0, 'no group could be the same: it was meant'],
])('a limit that ended with its group, where groups of its name have limits as in %j, is told %i times: %s', (candidates, count, _because) => {
  const found = findOf(orphan('Eng', 7, { candidates }))
  expect(found.map(({ code }) => code)).toEqual(Array(count).fill('limit-left-with-group'))
  expect(found.flatMap(({ evidence }) => evidence)).toEqual(Array(count).fill({ request: ended, at: day(7) }))
})

test.each<[holds: 'people' | 'groups' | 'nothing' | 'all-out', nested: 'direct' | 'expand', isMore: boolean, codes: string[], because: string]>([
  ['people', 'direct', false, ['limit-never-wins'], 'all of its people were looked at'],
  ['people', 'direct', true, [], 'of the others it is not known'],
  ['people', 'expand', false, [], 'those of the groups within it were not looked at'],
  ['groups', 'direct', false, ['limit-on-nobody'], 'groups within it hand nothing on'],
  ['groups', 'expand', false, [], 'it holds their people'],
  ['nothing', 'expand', false, ['limit-on-nobody'], 'there is nobody either way'],
  ['all-out', 'direct', false, ['limit-on-nobody'], 'whoever is out spends nothing'],
])(
  'of a limit that decides for nobody, of a group that holds %s, with %s groups, others beyond: %s, is told %j: %s',
  (holds, nestedGroups, isMore, codes) => {
    const group = {
      groupId: newId('grp'),
      name: 'Eng',
      directoryId: newId('dir'),
      sinceAt: day(1),
      holds,
      decides: 'nobody' as const,
      amount: '5.00',
      people: 3,
      isMore,
      example: null,
    }
    expect(findOfLimits({ ...nothing, nestedGroups, groups: [group] }).map(({ code }) => code)).toEqual(codes)
    expect(findOfLimits({ ...nothing, nestedGroups, groups: [{ ...group, holds: 'people', decides: 'somebody' }] })).toEqual([])
  },
)
