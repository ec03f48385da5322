import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { openDatabase, type Db } from '../../server/store/open.ts'

/** The databases that Purser runs on. A suite of both is `describe.each(databases)`. */
export const databases = ['sqlite', 'postgres'] as const
export type DatabaseName = (typeof databases)[number]

/** A fresh, empty database of a test's own: its URL, and how to remove it. */
export async function makeDatabase(database: DatabaseName): Promise<{ url: string; remove: () => Promise<void> }> {
  if (database === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'purser-test-'))
    return { url: `sqlite:${join(folder, 'purser.db')}`, remove: async () => rmSync(folder, { recursive: true, force: true }) }
  }
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // In another order than ours, as an operator's may be: what sorts by bytes must say so itself.
  await administer(server, `create database ${name} template template0 locale_provider icu icu_locale 'en-US'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => administer(server, `drop database ${name} with (force)`) }
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A fresh database with its tables, closed and removed when the test ends. */
export async function openTestDatabase(database: DatabaseName): Promise<Db> {
  const { url, remove } = await makeDatabase(database)
  const db = openDatabase(url)
  await db.migrate()
  onTestFinished(async () => {
    await db.close()
    await remove()
  })
  return db
}
