import { describe, expect, test } from 'vitest'
import { formatId } from '../kernel/ids.ts'
import { decideWhoGetsIn, isUsableSubject, readAddress, type Answer, type Candidate, type Facts } from './who-gets-in.ts'

const idOf = (place: number) => formatId('mem', place, new Uint8Array(10))
const [ada, bea] = [idOf(1), idOf(2)]

/** A member who is in by the directory, has the asserted address, and never signed in here. */
const member = (more: Partial<Candidate> = {}): Candidate => ({
  memberId: ada,
  status: 'active',
  origin: 'scim',
  role: 'member',
  isProvisioned: true,
  linkedSubject: null,
  hasAddress: true,
  ...more,
})
const linked = (more: Partial<Candidate> = {}) => member({ linkedSubject: 'sub-1', ...more })
const out = { status: 'deprovisioned', isProvisioned: false } as const
const [outIs, inIs] = [member(out), member()]

/** Nobody is known, the address is fine, and whoever signs in becomes a member. */
const stranger: Facts = {
  address: 'one',
  isOwnAddress: true,
  isUnverified: false,
  isConnectionActive: true,
  letsOwnersIn: true,
  isSubjectUsable: true,
  found: { subject: [], externalId: [], userName: [], email: [] },
  invitedAs: null,
  isLedByDirectory: false,
  jit: true,
}
type Given = Omit<Partial<Facts>, 'found'> & Partial<Facts['found']>
const factsOf = ({ subject = [], externalId = [], userName = [], email = [], ...more }: Given): Facts => ({
  ...stranger,
  ...more,
  found: { subject, externalId, userName, email },
})

const as = (by: 'subject' | 'externalId' | 'userName' | 'email', memberId = ada): Answer => ({
  kind: 'member',
  memberId,
  by,
  isNewLink: by !== 'subject',
})
const newcomer: Answer = { kind: 'newcomer' }
const invited: Answer = { kind: 'invited', memberId: null }
const refused = (because: string, more: object = {}) => ({ kind: 'refused', because, ...more })
const unconfirmed = { letsOwnersIn: false } as const
const led = { isLedByDirectory: true } as const
const bootstrap = member({ origin: 'bootstrap', isProvisioned: false })
const guest = member({ origin: 'invite', isProvisioned: false })
const jitted = member({ origin: 'jit', isProvisioned: false })

type Row = [answer: object, facts: Given, because: string]
const rows: Row[] = [
  // Which way leads to somebody, the surest first.
  [as('subject'), { subject: [linked()] }, 'the subject is linked'],
  [as('externalId'), { externalId: [member()] }, 'the subject is the externalId that SCIM gave'],
  [as('userName'), { userName: [member()] }, 'the address is the userName'],
  [as('email'), { email: [member()] }, 'the address is the primary one'],
  [
    as('subject'),
    { subject: [linked()], externalId: [member({ memberId: bea })], email: [member({ memberId: bea })] },
    'a link goes before all else',
  ],
  [as('externalId'), { externalId: [member()], userName: [member({ memberId: bea })] }, 'an externalId goes before a name'],
  [as('userName'), { userName: [member()], email: [member({ memberId: bea })] }, 'a userName goes before the address of another'],
  [as('subject'), { subject: [linked({ hasAddress: false })] }, 'a changed address does not change the person'],

  // The address.
  [refused('email-unverified'), { isUnverified: true, subject: [linked()] }, 'the provider itself does not say that it is theirs'],
  [refused('email-foreign'), { isOwnAddress: false, subject: [linked()] }, 'also who is linked comes with an address of the team'],
  [refused('email-foreign'), { isOwnAddress: false, email: [member()] }, 'it may be the address of a member, and is not this provider’s to assert'],
  [refused('email-foreign'), { isOwnAddress: false }, 'nobody is made by a foreign address'],
  [refused('email-foreign'), { isOwnAddress: false, invitedAs: 'admin' }, 'nor by an invitation to one, whose link is the way in'],

  // Several.
  [refused('several-matches', { by: 'email', among: [ada, bea] }), { email: [member({ memberId: bea }), member()] }, 'two members have the address'],
  [
    refused('several-matches', { by: 'userName', among: [ada, bea] }),
    { userName: [member(), member({ memberId: bea })] },
    'two directories gave the name',
  ],
  [
    refused('several-matches', { by: 'externalId', among: [ada, bea] }),
    { externalId: [member(), member({ memberId: bea })] },
    'two directories gave the id',
  ],
  [as('email'), { email: [member({ memberId: bea, ...out }), member()] }, 'one is in and one has left: a living match goes before a former one'],
  [refused('several-matches', { by: 'email', among: [ada, bea] }), { email: [member(out), member({ memberId: bea, ...out })] }, 'two have left'],
  [as('externalId'), { externalId: [member()], email: [member({ memberId: bea }), member({ memberId: idOf(3) })] }, 'a surer way led to one'],

  // One subject for a member, within a connection.
  [refused('linked-to-another', { memberId: ada }), { email: [linked()] }, 'another subject claims the address of a linked member'],
  [refused('linked-to-another', { memberId: ada }), { userName: [linked()] }, 'or the userName'],
  [refused('linked-to-another', { memberId: ada }), { externalId: [linked()] }, 'or is the externalId of a linked member'],

  // Who has left.
  [refused('sign-in-out', { memberId: ada }), { subject: [linked(out)] }, 'a link gives no access'],
  [refused('sign-in-out', { memberId: ada }), { externalId: [member(out)] }, 'the directory put them out'],
  [refused('sign-in-out', { memberId: ada }), { email: [member(out)] }, 'no second member is made beside a former one'],
  [refused('sign-in-out', { memberId: ada }), { email: [member({ ...out, origin: 'bootstrap' })] }, 'also who set this up has left'],
  [
    refused('sign-in-out', { memberId: ada }),
    { subject: [linked(out)], email: [member({ memberId: bea })] },
    'a former member does not come in as their namesake',
  ],
  [refused('sign-in-out', { memberId: ada }), { ...led, subject: [linked(out)] }, 'the same where a directory leads'],

  // Where a directory says who is in.
  [as('email'), { ...led, email: [member()] }, 'a user of the directory stands for them'],
  [as('email'), { ...led, email: [bootstrap] }, 'who set this up is not locked out'],
  [as('email'), { ...led, email: [guest] }, 'an admin invited them'],
  [refused('not-provisioned', { memberId: ada }), { ...led, email: [jitted] }, 'who came in by signing in alone waits for the directory'],
  [refused('not-provisioned', { memberId: ada }), { ...led, subject: [{ ...jitted, linkedSubject: 'sub-1' }] }, 'also where they are linked'],
  [as('subject'), { ...led, subject: [linked({ origin: 'jit' })] }, 'the directory has them now'],
  [
    refused('not-provisioned', { memberId: ada }),
    { ...led, email: [member({ isProvisioned: false })] },
    'the last owner whom the directory let go is kept, and is not let in',
  ],
  [as('email'), { email: [jitted] }, 'no directory leads yet'],

  // Strangers.
  [newcomer, {}, 'nobody is known, and the connection makes members'],
  [refused('jit-off'), { jit: false }, 'the connection makes none'],
  [as('email'), { jit: false, email: [member()] }, 'it is switched off for newcomers alone'],
  [refused('not-provisioned', { memberId: null }), led, 'the directory makes members now'],
  [refused('not-provisioned', { memberId: null }), { ...led, jit: false }, 'the directory is the reason, whatever the switch says'],

  // Invitations, which are an admin's word.
  [invited, { invitedAs: 'admin' }, 'the role of the invitation, not that of a newcomer'],
  [invited, { ...led, invitedAs: 'admin' }, 'an invited member may be in beside the directory'],
  [invited, { jit: false, invitedAs: 'member' }, 'the switch is about those whom nobody invited'],
  [{ ...invited, memberId: ada }, { invitedAs: 'member', email: [member(out)] }, 'an invitation brings back, signing in does not'],
  [
    refused('sign-in-out', { memberId: ada }),
    { invitedAs: 'member', subject: [linked({ ...out, hasAddress: false })] },
    'the invitation is to somebody else’s address',
  ],
  [
    refused('linked-to-another', { memberId: ada }),
    { invitedAs: 'member', email: [linked(out)] },
    'another subject comes for a former member’s invitation',
  ],
  [as('email'), { invitedAs: 'owner', email: [member()] }, 'who is in is what they are'],

  // Owners, where no owner has said that the connection may vouch for them.
  [refused('owners-not-let-in', { memberId: ada }), { ...unconfirmed, email: [member({ role: 'owner' })] }, 'an admin may have set it up'],
  [refused('owners-not-let-in', { memberId: ada }), { ...unconfirmed, subject: [linked({ role: 'owner' })] }, 'and may say who has which subject'],
  [refused('owners-not-let-in', { memberId: null }), { ...unconfirmed, invitedAs: 'owner' }, 'an invitation would make an owner'],
  [refused('owners-not-let-in', { memberId: ada }), { ...unconfirmed, invitedAs: 'owner', email: [member(out)] }, 'or bring one back'],
  [as('email'), { ...unconfirmed, email: [member({ role: 'admin' })] }, 'admins set it up'],
  [{ ...invited, memberId: null }, { ...unconfirmed, invitedAs: 'admin' }, 'and invite admins'],
  [as('email'), { email: [member({ role: 'owner' })] }, 'an owner has said so'],

  // The connection and the subject.
  [refused('subject-invalid'), { isSubjectUsable: false, email: [member()] }, 'nobody is linked to a subject that cannot be kept'],
  [refused('connection-not-active'), { isConnectionActive: false, subject: [linked()] }, 'it ended while the person was at the provider'],
]
test.each(rows)('%j for %j, since %s', (answer, facts) => expect(decideWhoGetsIn(factsOf(facts))).toEqual(answer))

test.each(['missing', 'several', 'invalid'] as const)('nobody gets in with an address that is %s, linked or not', (kind) => {
  const facts = { ...stranger, address: kind, found: { ...stranger.found, subject: [linked()] } }
  expect(decideWhoGetsIn(facts)).toEqual(refused(`email-${kind}`))
})

test('who gets in does not depend on the order in which members are found', () => {
  for (const pair of [
    [outIs, member({ memberId: bea })],
    [inIs, member({ memberId: bea })],
    [outIs, member({ memberId: bea, ...out })],
  ]) {
    const ask = (email: Candidate[]) => decideWhoGetsIn(factsOf({ email }))
    expect(ask(pair)).toEqual(ask(pair.toReversed()))
  }
})

test.each([
  ['00u1', true],
  ['s'.repeat(512), true],
  ['s'.repeat(513), false],
  ['', false],
  [' ', false],
  [' 00u1', false],
  ['00u1 ', false],
  ['00u1\n', false],
  ['00 u1', true],
  ['a\0b', false],
  ['\ud800', false],
])('whether %j can be a subject: %s', (subject, isUsable) => expect(isUsableSubject(subject)).toBe(isUsable))

describe('the address that was sent', () => {
  const cases: [sent: string | readonly string[] | null, kind: string, email?: string][] = [
    [null, 'missing'],
    ['', 'missing'],
    ['  ', 'missing'],
    [[], 'missing'],
    ['ada@acme.example', 'one', 'ada@acme.example'],
    [' ada@acme.example ', 'one', 'ada@acme.example'],
    [['ada@acme.example'], 'one', 'ada@acme.example'],
    [['ada@acme.example', 'ada@acme.example'], 'one', 'ada@acme.example'],
    [['ada@acme.example', 'bea@acme.example'], 'several'],
    [['ada@acme.example', 'ADA@acme.example'], 'several'],
    ['ada@acme.example,bea@acme.example', 'invalid'],
    ['ada@acme.example bea@acme.example', 'invalid'],
    ['Ada <ada@acme.example>', 'invalid'],
    ['ada', 'invalid'],
    ['@acme.example', 'invalid'],
    ['ada@', 'invalid'],
    ['ada@evil.example@acme.example', 'invalid'],
    ['"ada@evil.example"@acme.example', 'invalid'],
    ['a\0da@acme.example', 'invalid'],
    [`${'a'.repeat(320)}@acme.example`, 'invalid'],
  ]
  test.each(cases)('%j is %s', (sent, kind, email) => expect(readAddress(sent)).toEqual({ kind, email: email ?? null }))
})
