import { expect, test } from 'vitest'
import { formatId } from '../../kernel/ids.ts'
import { parseMicros, toMicros, type Micros } from '../../kernel/money.ts'
import { addSeconds, toTimestamp } from '../../kernel/timestamp.ts'
import { dueOf, heldOf, raise, settle, statusOf, type Hold, type Settling } from './settlement.ts'

const micros = (text: string): Micros => {
  const parsed = parseMicros(text)
  if (parsed === undefined) throw new Error(`${text} is no amount`)
  return parsed
}
const now = toTimestamp(Date.UTC(2026, 10, 30, 12))
const later = addSeconds(now, 1)

const noChance = new Uint8Array(10)
/** A hold of 5 that is open for a second more. */
const open: Hold = {
  teamId: formatId('team', 0, noChance),
  authorizationId: formatId('auth', 0, noChance),
  memberId: formatId('mem', 0, noChance),
  periodStart: toTimestamp(Date.UTC(2026, 10, 1)),
  periodEnd: toTimestamp(Date.UTC(2026, 11, 1)),
  status: 'held',
  amountMicros: micros('5'),
  settledMicros: 0n,
  finalMicros: null,
  estimateMicros: null,
  overageMicros: 0n,
  expiresAt: later,
  onExpiry: 'release',
  isLate: false,
  app: '',
  model: '',
  metadata: null,
  memberName: 'Ada',
  resolutionId: 'of the default',
  decidingGroupId: null,
  directoryVersion: null,
  createdAt: now,
  requestId: formatId('req', 0, noChance),
  endedAt: null,
}
const expired: Hold = { ...open, expiresAt: now }
const voided: Hold = { ...open, status: 'voided', endedAt: addSeconds(now, -60) }
const part = (amount: string): Settling => ({ amount: micros(amount), isFinal: false })
const whole = (amount: string): Settling => ({ amount: micros(amount), isFinal: true })
const ended: Hold = { ...open, status: 'settled', settledMicros: micros('3'), finalMicros: micros('3'), endedAt: now }
/** It booked itself as it expired. */
const estimated: Hold = { ...expired, status: 'expired', onExpiry: 'settle', settledMicros: micros('5'), estimateMicros: micros('5'), endedAt: now }

test('a hold has expired from the moment of its end on, whether or not that was written down; until then all of it is held', () => {
  expect([statusOf(open, now), heldOf(open, now)]).toEqual(['held', micros('5')])
  expect([statusOf(expired, now), heldOf(expired, now)]).toEqual(['expired', 0n])
  expect([dueOf(expired, now), dueOf({ ...expired, onExpiry: 'settle' }, now), dueOf({ ...open, onExpiry: 'settle' }, now)]).toEqual([
    0n,
    micros('5'),
    0n,
  ])
  expect(heldOf({ ...open, settledMicros: micros('7') }, now)).toBe(0n)
})

const booked: [hold: Partial<Hold>, said: Settling, books: object, leaves: object, because: string][] = [
  [open, part('2'), { micros: micros('2'), isLate: false, overage: 0n }, { status: 'held', finalMicros: null, endedAt: null }, 'more is to come'],
  [open, whole('2'), { micros: micros('2') }, { status: 'settled', finalMicros: micros('2'), endedAt: now }, 'the rest is released'],
  [open, whole('0'), { micros: 0n }, { status: 'settled', finalMicros: 0n }, 'nothing was spent, and that is final too'],
  [open, whole('7'), { micros: micros('7'), overage: micros('2') }, { overageMicros: micros('2') }, 'what was spent is spent, over the hold too'],
  [
    { ...open, settledMicros: micros('6'), overageMicros: micros('1') },
    part('2'),
    { overage: micros('2') },
    { settledMicros: micros('8'), overageMicros: micros('3') },
    'of an overrun only what is new is told anew',
  ],
  [
    expired,
    whole('2'),
    { micros: micros('2'), isLate: true, overage: 0n },
    { status: 'settled', isLate: true, endedAt: now },
    'late from its end on',
  ],
  [expired, part('2'), { micros: micros('2'), isLate: true }, { status: 'expired', isLate: true }, 'a part brings no hold back'],
  [voided, whole('2'), { micros: micros('2'), isLate: true }, { status: 'settled', isLate: true, endedAt: now }, 'of one that was voided as well'],
  [{ ...voided, isLate: true }, part('1'), { isLate: true }, { isLate: true, status: 'voided' }, 'what was late stays so'],
  [
    estimated,
    whole('3'),
    { entryKind: 'adjustment', micros: 0n - micros('2') },
    { settledMicros: micros('3'), estimateMicros: 0n },
    'it takes the place',
  ],
  [
    estimated,
    part('2'),
    { entryKind: 'adjustment', micros: 0n },
    { settledMicros: micros('5'), estimateMicros: micros('3') },
    'a part takes as much',
  ],
  [estimated, part('6'), { micros: micros('1'), overage: micros('1') }, { settledMicros: micros('6'), estimateMicros: 0n }, 'and more counts beside'],
]
test.each(booked)('%o and %o books %o and leaves %o: %s', (hold, said, books, leaves) => {
  const settlement = settle({ ...open, ...hold }, said, now)
  expect(settlement).toMatchObject({ kind: 'book', ...books, after: leaves })
})

test.each([
  [whole('3'), 'repeated', 'it was said before'],
  [whole('3.000001'), 'contradicts', 'another amount was final'],
  [part('3'), 'contradicts', 'no part comes after what was final, of the same amount neither'],
])('what was settled with 3 for good: %o %s: %s', (said, kind) => {
  expect(settle(ended, said, now).kind).toBe(kind)
})

test('what is granted on top is held, also where more was settled than held', () => {
  expect(raise(open, micros('2'), later)).toMatchObject({ amountMicros: micros('7'), expiresAt: later })
  const overrun = { ...open, settledMicros: micros('8'), overageMicros: micros('3') }
  const raised = raise(overrun, micros('2'), later)
  expect([raised.amountMicros, toMicros(raised.overageMicros), heldOf(raised, now)]).toEqual([micros('10'), micros('3'), micros('2')])
})
