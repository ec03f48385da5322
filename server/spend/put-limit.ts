import type { Change, LimitFact } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { formatMicros } from '../kernel/money.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Trx } from '../store/open.ts'
import { toLimit } from './effective-limit.ts'
import { endLimit, insertLimit, type LimitRow, type Subject } from './limits.sql.ts'
import type { Limit } from './resolve-limit.ts'

/** What a limit is to be. */
export type Wanted = {
  limit: Limit
  /** As the client named it: it is the team's, or refused. */
  currency?: string | undefined
  reason: string | undefined
  /** Of a limit of one person alone. */
  expiresAt?: Timestamp | undefined
}

/** What moved, with the limit that stands now. */
export type Put = { row: LimitRow; changes: Change[] }

/** Sets the limit of a subject, in the caller's transaction: it keeps its id, or goes on with that of another one, whose next revision it is. */
export async function putLimit(trx: Trx, environment: Environment, by: Actor, subject: Subject, wanted: Wanted, from?: LimitRow): Promise<Put> {
  const before = await endLimit(trx, by.teamId, subject, by)
  const { limitId = environment.newId('lim'), revision = 0n } = from ?? before ?? {}
  const { limit, reason, expiresAt } = wanted
  const row: LimitRow = {
    teamId: by.teamId,
    limitId,
    revision: revision + 1n,
    scope: subject.scope,
    subjectId: subject.subjectId,
    kind: limit.kind,
    amountMicros: limit.kind === 'amount' ? limit.micros : null,
    reason: reason ?? null,
    expiresAt: expiresAt ?? null,
    sinceAt: by.at,
    sinceRequest: by.requestId,
    untilAt: null,
    untilRequest: null,
    frozenAt: null,
  }
  await insertLimit(trx, row)
  return { row, changes: [toldSet(row, before)] }
}

/** Ends the limit of a subject, in the caller's transaction. Answers what moved. */
export async function takeAway(trx: Trx, by: Actor, { scope, subjectId }: Subject): Promise<Change[]> {
  const before = await endLimit(trx, by.teamId, { scope, subjectId }, by)
  return before ? [toldUnset(before)] : []
}

/** Lets the limit of a group that ends hold on for whom the group holds, in the same transaction. Answers what moved. */
export async function freeze(trx: Trx, by: Actor, subject: Subject): Promise<Change[]> {
  const before = await endLimit(trx, by.teamId, subject, by)
  if (!before) return []
  const row: LimitRow = {
    ...before,
    revision: before.revision + 1n,
    sinceAt: by.at,
    sinceRequest: by.requestId,
    untilAt: null,
    untilRequest: null,
    frozenAt: by.at,
  }
  await insertLimit(trx, row)
  return [toldSet(row, before)]
}

const toldSet = (row: LimitRow, before: LimitRow | undefined): Change => ({
  kind: 'limit.set',
  scope: row.scope,
  subject: row.subjectId,
  before: before ? toFact(before) : null,
  after: toFact(row),
})

const toldUnset = (before: LimitRow): Change => ({
  kind: 'limit.unset',
  scope: before.scope,
  subject: before.subjectId,
  before: toFact(before),
  after: null,
})

function toFact(row: LimitRow): LimitFact {
  const limit = toLimit(row)
  return {
    ...(limit.kind === 'amount' ? { kind: 'amount', amount: formatMicros(limit.micros) } : limit),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.expiresAt !== null && { expiresAt: row.expiresAt }),
    ...(row.frozenAt !== null && { frozen: true as const }),
  }
}
