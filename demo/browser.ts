import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type LaunchOptions } from 'playwright-core'

/** A real browser without a window: $CHROMIUM, Debian's, the one that npm brought (Linux on x64), else the Chrome of this computer. Whoever starts it closes it. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch({ args, ...(await findBrowser()) })

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

async function findBrowser(): Promise<LaunchOptions> {
  const installed = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  if (existsSync(installed)) return { executablePath: installed }
  return process.platform === 'linux' && process.arch === 'x64' ? unpackBrowser() : { channel: 'chrome' }
}

/** Unpacks it once, beneath node_modules: in the shared temporary folder another checkout's browser, or one half unpacked, would be taken for this one. */
async function unpackBrowser(): Promise<LaunchOptions> {
  const root = join(import.meta.dirname, '..')
  const cache = join(root, 'node_modules/.cache/chromium')
  const ready = join(cache, '153.0.0')
  if (!existsSync(ready)) {
    const own = join(cache, `unpacking-${process.pid}`)
    await unpackInto(own, join(root, 'node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
    try {
      renameSync(own, ready)
    } catch {
      rmSync(own, { recursive: true, force: true }) // another test file was first
    }
  }
  return { executablePath: join(ready, 'chromium'), env: { ...stringsOf(process.env), LD_LIBRARY_PATH: join(ready, 'al2023/lib') } }
}

async function unpackInto(folder: string, libraries: string): Promise<void> {
  const { default: packed, inflate } = await import('@sparticuz/chromium')
  mkdirSync(folder, { recursive: true })
  const { TMPDIR = '/tmp' } = process.env
  process.env['TMPDIR'] = folder
  try {
    await packed.executablePath()
    // libnss3 and libnspr4, which a bare Debian or a container lacks.
    await inflate(libraries)
  } finally {
    process.env['TMPDIR'] = TMPDIR
  }
}

const stringsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
