import { expect, test } from 'vitest'
import { parseCost, parseMicros } from '../../kernel/money.ts'
import { addSeconds, toTimestamp } from '../../kernel/timestamp.ts'
import type { UsageEvent } from './cloud-event.ts'
import { findDoubt, findForbidden } from './judge.ts'

const now = toTimestamp(Date.UTC(2026, 10, 30, 12))
const daySeconds = 86_400

const event = ({ cost, ...more }: Partial<Omit<UsageEvent, 'cost'>> & { cost?: string }): UsageEvent => ({
  source: 'gateway',
  eventId: 'e',
  bodyHash: '',
  subject: undefined,
  time: undefined,
  kind: 'usage',
  currency: undefined,
  authorization: undefined,
  isFinal: true,
  corrects: undefined,
  app: undefined,
  model: undefined,
  hasTokens: false,
  attributes: {},
  ...more,
  cost: cost === undefined ? undefined : parseCost(cost),
})

const forbidden: [said: Parameters<typeof event>[0], mayAdjust: boolean, code: string | undefined, because: string][] = [
  [{ cost: '1', currency: 'USD' }, false, undefined, 'what was spent is taken'],
  [{ cost: '1', currency: 'EUR' }, true, 'currency-mismatch', 'nothing is converted'],
  [{ cost: '-1', kind: 'refund' }, false, 'insufficient-scope', 'only who may adjust takes back'],
  [{ cost: '-1', kind: 'adjustment' }, false, 'insufficient-scope', 'by whichever kind'],
  [{ cost: '-1' }, false, 'insufficient-scope', 'or by none'],
  [{ cost: '-1' }, true, 'amount-invalid', 'what was used costs nothing or more, whoever says so'],
  [{ cost: '-1', kind: 'refund' }, true, undefined, 'a refund takes back'],
  [{ cost: '1', kind: 'refund' }, true, 'amount-invalid', 'and never adds'],
  [{ cost: '1', kind: 'adjustment' }, false, undefined, 'to add is no more than usage is'],
  [{ cost: '1', time: addSeconds(now, -35 * daySeconds) }, false, undefined, '35 days back'],
  [{ cost: '1', time: addSeconds(now, -35 * daySeconds - 1) }, false, 'event-too-old', 'and no further'],
  [{ cost: '1', time: addSeconds(now, 300) }, false, undefined, 'five minutes ahead'],
  [{ cost: '1', time: addSeconds(now, 301) }, false, 'event-in-future', 'and no further'],
]
test.each(forbidden)('%o, where negative costs may come: %s, is refused as %s: %s', (said, mayAdjust, code) => {
  expect(findForbidden(event(said), { team: { currency: 'USD' }, now, mayAdjust, at: '' })?.kind.code).toBe(code)
})

const doubtful: [said: Parameters<typeof event>[0], isKnownFree: boolean, doubt: string | undefined, because: string][] = [
  [{ cost: '10' }, false, undefined, 'the ceiling itself is no doubt'],
  [{ cost: '10.000001' }, false, 'above_ceiling', 'a price may be wrong'],
  [{ cost: '-10.000001', kind: 'refund' }, false, 'above_ceiling', 'and so may be what is taken back'],
  [{}, false, 'unpriced', 'unknown is not zero'],
  [{ cost: '0', hasTokens: true }, false, 'unpriced', 'nor does zero mean free'],
  [{ cost: '0', hasTokens: true }, true, undefined, 'unless it was asked for as that'],
  [{}, true, 'unpriced', 'and then it is told'],
  [{ cost: '0' }, false, undefined, 'nothing was used'],
]
test.each(doubtful)('%o, known to be free: %s, is looked at as %s: %s', (said, isKnownFree, doubt) => {
  expect(findDoubt(event(said), { eventCeilingMicros: parseMicros('10') ?? null }, isKnownFree)).toBe(doubt)
  expect(findDoubt(event({ ...said, cost: '1000000000' }), { eventCeilingMicros: null }, isKnownFree)).toBeUndefined()
})
