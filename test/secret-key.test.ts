import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { keepSecret, openSecret, requireSecretKeys, reseal } from '../server/access/sealed-secrets.ts'
import { operatorAt } from '../server/cli/session.ts'
import { realEnvironment } from '../server/kernel/environment.ts'
import { installation } from '../server/kernel/ids.ts'
import { Seal } from '../server/kernel/seal.ts'
import { write, type Trx } from '../server/store/open.ts'
import { databases, openTestDatabase } from './support/databases.ts'
import { beginMeanwhile } from './support/meanwhile.ts'
import { runPurser, servePurser } from './support/processes.ts'

describe.each(databases)('the secret key, on %s', (database) => {
  const [oldKey, newKey] = [realEnvironment.chance(32), realEnvironment.chance(32)]
  const by = () => operatorAt(realEnvironment)(installation)

  test('is the one that the database was first used with; another is refused at the start, and nothing is changed by that', async () => {
    const db = await openTestDatabase(database)
    const require = (...keys: Uint8Array[]) => requireSecretKeys(db, realEnvironment, new Seal(keys))
    await require(oldKey)
    const stored = () => db.read.selectFrom('sealedSecrets').selectAll().execute()
    const before = await stored()
    await expect(require(newKey)).rejects.toThrow('does not open a stored secret')
    await expect(reseal(db, realEnvironment, by(), new Seal([newKey]))).rejects.toThrow('does not open')
    await require(oldKey)
    await require(newKey, oldKey)
    expect(await stored()).toEqual(before)
  })

  test('is replaced: both open, everything is sealed anew, and the old one is needed no more', async () => {
    const db = await openTestDatabase(database)
    await requireSecretKeys(db, realEnvironment, new Seal([oldKey]))
    const both = new Seal([newKey, oldKey])
    expect(await reseal(db, realEnvironment, by(), both)).toEqual({ resealed: 1, key: both.newest })
    expect(await reseal(db, realEnvironment, by(), both)).toEqual({ resealed: 0, key: both.newest })
    await requireSecretKeys(db, realEnvironment, new Seal([newKey]))
    await expect(requireSecretKeys(db, realEnvironment, new Seal([oldKey]))).rejects.toThrow('does not open')
  })

  test.runIf(database === 'postgres')('is replaced without taking back a secret that is given meanwhile', async () => {
    const db = await openTestDatabase(database)
    const [old, both] = [new Seal([oldKey]), new Seal([newKey, oldKey])]
    const place = { teamId: installation, name: 'a secret' }
    const keep = (secret: string) => (trx: Trx) => keepSecret(trx, realEnvironment, old, place, secret)
    await write(db, keep('before'))
    await beginMeanwhile(db, keep('given meanwhile'), () => reseal(db, realEnvironment, by(), both))
    expect(await openSecret(db.read, new Seal([newKey]), place)).toBe('given meanwhile')
  })
})

test('purser serve with a key that is wrong, lost or misspelt ends and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-secret-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const env = { PURSER_DATA_DIR: folder, PURSER_LOG_LEVEL: 'error' }
  await (await servePurser(env)).kill('SIGTERM')
  const file = join(folder, 'secret.key')
  const key = readFileSync(file, 'utf8')
  rmSync(file)
  expect(await runPurser(['serve', '--port', '0'], env)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('secret key is missing'),
  })
  // An offline command makes none either.
  expect(await runPurser(['team', 'list'], env)).toMatchObject({ code: 2, stderr: expect.stringContaining('secret key is missing') })
  expect(existsSync(file)).toBe(false)
  const wrong = { ...env, PURSER_SECRET_KEY: 'B'.repeat(43) }
  const { code, stderr } = await runPurser(['serve', '--port', '0'], wrong)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('as the backup has it') })
  expect(stderr).not.toContain('BBBB')
  expect(await runPurser(['serve', '--port', '0'], { ...env, PURSER_SECRET_KEY: 'short' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('PURSER_SECRET_KEY is wrong'),
  })
  const doctor = async (wanted: NodeJS.ProcessEnv) => {
    const { code: ended, stdout } = await runPurser(['doctor', '--json'], wanted)
    return { ended, check: JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === 'secret key') }
  }
  expect(await doctor(wrong)).toEqual({ ended: 1, check: { name: 'secret key', ok: false, detail: expect.stringContaining('does not open') } })
  const right = { ...env, PURSER_SECRET_KEY: key }
  expect(await doctor(right)).toMatchObject({ check: { ok: true, detail: 'opens the stored secret' } })
  expect(await runPurser(['secret', 'reseal', '--json'], wrong)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('does not open'),
  })
  const rotated = { ...env, PURSER_SECRET_KEY: `${'B'.repeat(43)},${key}` }
  expect(JSON.parse((await runPurser(['secret', 'reseal', '--json'], rotated)).stdout)).toMatchObject({ resealed: 1 })
  await (await servePurser(wrong)).kill('SIGTERM') // which is the right one now
  writeFileSync(file, key)
  expect(await runPurser(['serve', '--port', '0'], env)).toMatchObject({ code: 1, stderr: expect.stringContaining('does not open') })
})
