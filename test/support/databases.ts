import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Db } from '../../server/store/open.ts'
import { createPostgresDatabase, dropPostgresDatabase } from './postgres-databases.ts'

/** The databases that Purser runs on. A suite of both is `describe.each(databases)`. */
export const databases = ['sqlite', 'postgres'] as const
export type DatabaseName = (typeof databases)[number]

type MadeDatabase = { url: string; remove: () => Promise<void> }

/** A fresh database of a test's own, with its tables and nothing in them: its URL, and how to remove it. */
export async function makeDatabase(database: DatabaseName): Promise<MadeDatabase> {
  const from = inject('withTables')
  if (database === 'postgres') return makePostgresDatabase(from.postgres)
  const { file, ...made } = makeSqliteFile()
  copyFileSync(from.sqlite, file)
  return made
}

/** A fresh database that has no tables yet. */
export async function makeEmptyDatabase(database: DatabaseName): Promise<MadeDatabase> {
  return database === 'postgres' ? makePostgresDatabase() : makeSqliteFile()
}

function makeSqliteFile(): MadeDatabase & { file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'purser-test-'))
  const file = join(folder, 'purser.db')
  return { file, url: `sqlite:${file}`, remove: async () => rmSync(folder, { recursive: true, force: true }) }
}

async function makePostgresDatabase(template?: string): Promise<MadeDatabase> {
  const server = inject('postgresUrl')
  const { url, name } = await createPostgresDatabase(server, template)
  return { url, remove: () => dropPostgresDatabase(server, name) }
}

/** A fresh database with its tables, closed and removed when the test ends. */
export async function openTestDatabase(database: DatabaseName): Promise<Db> {
  const { url, remove } = await makeDatabase(database)
  const db = openDatabase(url)
  onTestFinished(async () => {
    await db.close()
    await remove()
  })
  return db
}
