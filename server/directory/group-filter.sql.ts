import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { printPath, type AttributePath } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { isLookUp, valueSought, whereMatches, type Ground } from './filter.sql.ts'

/** A filter on the groups of a directory. Members are asked for in the edges, which have an index each way. */
export function whereGroup(db: Reader, teamId: TeamId, baseUrl: string, filter: Filter): RawBuilder<SqlBool> {
  const matches = whereMatches(groupGround(db, teamId, baseUrl), filter)
  const member = valueSought(filter, 'members')
  if (member === undefined) return matches
  // A look-up by an index finds the groups that hold the member; else it would be a search through all.
  return sql`(${groupId} in (
    select group_id from group_users where team_id = ${teamId} and user_id = ${member} and until_at is null
    union all
    select group_id from group_groups where team_id = ${teamId} and child_group_id = ${member} and until_at is null) and ${matches})`
}

/** Whether an index leads to the matches, and in their order. */
export function isIndexedForGroups(filter: Filter | undefined, sortPath: AttributePath | undefined): boolean {
  if (filter) return isLookUp(filter, lookUps) || valueSought(filter, 'members') !== undefined
  return !sortPath || ['displayName', 'id'].includes(printPath(sortPath))
}
const lookUps = new Set(['id eq', 'displayName eq', 'externalId eq'])

const groupId = sql.ref('directoryGroups.groupId')

/** Where the values of a group are found. URLs are made as they are answered: they begin with the directory's. */
export const groupGround = (db: Reader, teamId: TeamId, baseUrl: string): Ground => ({
  db,
  document: sql.ref('directoryGroups.filterable'),
  name: 'displayname',
  columns: new Map<string, Expression<unknown>>([
    ['id', sql.ref('directoryGroups.groupId')],
    ['displayname', sql.ref('directoryGroups.displayNameFolded')],
    ['externalid', sql.ref('directoryGroups.externalId')],
    ['meta', sql`true`],
    ['meta.created', sql.ref('directoryGroups.createdAt')],
    ['meta.lastmodified', sql.ref('directoryGroups.lastModified')],
    ['meta.resourcetype', sql`'Group'`],
    ['meta.location', sql`(${`${baseUrl}/Groups/`} || ${groupId})`],
    ['meta.version', sql`('W/"' || ${sql.ref('directoryGroups.version')} || '"')`],
  ]),
  elements: new Map([
    [
      'members',
      (meets) => sql`(
        exists (select 1 from group_users edge join directory_users member on member.team_id = edge.team_id and member.user_id = edge.user_id
          where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and ${meets(user(db, baseUrl))})
        or exists (select 1 from group_groups edge join directory_groups member on member.team_id = edge.team_id and member.group_id = edge.child_group_id
          where edge.team_id = ${teamId} and edge.group_id = ${groupId} and edge.until_at is null and member.deleted_at is null and ${meets(group(db, baseUrl))}))`,
    ],
  ]),
})

/** A user in a group: an element of `members`. It is shown by its displayName, or else by its userName. */
const user = (db: Reader, baseUrl: string): Ground => ({
  db,
  document: sql`null`,
  columns: new Map<string, Expression<unknown>>([
    ['value', sql.ref('edge.userId')],
    ['$ref', sql`(${`${baseUrl}/Users/`} || edge.user_id)`],
    ['display', sql`coalesce(member.filterable ->> 'displayName', member.filterable ->> 'userName')`],
    ['type', sql`'user'`],
  ]),
})

/** A group in a group. */
const group = (db: Reader, baseUrl: string): Ground => ({
  db,
  document: sql`null`,
  columns: new Map<string, Expression<unknown>>([
    ['value', sql.ref('edge.childGroupId')],
    ['$ref', sql`(${`${baseUrl}/Groups/`} || edge.child_group_id)`],
    ['display', sql`(member.filterable ->> 'displayName')`],
    ['type', sql`'group'`],
  ]),
})
