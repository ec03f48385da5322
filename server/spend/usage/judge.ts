import { insufficientScope } from '../../access/refusals.ts'
import { amountInvalid } from '../../kernel/amounts.ts'
import { pointing, type Refusal } from '../../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import type { Team } from '../../teams/teams.ts'
import { findMismatch } from '../require-currency.ts'
import type { UsageEvent } from './cloud-event.ts'
import { eventInFuture, eventTooOld } from './refusals.ts'

/** How far back an event may lie, and how far ahead: clocks differ, and gateways were offline. */
const daysBack = 35
const secondsAhead = 5 * 60

type Circumstances = { team: Pick<Team, 'currency'>; now: Timestamp; mayAdjust: boolean; at: string }

/** What forbids an event that was never seen before; undefined where nothing does. `at` is where it stands in what was sent. */
export function findForbidden(event: UsageEvent, { team, now, mayAdjust, at }: Circumstances): Refusal | undefined {
  return (
    findMismatch(team, event.currency, `${at}/data/currency`) ??
    findWrongSign(event, mayAdjust, `${at}/data/cost`) ??
    findWrongTime(event, now, `${at}/time`)
  )
}

/** What forbids a cost of this kind, which stands at the pointer. */
export function findWrongSign({ cost, kind }: UsageEvent, mayAdjust: boolean, pointer: string): Refusal | undefined {
  if (!cost) return undefined
  if (cost.micros < 0n && !mayAdjust)
    return insufficientScope('A negative cost needs the scope usage:adjust: it takes back what was spent. Send it with a key that has it.')
  if (cost.micros < 0n && kind === 'usage')
    return amountInvalid(cost.text, pointer, 'What was used costs nothing or more, and a correction has the kind "refund" or "adjustment"')
  if (cost.micros > 0n && kind === 'refund')
    return amountInvalid(cost.text, pointer, 'A refund is less than nothing, such as "-0.0125"; to add, send the kind "adjustment"')
  return undefined
}

/** What forbids the time that an event tells, which stands at the pointer. */
export function findWrongTime({ time }: UsageEvent, now: Timestamp, pointer: string): Refusal | undefined {
  if (time === undefined) return undefined
  if (time < addSeconds(now, -daysBack * 86_400))
    return pointing(
      eventTooOld,
      pointer,
      `The event is of ${time}, more than ${daysBack} days ago. To book it all the same, send an adjustment with the time of now.`,
    )
  if (time > addSeconds(now, secondsAhead))
    return pointing(
      eventInFuture,
      pointer,
      `The event is of ${time}, more than ${secondsAhead / 60} minutes ahead of ${now}. Set the clock of whoever sent it, and send it again.`,
    )
  return undefined
}

/** Why somebody should look at an event before it counts; undefined where nobody need. What costs nothing and was asked for as that is priced. */
export function findDoubt(
  { cost, hasTokens }: UsageEvent,
  { eventCeilingMicros: ceiling }: Pick<Team, 'eventCeilingMicros'>,
  isKnownFree: boolean,
): 'unpriced' | 'above_ceiling' | undefined {
  if (!cost || (cost.micros === 0n && hasTokens && !isKnownFree)) return 'unpriced'
  const size = cost.micros < 0n ? 0n - cost.micros : cost.micros
  return ceiling !== null && size > ceiling ? 'above_ceiling' : undefined
}
