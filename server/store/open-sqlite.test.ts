import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './open.ts'

test('a new database, and what SQLite writes beside it, is for the owner of the process alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-mode-'))
  const before = process.umask(0o022) // as most systems have it
  const file = join(folder, 'purser.db')
  const db = openDatabase(`sqlite:${file}`)
  onTestFinished(async () => {
    await db.close()
    process.umask(before)
    rmSync(folder, { recursive: true })
  })
  await db.migrate()
  for (const each of [file, `${file}-wal`, `${file}-shm`]) expect([each, statSync(each).mode & 0o777]).toEqual([each, 0o600])
})
