/** What lists of people are sorted and found by: the folded name; and indexes that lead from a member to the groups without reading a user or an edge. */
import { sql, type Kysely } from 'kysely'
import { fold } from '../../kernel/fold.ts'
import { columnTypes, runStatements } from '../dialect.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  const { text } = columnTypes(db)
  await runStatements(db, [
    `alter table members add column name_folded ${text} not null default ''`,
    `drop index directory_users_member`,
    `create index directory_users_member on directory_users (team_id, member_id, user_id, directory_id, active, deleted_at)`,
    // With the column that is null: SQLite finds that answered by an index only where the column is in it.
    `drop index group_users_by_user`,
    `create index group_users_by_user on group_users (team_id, user_id, group_id, until_at) where until_at is null`,
  ])
  await foldNames(db)
  await runStatements(db, [`create index members_name on members (team_id, name_folded, member_id, status)`])
}

type Named = { team_id: string; member_id: string; name: string }
const atOnce = 1_000

/** No function of either database folds as `fold` does. */
async function foldNames(db: Kysely<unknown>): Promise<void> {
  const plain = db.withoutPlugins()
  for (let after: Pick<Named, 'team_id' | 'member_id'> | undefined = { team_id: '', member_id: '' }; after;) {
    const { rows }: { rows: Named[] } = await sql<Named>`
      select team_id, member_id, coalesce(display_name, email, '') as name from members
      where (team_id, member_id) > (${after.team_id}, ${after.member_id}) order by team_id, member_id limit ${sql.lit(atOnce)}`.execute(plain)
    for (const { team_id: teamId, member_id: memberId, name } of rows)
      await sql`update members set name_folded = ${fold(name)} where team_id = ${teamId} and member_id = ${memberId}`.execute(plain)
    after = rows.length === atOnce ? rows.at(-1) : undefined
  }
}
