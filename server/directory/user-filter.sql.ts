import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import { printPath, type AttributePath } from '../../scim/attribute-path.ts'
import type { Filter } from '../../scim/filter.ts'
import type { DirectoryId, TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { isLookUp, valueSought, whereMatches, type Ground } from './filter.sql.ts'

type Scope = { teamId: TeamId; directoryId: DirectoryId }

/** A filter on the users of a directory. What identity providers look up stands in an indexed column, any other attribute in the stored JSON. */
export function whereUser(db: Reader, scope: Scope, filter: Filter): RawBuilder<SqlBool> {
  const conditions = [...whoMayMatch(scope, filter), whereMatches(userGround(db, scope), filter)]
  return sql`(${sql.join(conditions, sql` and `)})`
}

/** Whether an index leads to the matches, and in their order: those of one look-up are few, and all of them have an order by id or by name. */
export function isIndexedForUsers(filter: Filter | undefined, sortPath: AttributePath | undefined): boolean {
  if (filter && (isLookUp(filter, lookUps) || valueSought(filter, 'emails') !== undefined || valueSought(filter, 'groups') !== undefined)) return true
  const isOrdered = !sortPath || ['userName', 'id'].includes(printPath(sortPath))
  return isOrdered && (!filter || isLookUp(filter, new Set(['active eq'])))
}
const lookUps = new Set(['id eq', 'userName eq', 'externalId eq', 'meta.lastModified gt', 'meta.lastModified ge'])

/** Where the values of a user are found. */
export const userGround = (db: Reader, { teamId }: Scope): Ground => ({
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
    ['meta.version', sql`('W/"' || ${sql.ref('directoryUsers.version')} || '"')`],
  ]),
  elements: new Map([
    [
      'groups',
      (meets) => sql`exists (
        select 1 from group_users edge
        join directory_groups holding on holding.team_id = edge.team_id and holding.group_id = edge.group_id and holding.deleted_at is null
        where edge.team_id = ${teamId} and edge.user_id = ${sql.ref('directoryUsers.userId')} and edge.until_at is null and ${meets(group(db))})`,
    ],
  ]),
})

/** A group that holds a user: an element of `groups`. */
const group = (db: Reader): Ground => ({
  db,
  document: sql`null`,
  columns: new Map<string, Expression<unknown>>([
    ['value', sql.ref('holding.groupId')],
    ['display', sql`(holding.filterable ->> 'displayName')`],
    ['type', sql`'direct'`],
  ]),
})

/** Look-ups by an index that find every match and few others: what follows them would else be a search through all users. */
function whoMayMatch({ teamId, directoryId }: Scope, filter: Filter): RawBuilder<SqlBool>[] {
  const userId = sql.ref('directoryUsers.userId')
  const address = valueSought(filter, 'emails')
  const groupId = valueSought(filter, 'groups')
  return [
    ...(address === undefined
      ? []
      : // Those whose first address it is, and the few who have several.
        [
          sql<SqlBool>`${userId} in (
            select user_id from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and email_folded = ${address}
            union all
            select user_id from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and has_more_emails)`,
        ]),
    ...(groupId === undefined
      ? []
      : [sql<SqlBool>`${userId} in (select user_id from group_users where team_id = ${teamId} and group_id = ${groupId} and until_at is null)`]),
  ]
}
