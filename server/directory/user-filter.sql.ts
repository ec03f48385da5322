import type { Scope } from './scope.ts'
import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { printPath, type AttributePath } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { isLookUp, valueSought, whereMatches, type Ground } from './filter.sql.ts'

/** A filter on the users of a directory. What identity providers look up stands in an indexed column, any other attribute in the stored JSON. */
export function whereUser(db: Reader, scope: Scope, baseUrl: string, filter: Filter): RawBuilder<SqlBool> {
  const mayMatch = whoMayMatch(scope, filter)
  const conditions = isGroupAlone(filter) ? mayMatch : [...mayMatch, whereMatches(userGround(db, scope, baseUrl), filter)]
  return sql`(${sql.join(conditions, sql` and `)})`
}

/** Whether an index leads to the matches, and in their order: those of one look-up are few, and what may be nearly everybody is indexed in some orders alone. */
export function isIndexedForUsers(filter: Filter | undefined, sortPath: AttributePath | undefined): boolean {
  const order = sortPath ? printPath(sortPath) : 'id'
  if (!filter) return ['userName', 'id', 'meta.lastModified'].includes(order)
  if (isLookUp(filter, lookUps) || valueSought(filter, 'emails') !== undefined) return true
  if (isSinceAlone(filter)) return order === 'meta.lastModified'
  return order === 'id' && (isGroupAlone(filter) || isLookUp(filter, everybody, 'alone'))
}
const lookUps = new Set(['id eq', 'userName eq', 'externalId eq'])
const everybody = new Set(['active eq'])
const since = new Set(['meta.lastModified gt', 'meta.lastModified ge'])

/** Whether a filter asks for nothing but what changed since a moment. */
export const isSinceAlone = (filter: Filter): boolean => isLookUp(filter, since, 'alone')

/** Whether a filter asks for nothing but the users of a group. */
const isGroupAlone = (filter: Filter): boolean =>
  (filter.kind === 'compare' || (filter.kind === 'some' && filter.filter.kind === 'compare')) && valueSought(filter, 'groups') !== undefined

const userId = sql.ref('directoryUsers.userId')

/** Where the values of a user are found. URLs are made as they are answered: they begin with the directory's. */
export const userGround = (db: Reader, { teamId }: Scope, baseUrl: string): Ground => ({
  db,
  document: sql.ref('directoryUsers.filterable'),
  name: 'username',
  columns: new Map<string, Expression<unknown>>([
    ['id', sql.ref('directoryUsers.userId')],
    ['username', sql.ref('directoryUsers.userNameFolded')],
    ['externalid', sql.ref('directoryUsers.externalId')],
    ['active', sql.ref('directoryUsers.active')],
    ['meta', sql`true`],
    ['meta.created', sql.ref('directoryUsers.createdAt')],
    ['meta.lastmodified', sql.ref('directoryUsers.lastModified')],
    ['meta.resourcetype', sql`'User'`],
    ['meta.location', sql`(${`${baseUrl}/Users/`} || ${userId})`],
    ['meta.version', sql`('W/"' || ${sql.ref('directoryUsers.version')} || '"')`],
  ]),
  elements: new Map([
    [
      'groups',
      (meets) => sql`exists (
        with recursive held (group_id) as (
          select edge.group_id from group_users edge where edge.team_id = ${teamId} and edge.user_id = ${userId} and edge.until_at is null
          union
          select edge.group_id from held
            join directory_groups living on living.team_id = ${teamId} and living.group_id = held.group_id and living.deleted_at is null
            join group_groups edge on edge.team_id = ${teamId} and edge.child_group_id = held.group_id and edge.until_at is null
        )
        select 1 from held
          join directory_groups holding on holding.team_id = ${teamId} and holding.group_id = held.group_id and holding.deleted_at is null
          where ${meets(group(db, teamId, baseUrl))})`,
    ],
  ]),
})

/** A group that a user belongs to: an element of `groups`. */
const group = (db: Reader, teamId: TeamId, baseUrl: string): Ground => ({
  db,
  document: sql`null`,
  columns: new Map<string, Expression<unknown>>([
    ['value', sql.ref('holding.groupId')],
    ['$ref', sql`(${`${baseUrl}/Groups/`} || holding.group_id)`],
    ['display', sql`(holding.filterable ->> 'displayName')`],
    [
      'type',
      sql`case when exists (select 1 from group_users direct
        where direct.team_id = ${teamId} and direct.group_id = holding.group_id and direct.user_id = ${userId} and direct.until_at is null)
        then 'direct' else 'indirect' end`,
    ],
  ]),
})

/** The users of a group, and of the groups within it: these are found downwards, since the groups of each user would have to be found upwards. SQLite takes a cross join in the order in which it is written. */
const usersOf = (teamId: TeamId, groupId: string) => sql`
  with recursive inner_groups (group_id) as (
    select group_id from directory_groups where team_id = ${teamId} and group_id = ${groupId} and deleted_at is null
    union
    select edge.child_group_id from inner_groups
      join directory_groups living on living.team_id = ${teamId} and living.group_id = inner_groups.group_id and living.deleted_at is null
      join group_groups edge on edge.team_id = ${teamId} and edge.group_id = inner_groups.group_id and edge.until_at is null
  )
  select edge.user_id from inner_groups cross join group_users edge
    where edge.team_id = ${teamId} and edge.group_id = inner_groups.group_id and edge.until_at is null`

/** Look-ups by an index that find every match and few others: what follows them would else be a search through all users. */
function whoMayMatch({ teamId, directoryId }: Scope, filter: Filter): RawBuilder<SqlBool>[] {
  const address = valueSought(filter, 'emails')
  const groupId = valueSought(filter, 'groups')
  return [
    ...(address === undefined
      ? []
      : // Those whose first address it is, and those who have it besides.
        [
          sql<SqlBool>`${userId} in (
            select user_id from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and email_folded = ${address}
            union all
            select user_id from directory_user_emails where team_id = ${teamId} and directory_id = ${directoryId} and email_folded = ${address})`,
        ]),
    ...(groupId === undefined ? [] : [sql<SqlBool>`${userId} in (${usersOf(teamId, groupId)})`]),
  ]
}
