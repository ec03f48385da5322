import { sql, type SqlBool } from 'kysely'
import type { EntryId, MemberId, RequestId, TeamId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { isIn, isInJson } from '../../store/dialect.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'
import { prepared, preparedForMany } from '../../store/prepared.ts'
import { unattributed } from './accounts.ts'

export type EntryRow = Row<'ledgerEntries'>
export type EventName = { source: string; eventId: string }

/** An entry that nobody has erased. */
export type NewEntry = Omit<NewRow<'ledgerEntries'>, 'erasedBy'>

export const insertEntries = preparedForMany((db, rows: readonly NewEntry[]) =>
  db.insertInto('ledgerEntries').values(
    rows.map((row) => ({
      teamId: row.teamId,
      memberId: row.memberId,
      occurredAt: row.occurredAt,
      entryId: row.entryId,
      periodStart: row.periodStart,
      number: row.number,
      kind: row.kind,
      amountMicros: row.amountMicros,
      costText: row.costText,
      source: row.source,
      eventId: row.eventId,
      bodyHash: row.bodyHash,
      authorizationId: row.authorizationId,
      correctsSource: row.correctsSource,
      correctsId: row.correctsId,
      recordedAt: row.recordedAt,
      requestId: row.requestId,
      isLate: row.isLate,
      overageMicros: row.overageMicros,
      app: row.app,
      model: row.model,
      subject: row.subject,
      memberName: row.memberName,
      decidingGroupId: row.decidingGroupId,
      resolutionId: row.resolutionId,
      directoryVersion: row.directoryVersion,
      attributes: row.attributes,
    })),
  ),
)

/** Which of these events of one source are booked, and by what they are told from others. */
export const listBookedEvents = prepared((db, { teamId, source, eventIds }: { teamId: TeamId; source: string; eventIds: string }) =>
  db
    .selectFrom('ledgerEntries')
    .select(['source', 'eventId', 'bodyHash'])
    .where('teamId', '=', teamId)
    .where('source', '=', source)
    .where(sql<SqlBool>`event_id ${isInJson(db, eventIds)}`),
)

/**
 * Of events of one source that corrections name: whose they are, in which period, and what they cost. One that repeats a settlement cost what that did, and so
 * did one that came late and of which only the difference to an estimate was booked.
 */
export const listCorrected = prepared((db, { teamId, source, eventIds }: { teamId: TeamId; source: string; eventIds: string }) =>
  db
    .selectFrom('ledgerEntries')
    .leftJoin('authorizations', (join) =>
      join
        .onRef('authorizations.teamId', '=', 'ledgerEntries.teamId')
        .onRef('authorizations.authorizationId', '=', 'ledgerEntries.authorizationId')
        .on((on) => on.or([on('ledgerEntries.amountMicros', '=', sql<bigint>`0`), on('ledgerEntries.kind', '=', 'adjustment')])),
    )
    .select([
      'source',
      'eventId',
      'ledgerEntries.memberId',
      'ledgerEntries.periodStart',
      'subject',
      sql<bigint>`coalesce(authorizations.settled_micros, ledger_entries.amount_micros)`.as('costMicros'),
    ])
    .where('ledgerEntries.teamId', '=', teamId)
    .where('source', '=', source)
    .where(sql<SqlBool>`event_id ${isInJson(db, eventIds)}`),
)

/** What corrections of these events come to by now. */
export const listCorrections = prepared((db, { teamId, source, eventIds }: { teamId: TeamId; source: string; eventIds: string }) =>
  db
    .selectFrom('ledgerEntries')
    .select(['correctsSource', 'correctsId', sql<bigint>`cast(sum(amount_micros) as bigint)`.as('micros')])
    .where('teamId', '=', teamId)
    .where('correctsSource', '=', source)
    .where('correctsId', 'is not', null) // so that the index of those is used
    .where(sql<SqlBool>`corrects_id ${isInJson(db, eventIds)}`)
    .groupBy(['correctsSource', 'correctsId']),
)

export type EntryPlace = { occurredAt: Timestamp; entryId: EntryId }
export type EntryFilter = { memberId: MemberId | undefined; from: Timestamp | undefined; to: Timestamp | undefined }

/** A page of entries by the time of their events, newest first: of one member, or of the team. */
export function pageEntryRows(
  db: Reader,
  teamId: TeamId,
  { memberId, from, to }: EntryFilter,
  { before, limit }: { before: EntryPlace | undefined; limit: number },
) {
  let entries = db.selectFrom('ledgerEntries').selectAll().where('teamId', '=', teamId)
  if (memberId !== undefined) entries = entries.where('memberId', '=', memberId)
  if (from !== undefined) entries = entries.where('occurredAt', '>=', from)
  if (to !== undefined) entries = entries.where('occurredAt', '<', to)
  if (before) entries = entries.where((where) => where(where.refTuple('occurredAt', 'entryId'), '<', where.tuple(before.occurredAt, before.entryId)))
  return entries.orderBy('occurredAt', 'desc').orderBy('entryId', 'desc').limit(limit)
}

/** Blanks who it was in a member's entries. Answers in how many. */
export async function eraseNames(trx: Trx, teamId: TeamId, memberId: MemberId, by: RequestId): Promise<number> {
  const entries = blanked(trx, by).where('teamId', '=', teamId).where('memberId', '=', memberId)
  return Number((await entries.where('erasedBy', 'is', null).executeTakeFirst()).numUpdatedRows)
}

/** Blanks who it was in these entries of nobody. */
export async function eraseNamesIn(trx: Trx, teamId: TeamId, entryIds: readonly EntryId[], by: RequestId): Promise<void> {
  await blanked(trx, by)
    .where('teamId', '=', teamId)
    .where('memberId', '=', unattributed)
    .where(sql<SqlBool>`entry_id ${isIn(trx, entryIds)}`)
    .execute()
}

const blanked = (trx: Trx, by: RequestId) => trx.updateTable('ledgerEntries').set({ subject: null, memberName: null, attributes: null, erasedBy: by })

/** What the entries of nobody tell of who it was. */
export const listTellingOfNobody = (db: Reader, teamId: TeamId): Promise<Pick<EntryRow, 'entryId' | 'subject' | 'attributes'>[]> =>
  db
    .selectFrom('ledgerEntries')
    .select(['entryId', 'subject', 'attributes'])
    .where('teamId', '=', teamId)
    .where('memberId', '=', unattributed)
    .where('erasedBy', 'is', null)
    .execute()
