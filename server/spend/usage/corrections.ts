import type { MemberId, TeamId } from '../../kernel/ids.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import { pointing, type Refusal } from '../../kernel/refusal.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Trx } from '../../store/open.ts'
import { unattributed } from '../ledger/accounts.ts'
import { listCorrected, listCorrections, type EventName } from '../ledger/entries.ts'
import type { UsageEvent } from './cloud-event.ts'
import { correctedHeldBack, correctedOfAnother, correctedUnknown, correctionTooLarge } from './refusals.ts'

/** What is left of an event that corrections name: its cost with those that were booked before. It is whose it was, in the period that it was booked in. */
export type Corrected = { memberId: MemberId; periodStart: Timestamp; subject: string | null; leftMicros: bigint }

export const nameOfEvent = ({ source, eventId }: EventName): string => JSON.stringify([source, eventId])

/** Of the events that these name, those that are booked. The team is locked, so that nobody else corrects them meanwhile. */
export async function readCorrected(trx: Trx, teamId: TeamId, names: readonly EventName[]): Promise<Map<string, Corrected>> {
  const found = new Map<string, Corrected>()
  for (const [source, those] of Map.groupBy(names, (name) => name.source)) {
    const asked = { teamId, source, eventIds: JSON.stringify([...new Set(those.map(({ eventId }) => eventId))]) }
    const corrections = new Map((await listCorrections(trx, asked)).map(({ correctsId, micros }) => [correctsId, micros]))
    for (const { eventId, memberId, periodStart, subject, costMicros } of await listCorrected(trx, asked)) {
      if (eventId === null) continue
      found.set(nameOfEvent({ source, eventId }), { memberId, periodStart, subject, leftMicros: costMicros + (corrections.get(eventId) ?? 0n) })
    }
  }
  return found
}

type Target = { corrected: Corrected | undefined; isHeldBack: boolean; member: MemberId | undefined }

/** What forbids a correction of what it names: it was never booked, is somebody else's, or cost less. Undefined where nothing does. */
export function findWrongCorrection(
  { corrects, subject, cost }: UsageEvent,
  at: string,
  { corrected, isHeldBack, member }: Target,
): Refusal | undefined {
  if (!corrects) return undefined
  const named = `the event ${JSON.stringify(corrects.eventId)} of ${JSON.stringify(corrects.source)}`
  if (isHeldBack)
    return pointing(
      correctedHeldBack,
      `${at}/data/corrects`,
      `In quarantine or discarded: ${named}. It is in no balance, so there is nothing to correct.`,
    )
  if (!corrected) return pointing(correctedUnknown, `${at}/data/corrects`, `It is not booked: ${named}. Send what it corrects first.`)
  const isSame = subject === undefined || member === corrected.memberId || subject === corrected.subject
  if (!isSame) {
    const owner = corrected.memberId === unattributed ? 'nobody' : corrected.memberId
    return pointing(
      correctedOfAnother,
      `${at}/subject`,
      `It was booked for ${owner}: ${named}. A correction goes to whoever it was booked for: leave the subject out, or name them.`,
    )
  }
  if (cost && cost.micros < 0n && corrected.leftMicros + cost.micros < 0n)
    return pointing(
      correctionTooLarge,
      `${at}/data/cost`,
      `With what was corrected before, ${formatMicros(toMicros(corrected.leftMicros))} is left of ${named}. Take back that much at most.`,
    )
  return undefined
}
