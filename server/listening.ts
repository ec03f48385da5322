import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Where the server of a data folder listens, for the commands beside it: the port may be any free one, or a flag of the server alone. */
const fileOf = ({ dataDir, databaseUrl }: Where): string | undefined => (databaseUrl.startsWith('sqlite:') ? join(dataDir, 'listening') : undefined)
type Where = Pick<Config, 'dataDir' | 'databaseUrl'>

/** Tells it, as long as the server runs. With PostgreSQL there is no folder that servers and commands share. Answers how to take it back. */
export function tellAddress(where: Where, url: string): () => void {
  const file = fileOf(where)
  if (file === undefined) return () => {}
  writeFileSync(file, url, { mode: 0o600 })
  return () => {
    // Another server may have started on the same data meanwhile.
    if (findAddress(where) === url) rmSync(file)
  }
}

/** Where the server listens that was started last; after a crash, where it did. */
export function findAddress(where: Where): string | undefined {
  const file = fileOf(where)
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
