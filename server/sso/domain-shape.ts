import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import { recordOf } from './domain-names.ts'
import type { Domain } from './domains.ts'

/** A domain on the wire of the API. */
export const DomainShape = z.object({
  id: z.string(),
  domain: z.string(),
  state: z.enum(['pending', 'verified', 'failed', 'expired']),
  state_since: z.string(),
  /** The TXT record that proves it, and must stay. */
  txt: z.object({ name: z.string(), value: z.string() }),
  /** Whether it counts on the operator's word, so that no record is looked for. */
  vouched: z.boolean(),
  created_at: z.string(),
  verified_at: z.string().nullable(),
  /** Since when the record of a verified one is gone: it expires seven days later. */
  failing_since: z.string().nullable(),
  /** What DNS said last, in words. */
  last_check: z.object({ at: z.string(), detail: z.string() }).nullable(),
})

export function toDomainShape(domain: Domain): z.infer<typeof DomainShape> {
  assert(domain.state !== 'removed', 'a domain that was given up is there for nobody')
  return {
    id: domain.domainId,
    domain: domain.domain,
    state: domain.state,
    state_since: domain.stateSince,
    txt: recordOf(domain),
    vouched: domain.vouchedBy !== null,
    created_at: domain.createdAt,
    verified_at: domain.verifiedAt,
    failing_since: domain.failingSince,
    last_check: domain.checkedAt === null ? null : { at: domain.checkedAt, detail: domain.finding ?? '' },
  }
}
