import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Filter } from '../../scim/filter.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { inColumn, whereMatches } from './filter.sql.ts'

/** A filter on the groups of a directory. Members are asked for in the edges, which have an index each way. */
export function whereGroup(db: Reader, teamId: TeamId, filter: Filter): RawBuilder<SqlBool> {
  return whereMatches(
    {
      db,
      document: sql.ref('directoryGroups.filterable'),
      name: 'displayname',
      elsewhere: new Map([
        ['id', inColumn('directoryGroups.groupId')],
        ['displayname', (test) => test(displayName, false)],
        ['externalid', inColumn('directoryGroups.externalId')],
        ['meta.created', inColumn('directoryGroups.createdAt')],
        ['meta.lastmodified', inColumn('directoryGroups.lastModified')],
        ['meta.resourcetype', (test) => test(sql`'Group'`, false)],
        ['meta.version', (test) => test(sql`('W/"' || ${sql.ref('directoryGroups.version')} || '"')`, false)],
        [
          'members.value',
          (test) => sql`(
            exists (select 1 from group_users edge where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and ${test(sql.ref('edge.userId'), false)})
            or exists (select 1 from group_groups edge where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and ${test(sql.ref('edge.childGroupId'), false)}))`,
        ],
      ]),
    },
    filter,
  )
}

const groupId = sql.ref('directoryGroups.groupId')
const displayName = sql.ref('directoryGroups.displayNameFolded')
