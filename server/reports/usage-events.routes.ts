import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { requireTeamGroup } from '../directory/groups.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { EntryId } from '../kernel/ids.ts'
import type { JsonObject } from '../kernel/json.ts'
import { formatMicros, toMicros } from '../kernel/money.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { requireMember } from '../members/find-member.ts'
import { unattributed } from '../spend/ledger/accounts.ts'
import { pageEntryRows, type EntryPlace, type EntryRow } from '../spend/ledger/entries.ts'
import { readResolutions } from '../spend/ledger/resolution.ts'
import type { Db } from '../store/open.ts'
import { teamOf } from '../teams/teams.ts'
import { readReport } from './read-report.ts'
import { pageEntriesOfGroup } from './usage-events.sql.ts'

const EntryShape = z.object({
  id: z.string(),
  source: z.string().nullable(),
  entry_id: z.string(),
  number: z.number(),
  kind: z.enum(['usage', 'refund', 'adjustment']),
  member_id: z.string().nullable(),
  member_name: z.string().nullable(),
  subject: z.string().nullable(),
  time: z.string(),
  recorded_at: z.string(),
  period_start: z.string(),
  amount: z.string(),
  currency: z.string(),
  /** The cost as it was sent, where it is finer than a millionth. */
  cost: z.string().nullable(),
  late: z.boolean(),
  overage: z.string(),
  authorization: z.string().nullable(),
  corrects: z.object({ source: z.string(), id: z.string() }).nullable(),
  app: z.string(),
  model: z.string(),
  deciding_group: z.string().nullable(),
  /** The limit as it stood for the member then, and what it rested on; null of what nobody spent. */
  resolution: z.record(z.string(), z.unknown()).nullable(),
  data: z.record(z.string(), z.unknown()),
})
const moment = z.iso.datetime({ offset: true }).optional()

const UsageQuery = PageQuery.extend({
  user: z.string().max(600).optional(),
  /** Of whoever the group held directly as it was spent, also where it was deleted since. */
  group: z.string().max(100).optional(),
  from: moment,
  to: moment,
})
const advice = 'Name a user, or a shorter time: `from` and `to`.'

/** What was spent, entry by entry. */
export const usageListRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/usage_events', {
    config: { permission: 'spend:read', isLedger: true },
    schema: {
      operationId: 'listUsageEvents',
      summary: 'List what was booked of usage',
      querystring: UsageQuery,
      response: { 200: listOf(EntryShape) },
    },
    handler: async ({ actor, query: { limit, cursor, user, group, from, to } }) => {
      const { teamId } = actor
      const memberId = user === undefined ? undefined : user === 'unattributed' ? unattributed : (await requireMember(db.read, teamId, user)).memberId
      const groupId = group === undefined ? undefined : (await requireTeamGroup(db.read, teamId, group, everDeleted)).groupId
      const filter = { memberId, from: toMoment(from), to: toMoment(to) }
      const list = [teamId, 'usage_events', memberId, groupId, filter.from, filter.to]
      const page = { before: toPlace(cursors.open(list, cursor)), limit: limit + 1 }
      const rows =
        groupId === undefined
          ? await pageEntryRows(db.read, teamId, filter, page).execute()
          : await readReport(db, pageEntriesOfGroup(db.read, teamId, groupId, filter, page), advice)
      const { currency } = await teamOf(db.read, teamId)
      const ids = rows.map(({ resolutionId }) => resolutionId)
      const resolutions = await readResolutions(db.read, teamId, ids)
      return toPage(
        rows,
        limit,
        (row) => toEntry(row, currency, row.resolutionId === null ? undefined : resolutions.get(row.resolutionId)),
        ({ occurredAt, entryId }) => cursors.seal(list, `${occurredAt} ${entryId}`),
      )
    },
  })
}

/** A group that was deleted ever since is found. */
const everDeleted = toTimestamp(0)

const toMoment = (text: string | undefined): Timestamp | undefined => (text === undefined ? undefined : toTimestamp(Date.parse(text)))

function toPlace(mark: string | undefined): EntryPlace | undefined {
  const [occurredAt, entryId] = mark?.split(' ') ?? []
  return occurredAt === undefined || entryId === undefined ? undefined : { occurredAt: occurredAt as Timestamp, entryId: entryId as EntryId } // sealed as these
}

const toEntry = (row: EntryRow, currency: string, resolution: JsonObject | undefined): z.infer<typeof EntryShape> => ({
  id: row.eventId ?? row.entryId,
  source: row.source,
  entry_id: row.entryId,
  number: Number(row.number),
  kind: row.kind,
  member_id: row.memberId === unattributed ? null : row.memberId,
  member_name: row.memberName,
  subject: row.subject,
  time: row.occurredAt,
  recorded_at: row.recordedAt,
  period_start: row.periodStart,
  amount: formatMicros(toMicros(row.amountMicros)),
  currency,
  cost: row.costText,
  late: row.isLate,
  overage: formatMicros(toMicros(row.overageMicros)),
  authorization: row.authorizationId,
  corrects: row.correctsSource !== null && row.correctsId !== null ? { source: row.correctsSource, id: row.correctsId } : null,
  app: row.app,
  model: row.model,
  deciding_group: row.decidingGroupId,
  resolution: resolution ?? null,
  data: row.attributes ?? {},
})
