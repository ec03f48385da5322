import { sql } from 'kysely'
import type { TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { elementsOf } from '../store/dialect.ts'
import type { Reader, Row } from '../store/open.ts'

/** What settings were before a change; null where it left one as it was. */
export type SettingsBefore = { [Setting in 'nestedGroups' | 'whenUnset']: Row<'teams'>[Setting] | null }

/** What each change of the team's settings since a moment took away, the latest change first. */
export async function listSettingsBefore(db: Reader, teamId: TeamId, since: Timestamp): Promise<SettingsBefore[]> {
  const { rows } = await sql<SettingsBefore>`
    select element.value -> 'before' ->> 'nestedGroups' as nested_groups, element.value -> 'before' ->> 'whenUnset' as when_unset
    from journal told, ${elementsOf(db, sql`told.changes`)}
    where told.team_id = ${teamId} and told.subject_id = ${teamId} and told.at > ${since} and element.value ->> 'kind' = 'team.updated'
    order by told.position desc`.execute(db)
  return rows
}
