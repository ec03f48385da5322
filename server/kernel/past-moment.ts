import { z } from 'zod'
import { pointing, refusal } from './refusal.ts'
import { toTimestamp, type Timestamp } from './timestamp.ts'

const momentInvalid = refusal({ code: 'moment-invalid', status: 422, title: 'Not a moment' })
const momentAhead = refusal({ code: 'moment-ahead', status: 422, title: 'Not yet' })

/** The moment that is asked about, as RFC 3339 writes it; left out, it is now. */
export const AtQuery = z.object({ at: z.iso.datetime({ offset: true }).optional() })

/** The moment that an answer is about: now, or one that is past. */
export type AsOf = { at: Timestamp; isPast: boolean }

/** Refuses: moment-ahead; moment-invalid for what no schema has looked at, as on the command line. */
export function readMoment(sent: string | undefined, now: Timestamp): AsOf {
  if (sent === undefined) return { at: now, isPast: false }
  const parsed = Date.parse(sent)
  if (Number.isNaN(parsed)) throw pointing(momentInvalid, '/at', `"${sent.slice(0, 50)}" is no moment. Write it as 2026-11-12T09:00:00Z.`)
  const at = toTimestamp(parsed)
  if (at > now)
    throw pointing(momentAhead, '/at', `${at} has not come yet: it is ${now}. Ask about a moment that is past, or leave \`at\` out to ask about now.`)
  return { at, isPast: true }
}
