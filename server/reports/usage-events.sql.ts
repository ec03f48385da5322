import { sql, type CompiledQuery, type SqlBool } from 'kysely'
import type { GroupId, TeamId } from '../kernel/ids.ts'
import { pageEntryRows, type EntryFilter, type EntryPlace, type EntryRow } from '../spend/ledger/entries.ts'
import { elementsOf, elementValue, inTime } from '../store/dialect.ts'
import type { Reader } from '../store/open.ts'

/** A page of entries, newest first, of whoever a group held directly as it was spent: the explanations that entries rest on tell, which are far fewer. */
export function pageEntriesOfGroup(
  db: Reader,
  teamId: TeamId,
  groupId: GroupId,
  filter: EntryFilter,
  page: { before: EntryPlace | undefined; limit: number },
): CompiledQuery<EntryRow> {
  const explained = sql`select resolution_id from resolutions, ${elementsOf(db, sql`(resolutions.explanation -> 'groups')`)}
    where resolutions.team_id = ${teamId} and ${elementValue(db)} = ${groupId}`
  return pageEntryRows(db, teamId, filter, page)
    .where(sql<SqlBool>`resolution_id in (${explained})`)
    .where((where) => inTime(db, where.ref('entryId')))
    .compile()
}
