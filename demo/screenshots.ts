/** `npm run screenshots`: starts the demo and takes a picture of each page of its dashboard, in the looks that are named (`-- en-light-1280 fr-dark-360`), else in all eight. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import type { DemoAccess } from './run-demo.ts'
import { shotsOf, type Shot } from './shots.ts'

const root = join(import.meta.dirname, '..')
const looks = ['en', 'fr'].flatMap((language) =>
  ['light', 'dark'].flatMap((scheme) => ['1280', '360'].map((width) => [language, scheme, width].join('-'))),
)

/** Who is signed in, as the browser keeps it: a link signs in once. */
type Sessions = Record<Shot['company'], Awaited<ReturnType<typeof signIn>>>

async function takeAll(wanted: readonly string[]): Promise<void> {
  const demo = spawn(process.execPath, ['bin/purser.js', 'demo', '--still', '--json', '--port', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const browser = await launchBrowser()
  try {
    const [line] = await once(createInterface({ input: demo.stdout }), 'line')
    const access: DemoAccess = JSON.parse(line)
    const sessions: Sessions = { acme: await signIn(browser, access.signInUrl), globex: await signIn(browser, access.secondSignInUrl) }
    const shots = await shotsOf(access)
    for (const look of wanted) await takeLook(browser, access.url, sessions, shots, look)
  } finally {
    await browser.close()
    demo.kill('SIGTERM')
    await once(demo, 'exit')
  }
}

async function signIn(browser: Browser, link: string) {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(link)
  await page.getByRole('button').click()
  await page.locator('main h1').waitFor()
  const state = await context.storageState()
  await context.close()
  return state
}

/** Takes each picture in one look, which is written as `fr-dark-360`. */
async function takeLook(browser: Browser, url: string, sessions: Sessions, shots: readonly Shot[], look: string): Promise<void> {
  const [locale = 'en', scheme, width] = look.split('-')
  const folder = join(root, 'docs/screenshots', look)
  mkdirSync(folder, { recursive: true })
  for (const company of ['acme', 'globex'] as const) {
    const context = await browser.newContext({
      storageState: sessions[company],
      locale,
      colorScheme: scheme === 'dark' ? 'dark' : 'light',
      viewport: { width: Number(width), height: Number(width) < 500 ? 740 : 860 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    for (const shot of shots.filter((each) => each.company === company)) {
      await show(page, url, shot)
      await picture(page, join(folder, `${shot.name}.png`), shot)
    }
    await context.close()
  }
  console.log(`${shots.length} pictures in docs/screenshots/${look}`)
}

/** Of a whole page it makes the window as high as the page, so that what is fixed to the window reaches down to its end. */
async function picture(page: Page, path: string, { isWindow = false }: Shot): Promise<void> {
  const window = page.viewportSize()
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  if (window && !isWindow) await page.setViewportSize({ width: window.width, height: Math.max(window.height, height) })
  await settled(page)
  await page.screenshot({ path })
  if (window) await page.setViewportSize(window)
}

/** Goes there, and waits until the page has a title, nothing is loading, and what should be seen is. */
async function show(page: Page, url: string, { path, open }: Shot): Promise<void> {
  await page.goto(url + path)
  await page.locator('main h1').waitFor()
  await settled(page)
  if (open) await open(page)
  await settled(page)
}

/** Nothing waits, and nothing moves. */
async function settled(page: Page): Promise<void> {
  await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
  await page.evaluate('Promise.all([document.fonts.ready, ...document.getAnimations().map((each) => each.finished.catch(() => {}))])')
}

const named = process.argv.slice(2)
const unknown = named.filter((look) => !looks.includes(look))
if (unknown.length > 0) {
  console.error(`There is no look ${unknown.join(', ')}. There are: ${looks.join(', ')}.`)
  process.exitCode = 2
} else await takeAll(named.length > 0 ? named : looks)
