import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Filter, FilterPath } from '../../scim/filter.ts'
import { soughtValue } from '../../scim/filterable.ts'
import type { DirectoryId, TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { inColumn, whereMatches, type Ground } from './filter.sql.ts'

type Scope = { teamId: TeamId; directoryId: DirectoryId }

/** A filter on the users of a directory. What identity providers look up stands in an indexed column, any other attribute in the stored JSON. */
export function whereUser(db: Reader, scope: Scope, filter: Filter): RawBuilder<SqlBool> {
  const matches = whereMatches(groundOf(db, scope), filter)
  const address = addressSought(filter)
  return address === undefined ? matches : sql`(${whoMayHave(scope, address)} and ${matches})`
}

const groundOf = (db: Reader, { teamId }: Scope): Ground => ({
  db,
  document: sql.ref('directoryUsers.filterable'),
  name: 'username',
  elsewhere: new Map([
    ['id', inColumn('directoryUsers.userId')],
    ['username', inColumn('directoryUsers.userNameFolded')],
    ['externalid', inColumn('directoryUsers.externalId')],
    ['active', inColumn('directoryUsers.active')],
    ['meta.created', inColumn('directoryUsers.createdAt')],
    ['meta.lastmodified', inColumn('directoryUsers.lastModified')],
    ['meta.resourcetype', (test) => test(sql`'User'`, false)],
    ['meta.version', (test) => test(sql`('W/"' || ${sql.ref('directoryUsers.version')} || '"')`, false)],
    [
      'groups.value',
      (test) => sql`exists (
        select 1 from group_users edge
        join directory_groups living on living.team_id = edge.team_id and living.group_id = edge.group_id and living.deleted_at is null
        where edge.team_id = ${teamId} and edge.user_id = ${sql.ref('directoryUsers.userId')} and edge.until_at is null and ${test(sql.ref('edge.groupId'), false)})`,
    ],
  ]),
})

/** The folded address that every match has, in `emails.value eq "…"` and `emails[type eq "work"].value eq "…"`, also as one of several conditions. */
function addressSought(filter: Filter): string | undefined {
  switch (filter.kind) {
    case 'and':
      return addressSought(filter.left) ?? addressSought(filter.right)
    case 'some':
      return isEmails(filter.path) ? valueSought(filter.filter) : undefined
    case 'compare':
      return isEmails(filter.path) && filter.path.sub?.name === 'value' ? valueSought(filter) : undefined
    case 'or':
    case 'not':
    case 'present':
      return undefined
  }
}

function valueSought(filter: Filter): string | undefined {
  if (filter.kind === 'and') return valueSought(filter.left) ?? valueSought(filter.right)
  if (filter.kind !== 'compare' || filter.op !== 'eq' || typeof filter.value !== 'string') return undefined
  const { attribute, sub } = filter.path
  return (sub ?? attribute).name === 'value' ? String(soughtValue(filter.path, filter.value)) : undefined
}

const isEmails = ({ extension, attribute }: FilterPath) => extension === undefined && attribute.name === 'emails'

/** Those whose indexed address it is, and the few who have more than one: two look-ups, where the JSON alone would be a search through all. */
function whoMayHave({ teamId, directoryId }: Scope, address: string): RawBuilder<SqlBool> {
  return sql`${sql.ref('directoryUsers.userId')} in (
    select user_id from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and email_folded = ${address}
    union all
    select user_id from directory_users where team_id = ${teamId} and directory_id = ${directoryId} and has_more_emails)`
}
