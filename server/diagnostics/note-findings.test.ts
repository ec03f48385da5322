import { describe, expect, test } from 'vitest'
import { several, type Note } from '../journal/changes.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { toTimestamp } from '../kernel/timestamp.ts'
import { findOpen, type Facts, type Noted } from './note-findings.ts'

const member = realEnvironment.newId('mem')
const user = realEnvironment.newId('usr')
const group = realEnvironment.newId('grp')
const requestId = realEnvironment.newId('req')
const noted = (note: Note, at = 0): Noted => ({ note, at: toTimestamp(at), requestId })

const nothing: Facts = { ownDomains: new Set(), activeUsers: new Set(), livingGroups: new Set(), activeMembers: new Map(), wholeSince: new Map() }
const owner = (hasActiveUser: boolean) => new Map([[member, { role: 'owner', hasActiveUser }]])

const unknownMembers: Note = { code: 'unknown-members', group, displayName: 'Eng', unknown: several(['x']) }
const foreignDomain: Note = { code: 'foreign-domain', user, userName: 'ada', domain: 'other.example' }
const adopted: Note = { code: 'adopted-privileged-member', member, userName: 'ada', role: 'owner' }
const ownerKept: Note = { code: 'last-owner-kept', member, userName: 'ada' }
const returned: Note = { code: 'returned-by-name', member, userName: 'ada', matchedBy: 'userName', formerRole: 'admin' }

/** Each rule is true of some facts and false of others. */
const rules: [note: Note, isSo: Partial<Facts>, isNot: Partial<Facts>, because: string][] = [
  [unknownMembers, { livingGroups: new Set([group]) }, {}, 'the group was deleted'],
  [
    unknownMembers,
    { livingGroups: new Set([group]) },
    { livingGroups: new Set([group]), wholeSince: new Map([[group, toTimestamp(1)]]) },
    'the group was sent whole since',
  ],
  [foreignDomain, { activeUsers: new Set([user]) }, {}, 'the user is gone'],
  [
    foreignDomain,
    { activeUsers: new Set([user]) },
    { activeUsers: new Set([user]), ownDomains: new Set(['other.example']) },
    'the domain is the team’s own now',
  ],
  [adopted, { activeMembers: owner(true) }, { activeMembers: new Map([[member, { role: 'member', hasActiveUser: true }]]) }, 'the role was changed'],
  [ownerKept, { activeMembers: owner(false) }, { activeMembers: owner(true) }, 'the owner is assigned again'],
  [ownerKept, { activeMembers: owner(false) }, {}, 'the owner is out'],
  [
    returned,
    { activeMembers: new Map([[member, { role: 'member', hasActiveUser: true }]]) },
    { activeMembers: new Map([[member, { role: 'admin', hasActiveUser: true }]]) },
    'the role was given again',
  ],
]

describe.each(rules)('%o', (note, isSo, isNot, because) => {
  test('is found while it is so', () => {
    const [finding] = findOpen([noted(note)], { ...nothing, ...isSo })
    expect(finding).toMatchObject({ code: note.code, since: toTimestamp(0), evidence: [{ request: requestId, note }] })
    expect(finding?.detail).toMatch(/\. [A-Z].*\.$/) // what is so, and what to do
  })
  test(`is not found when ${because}`, () => expect(findOpen([noted(note)], { ...nothing, ...isNot })).toEqual([]))
})

test('what is about one matter is one finding, since it was first met', () => {
  const others = [1, 2, 3].map((at) => noted({ ...foreignDomain, user: realEnvironment.newId('usr') }, at))
  const users = new Set(others.flatMap(({ note }) => ('user' in note ? [note.user] : [])))
  const findings = findOpen(others, { ...nothing, activeUsers: users })
  expect(findings).toHaveLength(1)
  expect(findings[0]).toMatchObject({ since: toTimestamp(1), detail: expect.stringContaining('3 users have addresses in other.example') })
})
