import { DatabaseSync } from 'node:sqlite'

/** The tables of the bare server, with the fewest indexes that its answers need. A resource is stored as the text that is answered. */
const tables = `
  create table credentials (hash text primary key) without rowid;
  create table users (user_id text primary key, user_name_folded text not null unique, answer text not null) without rowid;
  create table groups (group_id text primary key, display_name_folded text not null unique, version integer not null, last_modified text not null, answer text not null) without rowid;
  create table group_users (
    group_id text not null references groups, user_id text not null references users, since_at text not null, primary key (group_id, user_id)
  ) without rowid;
  create index group_users_by_user on group_users (user_id, group_id);`

/** Prepared statements on SQLite, as durable as Purser's: WAL, and a synchronous commit. */
export function openBareStore(file: string) {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma temp_store = memory')
  db.exec(tables)
  const begin = db.prepare('begin immediate')
  const commit = db.prepare('commit')
  const rollback = db.prepare('rollback')

  /** Runs writes as one durable transaction. */
  function commitTogether(runs: readonly (() => void)[]): void {
    begin.run()
    try {
      for (const run of runs) run()
      commit.run()
    } catch (error) {
      if (db.isTransaction) rollback.run()
      throw error
    }
  }
  return {
    commitTogether,
    insertCredential: db.prepare('insert into credentials values (?)'),
    findCredential: db.prepare('select 1 from credentials where hash = ?'),
    insertUser: db.prepare('insert into users values (?, ?, ?)'),
    findUser: db.prepare('select answer from users where user_name_folded = ?'),
    insertGroup: db.prepare('insert into groups values (?, ?, 1, ?, ?)'),
    touchGroup: db.prepare('update groups set version = version + 1, last_modified = ? where group_id = ?'),
    insertEdge: db.prepare('insert into group_users values (?, ?, ?) on conflict do nothing'),
    deleteEdge: db.prepare('delete from group_users where group_id = ? and user_id = ?'),
    close: () => db.close(),
  }
}
export type BareStore = ReturnType<typeof openBareStore>
