import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { roles } from '../../server/kernel/role.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { ask, confirmLink, cookieIn, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

const pages = ['/', '/users', '/groups', '/members', '/spend', '/sso', '/directory', '/log', '/diagnostics', '/keys', '/audit', '/settings', '/help']

describe('the dashboard', () => {
  let server: TestServer
  let team: TestTeam
  let browser: DashboardBrowser
  beforeAll(async () => {
    server = await startTestServer('sqlite')
    team = await server.addTeam()
    browser = await startDashboardBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  test('sends whoever is not signed in to sign in, and back to what they wanted to see', async () => {
    const answer = await ask('GET', `${server.url}/users?q=ada`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?return_to=${encodeURIComponent('/users?q=ada')}`])
  })

  test.each([
    ['/dashboard', '/'],
    ['/dashboard?tab=active-directory', '/directory'],
    ['/?tab=active-directory', '/directory'],
  ])('%s leads to %s', async (path, to) => {
    const answer = await ask('GET', server.url + path)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, to])
  })

  test.each([
    ['en', 'light', 1280],
    ['fr', 'dark', 360],
  ] as const)('has no page that axe finds fault with, nor one that is too wide: %s, %s, %i px', async (language, scheme, width) => {
    const { page, go, expectAccessible } = await browser.open(server, team, '/', { scheme, language, width })
    for (const path of pages) {
      await go(path)
      await expectAccessible()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), `${path} is wider than ${width} px`).toBeLessThanOrEqual(width)
      expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    }
    await page.context().close()
  })

  test.each(roles)('leads the role %s to the pages that it opens, and says of the others who may', async (role) => {
    const { page, go, complaints } = await browser.open(server, team, '/', { role })
    const leadsTo = await page.locator('nav a').evaluateAll((links) => links.map((link) => String(link.getAttribute('href'))))
    expect(leadsTo.toSorted()).toEqual(pages.filter((path) => opens(role, path)).toSorted())
    for (const path of pages.filter((each) => !opens(role, each))) {
      await go(path)
      await page.getByText('These roles may:').waitFor()
    }
    for (const path of leadsTo) {
      await page.locator(`nav a[href="${path}"]`).click()
      await page.locator(`main[data-address=${JSON.stringify(path)}] h1`).waitFor()
      await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' })
      expect(await page.getByText('These roles may:').count(), path).toBe(0)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('tells whoever opened a set-up link no more than what it opens', async () => {
    const { url } = (await team.api('POST', '/setup_links', { purpose: 'sso' })).body
    const opened = await confirmLink(url)
    expect(opened.headers.get('location')).toBe('../?lang=en')
    const { page, go } = await browser.open(server, team)
    await page.context().clearCookies()
    const [name = '', value = ''] = cookieIn(opened).split(/=(.*)/s)
    await page.context().addCookies([{ name, value, url: server.url }])
    await page.reload()
    await page.locator('h1').waitFor()
    expect(await page.locator('nav a').allTextContents()).toEqual(['Single sign-on', 'Help'])
    await go('/directory')
    expect(await page.getByText('The set-up link that you opened does not reach it').count()).toBe(0) // what is missing may be seen by every link
    await go('/users')
    expect(await page.getByText('The set-up link that you opened does not reach it').count()).toBe(1)
    await page.context().close()
  })

  test('signs out by its menu, in other tabs too', async () => {
    const { page, go } = await browser.open(server, team, '/help')
    const other = await page.context().newPage()
    await other.goto(`${server.url}/help`)
    await other.locator('header button').last().click()
    await other.getByRole('menuitem', { name: 'Sign out' }).click()
    await other.waitForURL((url) => url.pathname !== '/help')
    expect(await page.evaluate<number>("fetch('/v1/session').then(({ status }) => status)")).toBe(401)
    await go('/users')
    await page.getByText('You are signed out').waitFor()
    await page.context().close()
  })

  test('asks the API for what its filters are, whatever else stands in a link', async () => {
    const { page, go, complaints } = await browser.open(server, team, '/help')
    for (const path of ['/users', '/groups', '/log', '/audit', '/spend?tab=people', '/members']) {
      await page.goto(`${server.url}${path}${path.includes('?') ? '&' : '?'}utm_source=mail&limit=x&state=odd`)
      await page.locator('main h1').waitFor()
      await page.locator('main [role=status][aria-label]').first().waitFor({ state: 'detached' })
      expect(await page.getByRole('alert').count(), path).toBe(0)
    }
    await go('/help')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('says of a page that cannot be loaded without a network that it cannot, and shows it once there is one', async () => {
    const { page } = await browser.open(server, team, '/help')
    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Users', exact: true }).click()
    await page.getByText('Check your connection, and try again.').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Check your connection, and try again.').waitFor()
    await page.context().setOffline(false)
    await page.getByRole('heading', { name: 'Users', exact: true }).waitFor()
    expect(page.url()).toBe(`${server.url}/users`)
    await page.context().close()
  })

  test('loads less than 250 kB of scripts, compressed, for its first view', async () => {
    const { page } = await browser.open(server, team, '/')
    const loaded = await page.evaluate<number>(
      "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    )
    expect(loaded).toBeGreaterThan(100_000)
    expect(loaded).toBeLessThan(250_000)
    await page.context().close()
  })
})

const readers = ['/', '/users', '/groups', '/members', '/spend', '/directory', '/log', '/diagnostics', '/keys', '/settings', '/help']

/** Which pages a role opens, by the table of permissions. */
function opens(role: string, path: string): boolean {
  if (role === 'owner' || role === 'admin' || role === 'auditor') return true
  return role === 'billing_admin' ? readers.includes(path) : ['/', '/keys', '/settings', '/help', '/spend'].includes(path)
}
