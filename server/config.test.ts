import fs, { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ConfigError, readConfig, unknownSettings } from './config.ts'

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'purser-config-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}
const key = 'A'.repeat(43)

test('without any setting it runs on SQLite in the data folder, on the loopback address', () => {
  const data = folder()
  expect(readConfig({}, { PURSER_DATA_DIR: data })).toMatchObject({
    databaseUrl: `sqlite:${join(data, 'purser.db')}`,
    host: '127.0.0.1',
    port: 8080,
    logLevel: 'info',
  })
})

test('the secret key is made at the first start, readable by its owner alone, and stays', () => {
  const env = { PURSER_DATA_DIR: folder() }
  const [first] = readConfig({}, env).secretKeys
  const file = join(env.PURSER_DATA_DIR, 'secret.key')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(first).toHaveLength(32)
  expect(readConfig({}, env).secretKeys).toEqual([first])
  expect(readFileSync(file, 'utf8')).toHaveLength(43)
})

test('no key is made beside a database that is there: the one that is missing is asked for, and nothing is written', () => {
  const env = { PURSER_DATA_DIR: folder() }
  const database = join(env.PURSER_DATA_DIR, 'purser.db')
  writeFileSync(database, '')
  const [first] = readConfig({}, env).secretKeys
  writeFileSync(database, 'SQLite format 3')
  expect(readConfig({}, env).secretKeys).toEqual([first])
  rmSync(join(env.PURSER_DATA_DIR, 'secret.key'))
  expect(() => readConfig({}, env)).toThrow(/secret key is missing.*Put the file back/)
  expect(readdirSync(env.PURSER_DATA_DIR)).toEqual(['purser.db'])
  expect(readConfig({}, { ...env, PURSER_SECRET_KEY: key }).secretKeys).toHaveLength(1)
})

test.each(['', '\n', 'short', 'A'.repeat(42), `${'A'.repeat(43)} ${'A'.repeat(43)}`])('a key file with %j in it is refused: it is no key', (text) => {
  const env = { PURSER_DATA_DIR: folder() }
  writeFileSync(join(env.PURSER_DATA_DIR, 'secret.key'), text)
  expect(() => readConfig({}, env)).toThrow(/secret\.key holds no secret key.*Put the file back/)
})

test('a key that a full disk cut short is taken back, so that the next start makes one', () => {
  const env = { PURSER_DATA_DIR: folder() }
  const write = vi.spyOn(fs, 'writeFileSync').mockImplementation((file) => {
    if (typeof file === 'string') closeSync(openSync(file, 'wx'))
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  })
  syncBuiltinESMExports() // what was imported by name is the spy, too
  try {
    expect(() => readConfig({}, env)).toThrow(/^PURSER_DATA_DIR: the secret key cannot be written to .*ENOSPC/)
  } finally {
    write.mockRestore()
    syncBuiltinESMExports()
  }
  expect(readdirSync(env.PURSER_DATA_DIR)).toEqual([])
  expect(readConfig({}, env).secretKeys).toHaveLength(1)
})

test('a key is taken in either alphabet of base64', () => {
  const bytes = Buffer.alloc(32, 0xfb)
  const read = (text: string) => readConfig({}, { PURSER_DATA_DIR: folder(), PURSER_SECRET_KEY: text }).secretKeys
  expect(bytes.toString('base64')).toMatch(/[+/].*=$/)
  expect(read(`${bytes.toString('base64')},${bytes.toString('base64url')}`)).toEqual([bytes, bytes])
})

test.each([
  ['true', 1],
  ['false', 0],
  ['2', 2],
  ['10.0.0.0/8, ::1,loopback', ['10.0.0.0/8', '::1', 'loopback']],
])('PURSER_TRUST_PROXY %s is %j', (text, trust) =>
  expect(readConfig({}, { PURSER_DATA_DIR: folder(), PURSER_TRUST_PROXY: text }).trustProxy).toEqual(trust),
)

test.each(['yes', '', '-1', '100', '10.0.0.0/33', '10.0.0.0/0', '::1/129', 'proxy.example', '10.0.0.1,'])(
  'PURSER_TRUST_PROXY %j is refused',
  (text) => expect(() => readConfig({}, { PURSER_DATA_DIR: folder(), PURSER_TRUST_PROXY: text })).toThrow('a number of proxies'),
)

test('a flag goes before the environment, the environment before the default', () => {
  const env = { PURSER_DATA_DIR: folder(), PURSER_PORT: '1' }
  expect(readConfig({ PURSER_PORT: '2' }, env).port).toBe(2)
  expect(readConfig({}, env).port).toBe(1)
})

test('a file that cannot be read is named with its setting, and a key that cannot is asked for', () => {
  const env = { PURSER_DATA_DIR: folder() }
  expect(() => readConfig({}, { ...env, PURSER_PORT_FILE: env.PURSER_DATA_DIR })).toThrow(/^PURSER_PORT_FILE names .*, which cannot be read\./)
  mkdirSync(join(env.PURSER_DATA_DIR, 'secret.key'))
  expect(() => readConfig({}, env)).toThrow(/^The secret key cannot be read: .*secret\.key must be a file/)
})

test.each([
  'postgres://purser:p w@db.example:5432/purser',
  'postgresql:///purser?host=/var/run/postgresql',
  'postgres://purser:secret@/purser?host=/run/pg',
  'sqlite:./purser.db',
])('PURSER_DATABASE_URL %s is taken', (url) => {
  const env = { PURSER_DATA_DIR: folder(), PURSER_SECRET_KEY: key }
  expect(readConfig({}, { ...env, PURSER_DATABASE_URL: url }).databaseUrl).toBe(url)
})

test('a value may stand in a file', () => {
  const data = folder()
  writeFileSync(join(data, 'url'), 'postgres://a:b@c/d\n')
  const env = { PURSER_DATA_DIR: data, PURSER_DATABASE_URL_FILE: join(data, 'url'), PURSER_SECRET_KEY: `${key},${key}` }
  expect(readConfig({}, env)).toMatchObject({ databaseUrl: 'postgres://a:b@c/d', secretKeys: [{ length: 32 }, { length: 32 }] })
})

test('all wrong values are told at once, each by its name and what it accepts, and no secret is repeated', () => {
  const env = {
    PURSER_PORT: 'http',
    PURSER_LOG_LEVEL: 'loud',
    PURSER_DATABASE_URL: 'mysql://root:hunter2@db',
    PURSER_SECRET_KEY: 'sesame',
    PURSER_PUBLIC_URL: 'purser',
  }
  const wrong = () => readConfig({}, env)
  expect(wrong).toThrow(ConfigError)
  for (const name of Object.keys(env)) expect(wrong).toThrow(name)
  expect(wrong).toThrow('a whole number from 0 to 65535')
  expect(wrong).not.toThrow(/hunter2|sesame/)
})

test('with PostgreSQL the secret key is required', () => {
  expect(() => readConfig({}, { PURSER_DATABASE_URL: 'postgres://a/b' })).toThrow('PURSER_SECRET_KEY is required')
})

test('a setting and its file together are refused, and so is a file that is not there', () => {
  expect(() => readConfig({}, { PURSER_PORT: '1', PURSER_PORT_FILE: '/nowhere' })).toThrow('both set')
  expect(() => readConfig({}, { PURSER_PORT_FILE: '/nowhere' })).toThrow('not there')
})

test('names that look like settings are told', () => {
  expect(unknownSettings({ PURSER_PORT: '1', PURSER_PORT_FILE: 'x', PURSER_PROT: '1', HOME: '/' })).toEqual(['PURSER_PROT'])
})
