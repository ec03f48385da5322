import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Filter } from '../../scim/filter.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { inColumn, valueSought, whereMatches, type Ground } from './filter.sql.ts'

/** A filter on the groups of a directory. Members are asked for in the edges, which have an index each way. */
export function whereGroup(db: Reader, teamId: TeamId, filter: Filter): RawBuilder<SqlBool> {
  const matches = whereMatches(groundOf(db, teamId), filter)
  const member = valueSought(filter, 'members')
  if (member === undefined) return matches
  // A look-up by an index finds the groups that hold the member; else it would be a search through all.
  return sql`(${groupId} in (
    select group_id from group_users where team_id = ${teamId} and user_id = ${member} and until_at is null
    union all
    select group_id from group_groups where team_id = ${teamId} and child_group_id = ${member} and until_at is null) and ${matches})`
}

const groupId = sql.ref('directoryGroups.groupId')

const groundOf = (db: Reader, teamId: TeamId): Ground => ({
  db,
  document: sql.ref('directoryGroups.filterable'),
  name: 'displayname',
  elsewhere: new Map([
    ['id', inColumn('directoryGroups.groupId')],
    ['displayname', inColumn('directoryGroups.displayNameFolded')],
    ['externalid', inColumn('directoryGroups.externalId')],
    ['meta', (test) => test(sql`true`, false)],
    ['meta.created', inColumn('directoryGroups.createdAt')],
    ['meta.lastmodified', inColumn('directoryGroups.lastModified')],
    ['meta.resourcetype', (test) => test(sql`'Group'`, false)],
    ['meta.version', (test) => test(sql`('W/"' || ${sql.ref('directoryGroups.version')} || '"')`, false)],
  ]),
  elements: new Map([
    [
      'members',
      (meets) => sql`(
        exists (select 1 from group_users edge join directory_users member on member.team_id = edge.team_id and member.user_id = edge.user_id
          where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and ${meets(user(db))})
        or exists (select 1 from group_groups edge join directory_groups member on member.team_id = edge.team_id and member.group_id = edge.child_group_id
          where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and member.deleted_at is null and ${meets(group(db))}))`,
    ],
  ]),
})

/** A user in a group: an element of `members`. It is shown by its displayName, or else by its userName. */
const user = (db: Reader): Ground => ({
  db,
  document: sql`null`,
  elsewhere: new Map([
    ['value', inColumn('edge.userId')],
    ['display', (test) => test(sql`coalesce(member.filterable ->> 'displayName', member.filterable ->> 'userName')`, false)],
    ['type', (test) => test(sql`'user'`, false)],
  ]),
})

/** A group in a group. */
const group = (db: Reader): Ground => ({
  db,
  document: sql`null`,
  elsewhere: new Map([
    ['value', inColumn('edge.childGroupId')],
    ['display', (test) => test(sql`(member.filterable ->> 'displayName')`, false)],
    ['type', (test) => test(sql`'group'`, false)],
  ]),
})
