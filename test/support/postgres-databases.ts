import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** Makes a database of a server: an empty one, or a copy of another. */
export async function createPostgresDatabase(server: string, template?: string): Promise<{ url: string; name: string }> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  // In another order than ours, as an operator's may be: what sorts by bytes must say so itself.
  const like = template === undefined ? `template0 locale_provider icu icu_locale 'en-US'` : template
  await administer(server, `create database ${name} template ${like}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, name }
}

export const dropPostgresDatabase = (server: string, name: string): Promise<void> => administer(server, `drop database ${name} with (force)`)

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
