import { sql, type SqlBool } from 'kysely'
import type { AlertScope } from '../../kernel/alert-rules.ts'
import type { TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { isInJson, lockText } from '../../store/dialect.ts'
import type { NewRow, Trx } from '../../store/open.ts'
import { prepared, preparedForMany } from '../../store/prepared.ts'

type Asked = { teamId: TeamId; scope: AlertScope; periodStart: Timestamp }

/** What was told of these in a period. */
export const listFired = prepared((db, { teamId, scope, periodStart, subjectIds }: Asked & { subjectIds: string }) =>
  db
    .selectFrom('alertsFired')
    .select(['subjectId', 'threshold', 'reachedMicros'])
    .where('teamId', '=', teamId)
    .where('scope', '=', scope)
    .where(sql<SqlBool>`subject_id ${isInJson(db, subjectIds)}`)
    .where('periodStart', '=', periodStart),
)

export type FiredRow = NewRow<'alertsFired'>

/** Marks thresholds as told, or as told at what they come to now. Some rows at a time: of a batch there may be more than a statement takes. */
export const markFired = preparedForMany((db, rows: readonly FiredRow[]) =>
  db
    .insertInto('alertsFired')
    .values(
      rows.map(({ teamId, scope, subjectId, periodStart, threshold, reachedMicros, firedAt, requestId }) => ({
        teamId,
        scope,
        subjectId,
        periodStart,
        threshold,
        reachedMicros,
        firedAt,
        requestId,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'scope', 'subjectId', 'periodStart', 'threshold']).doUpdateSet((update) => ({
        reachedMicros: update.ref('excluded.reachedMicros'),
        firedAt: update.ref('excluded.firedAt'),
        requestId: update.ref('excluded.requestId'),
      })),
    ),
)

/** Lets thresholds of somebody be told again in a period. */
export async function forgetFired(trx: Trx, { teamId, scope, periodStart, subjectId, keys }: Forgotten): Promise<void> {
  await trx
    .deleteFrom('alertsFired')
    .where('teamId', '=', teamId)
    .where('scope', '=', scope)
    .where('subjectId', '=', subjectId)
    .where('periodStart', '=', periodStart)
    .where('threshold', 'in', keys)
    .execute()
}
type Forgotten = Asked & { subjectId: FiredRow['subjectId']; keys: readonly string[] }

/**
 * Lets one transaction at a time see what a team has spent and tell of it, until it ends: of two that reach a threshold only together, the later one sees both.
 * It is asked for last, after what is booked, and nothing of the ledger is waited for by whoever has it.
 */
export const lockTeamAlerts = (trx: Trx, teamId: TeamId): Promise<void> => lockText(trx, `alerts of ${teamId}`)
