import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { TxtAnswer } from '../kernel/resolve-txt.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { updateToVerified } from './claim-domain.ts'
import { recordOf } from './domain-names.ts'
import { requireDomain, requireDomainToChange, type Domain } from './domains.ts'
import { judgeDomain } from './judge-domain.ts'

/** So often a domain that DNS proves is looked up, and a claim that waits for its record. */
const secondsBetween = 86_400

/**
 * Looks a domain up in DNS now. That its record is not there is no error: the domain as it is then says what was found. One that the operator vouched for is not
 * looked up. Refuses: domain-not-found, domain-taken.
 */
export async function verifyDomain(db: Db, environment: Environment, by: Actor, domainId: string): Promise<Domain> {
  const claimed = await requireDomain(db.read, by.teamId, domainId)
  const answer = claimed.vouchedBy === null ? await environment.resolveTxt(recordOf(claimed).name) : undefined
  return write(db, async (trx) => {
    const before = await requireDomainToChange(trx, by, domainId)
    const { domain, changes } = answer && before.vouchedBy === null ? await applyAnswer(trx, before, answer, by.at) : { domain: before, changes: [] }
    // The dashboard looks again and again while somebody waits for their record: what was found stands in the domain, and the audit log has what it changed.
    if (changes.length > 0) await record(trx, by, { operation: 'verify_domain', status: 200, subjectId: domain.domainId, changes })
    return domain
  })
}

/** Stores what a look-up says of a domain. Answers the domain as it is then, and what moved. Refuses: domain-taken. */
export async function applyAnswer(trx: Trx, before: Domain, answer: TxtAnswer, now: Timestamp): Promise<{ domain: Domain; changes: Change[] }> {
  const { turn, state, failingSince, finding } = judgeDomain(before, answer, now)
  const moved: Partial<Domain> = {
    state,
    failingSince,
    finding,
    checkedAt: now,
    ...(answer.kind !== 'unreachable' && { answeredAt: now }),
    ...(state !== before.state && { stateSince: now }),
    ...(turn === 'verified' && { verifiedAt: now }),
    nextCheckAt: state === 'verified' || state === 'pending' ? addSeconds(now, secondsBetween) : null,
  }
  await updateToVerified(trx, before, moved)
  const { domainId: id, domain } = before
  return { domain: { ...before, ...moved }, changes: turn === undefined ? [] : [{ kind: `domain.${turn}`, id, domain, finding }] }
}
