import { sql, type SqlBool } from 'kysely'
import type { AuthorizationId, MemberId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { isIn, isInJson } from '../../store/dialect.ts'
import { insertRow, prepared } from '../../store/prepared.ts'
import type { Hold } from './settlement.ts'

export const insertHold = (trx: Trx, hold: NewRow<'authorizations'>): Promise<void> => insertRow(trx, 'authorizations', hold)

/** A hold by its id, or none. */
export const findHoldRow = prepared((db: Reader, { teamId, authorizationId }: { teamId: TeamId; authorizationId: AuthorizationId }) =>
  db.selectFrom('authorizations').selectAll().where('teamId', '=', teamId).where('authorizationId', '=', authorizationId),
)

/** The holds of these ids, a JSON array. */
export const listHoldRows = prepared((db: Reader, { teamId, authorizationIds }: { teamId: TeamId; authorizationIds: string }) =>
  db
    .selectFrom('authorizations')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`authorization_id ${isInJson(db, authorizationIds)}`),
)

type Moving = Pick<
  Hold,
  | 'teamId'
  | 'authorizationId'
  | 'status'
  | 'amountMicros'
  | 'settledMicros'
  | 'finalMicros'
  | 'estimateMicros'
  | 'overageMicros'
  | 'expiresAt'
  | 'isLate'
  | 'endedAt'
>

/** Writes what may move of a hold. Its account is locked. */
export const updateHold = prepared((db: Reader, hold: Moving) =>
  db
    .updateTable('authorizations')
    .set({
      status: hold.status,
      amountMicros: hold.amountMicros,
      settledMicros: hold.settledMicros,
      finalMicros: hold.finalMicros,
      estimateMicros: hold.estimateMicros,
      overageMicros: hold.overageMicros,
      expiresAt: hold.expiresAt,
      isLate: hold.isLate,
      endedAt: hold.endedAt,
    })
    .where('teamId', '=', hold.teamId)
    .where('authorizationId', '=', hold.authorizationId),
)

/** Of a hold that expired, what its sweep needs. */
export type Expired = Pick<Row<'authorizations'>, 'teamId' | 'authorizationId' | 'onExpiry' | 'expiresAt'>

/** Holds of all teams that expired and are not written down as that, in the order in which they did, from behind the place of another. */
export async function listExpired(db: Reader, now: Timestamp, limit: number, after?: Expired): Promise<Expired[]> {
  let holds = db
    .selectFrom('authorizations')
    .select(['teamId', 'authorizationId', 'onExpiry', 'expiresAt'])
    .where(sql.ref('status'), '=', sql.lit('held')) // written out, so that the index of holds is used
    .where('expiresAt', '<=', now)
  if (after) {
    const { expiresAt, teamId, authorizationId } = after
    holds = holds
      .where('expiresAt', '>=', expiresAt)
      .where((eb) => eb(eb.refTuple('expiresAt', 'teamId', 'authorizationId'), '>', eb.tuple(expiresAt, teamId, authorizationId)))
  }
  return holds.orderBy('expiresAt').orderBy('teamId').orderBy('authorizationId').limit(limit).execute()
}

/** Writes down that holds expired which book nothing. Whoever settles or extends one meanwhile goes first: what was read of it before counts for nothing here. */
export async function markExpired(trx: Trx, teamId: TeamId, authorizationIds: readonly AuthorizationId[], now: Timestamp): Promise<void> {
  await sql`
    update authorizations set status = 'expired', ended_at = expires_at
    where team_id = ${teamId} and authorization_id ${isIn(trx, authorizationIds)} and status = 'held' and on_expiry = 'release' and expires_at <= ${now}`.execute(
    trx,
  )
}

/** Blanks who it was in a member's holds, and what callers said of them. Answers how many. */
export async function blankHolds(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('authorizations')
    .set({ memberName: null, metadata: null })
    .where('teamId', '=', teamId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
