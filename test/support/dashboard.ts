import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import type { Role } from '../../server/kernel/role.ts'
import { launchBrowser } from '../../demo/browser.ts'
import { openBrowser, type BareTeam, type TestServer } from './test-server.ts'

export type Look = {
  language?: 'en' | 'fr'
  scheme?: 'light' | 'dark'
  width?: number
  role?: Role
  /** Whom of the team to be, by an address such as `email:ada@acme.example`, in place of somebody new. */
  as?: string
}

/** Every language, every scheme, a screen and a phone, in as few walks as can be. */
export const looks = [
  { language: 'en', scheme: 'light', width: 1280 },
  { language: 'fr', scheme: 'dark', width: 360 },
] as const satisfies Look[]

/** A browser for the tests of one file. Each page in it is somebody's who signed in anew. */
export type DashboardBrowser = {
  /** Opens the dashboard as a new member of the team with this role, an owner unless said, or as somebody who is in it. */
  open: (server: TestServer, team: BareTeam, path?: string, look?: Look) => Promise<DashboardPage>
  /** Opens a link of the server as somebody whom it does not know, and waits for nothing. */
  openLink: (server: TestServer, link: string, look?: Omit<Look, 'role' | 'as'>) => Promise<DashboardPage>
  close: () => Promise<void>
}

export type DashboardPage = {
  page: Page
  /** Goes to an address of the dashboard, and waits until the page has a title and nothing is loading. */
  go: (path: string) => Promise<void>
  /** Fails with what axe finds wrong (WCAG 2.2 AA), and with what the browser complained of. */
  expectAccessible: () => Promise<void>
  /** What the browser complained of: errors of scripts, of the policy, and answers of 500. */
  complaints: readonly string[]
}

export async function startDashboardBrowser(): Promise<DashboardBrowser> {
  const browser = await launchBrowser()
  return {
    open: async (server, team, path = '/', look = {}) => {
      const opened = await newPage(browser, server, look)
      const { cookie } = await (look.as === undefined ? signInAs(server, team, look.role ?? 'owner') : team.signIn(look.as))
      const [name = '', value = ''] = cookie.split(/=(.*)/s)
      await opened.page.context().addCookies([{ name, value, url: server.url }])
      await opened.go(path)
      return opened
    },
    openLink: async (server, link, look = {}) => {
      const opened = await newPage(browser, server, look)
      await opened.page.goto(link)
      return opened
    },
    close: () => browser.close(),
  }
}

async function newPage(browser: Browser, server: TestServer, { language = 'en', scheme = 'light', width = 1280 }: Look): Promise<DashboardPage> {
  const context = await browser.newContext({ locale: language, colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => void (message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text())))
  page.on('request', (request) => void (new URL(request.url()).origin !== server.url && complaints.push(`asked for ${request.url()}`)))
  const go = async (to: string) => {
    // Within the dashboard, as its links do: nothing is loaded anew.
    const isIn = page.url().startsWith(server.url)
    if (isIn) await page.evaluate(`history.pushState({}, '', ${JSON.stringify(to)}); dispatchEvent(new PopStateEvent('popstate'))`)
    else await page.goto(server.url + to)
    await page.locator(`main[data-address=${JSON.stringify(to)}] h1`).waitFor()
    await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' })
  }
  const expectAccessible = async () => {
    const { violations } = await new AxeBuilder({ page })
      .options({ resultTypes: ['violations'] })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .setLegacyMode() // there are no frames to gather by a page of its own
      .analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`)
    expect([...found, ...complaints], `${page.url()} (${language}, ${scheme}, ${width} px)`).toEqual([])
  }
  return { page, go, expectAccessible, complaints }
}

/** A browser of somebody new, who came in by an invitation. */
async function signInAs(server: TestServer, team: BareTeam, role: Role) {
  const invite = await team.api('POST', '/invites', { email: `${server.environment.newId('req')}@people.example`, role })
  expect(invite.status, invite.text).toBe(201)
  return openBrowser(server.url, invite.body.url)
}
