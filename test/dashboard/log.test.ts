import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { press } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { create, createMany, groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const password = 'c0rrect-h0rse'

describe('the provisioning log', () => {
  let server: TestServer
  let browser: DashboardBrowser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
  })
  afterAll(() => Promise.all([browser.close(), server.stop()]))

  const entryOf = (page: Page, name: string) => page.getByRole('table').getByRole('button', { name: new RegExp(`^${name}@acme.example created`) })
  const isLive = (page: Page) => page.getByText('Live', { exact: true }).waitFor()
  /** Somebody who is known already, and who is sent again as if they were not: refused. */
  async function addRefused() {
    const team = await server.addTeam()
    await create(team.directory, 'Users', person('ada', { password }))
    expect((await team.directory.scim('POST', '/Users', person('ada'))).status).toBe(409)
    return team
  }

  test('shows what comes while it is open, counts it, and holds it back while it is paused', async () => {
    const { directory, ...team } = await server.addTeam()
    const { page, complaints } = await browser.open(server, team, '/log')
    await page.getByText('Nothing was received yet').waitFor()
    await isLive(page)
    const ids = await createMany(directory, 3, 'new')
    await entryOf(page, 'new2').waitFor()
    await create(directory, 'Groups', groupOf('Engineering', ids))
    await page.getByRole('button', { name: /^group Engineering created/ }).waitFor()
    await page.getByText(/^4 requests · 3 users came · 0 went · 1 group · 3 memberships · 0 refused$/).waitFor()
    await press(page, 'Pause')
    const other = await page.context().newPage()
    await other.goto(`${server.url}/log`)
    await isLive(other)
    await create(directory, 'Users', person('late'))
    await entryOf(other, 'late').waitFor()
    expect(await entryOf(page, 'late').count()).toBe(0)
    await press(page, 'Go on')
    await entryOf(page, 'late').waitFor()
    expect(await page.locator('main tbody tr').count()).toBe(5)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('is filtered by what stands in its address, what comes live too', async () => {
    const team = await addRefused()
    const { page, go, complaints } = await browser.open(server, team, '/log')
    await page.getByRole('combobox', { name: 'Outcome' }).click()
    await page.getByRole('option', { name: 'Refused' }).click()
    await page.waitForURL('**/log?outcome=refused')
    const rows = page.locator('main tbody tr')
    await expect.poll(() => rows.count()).toBe(1)
    await isLive(page)
    await create(team.directory, 'Users', person('bo'))
    expect((await team.directory.scim('POST', '/Users', person('bo'))).status).toBe(409)
    await expect.poll(() => rows.count()).toBe(2)
    expect(await entryOf(page, 'bo').count()).toBe(0)
    await press(page, 'Clear')
    await expect.poll(() => rows.count()).toBe(4)
    await page.getByRole('searchbox', { name: 'Who or what' }).fill('bo')
    await page.waitForURL('**/log?q=bo')
    await expect.poll(() => rows.count()).toBe(2)
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0) // what is looked up is not followed
    await press(page, 'Clear')
    // Digit by digit, as one does without a mouse.
    await page.getByLabel('From').focus()
    await page.keyboard.type('11302026')
    await page.waitForURL('**/log?since=2026-11-30T*')
    await page.keyboard.press('Tab')
    expect(await page.getByLabel('From').inputValue()).toBe('2026-11-30')
    expect(complaints).toEqual([])
    await go('/log?outcome=unchanged')
    await page.getByText('No request is like that.').waitFor()
    await page.getByRole('button', { name: 'Export' }).click()
    expect(await page.getByRole('menuitem', { name: 'As CSV, as filtered' }).getAttribute('href')).toBe(
      '/v1/provisioning_log/export?outcome=unchanged&format=csv',
    )
    await page.context().close()
  })

  test.each([
    ['en', 'light', 1280],
    ['fr', 'dark', 360],
  ] as const)('opens a request with all but its secrets, and as a command, for all to read: %s, %s, %i px', async (language, scheme, width) => {
    const team = await addRefused()
    // With nothing to change and a long name.
    const long = 'a-name-that-is-as-long-as-some-of-them-are'
    const id = await create(team.directory, 'Users', person(long))
    await team.directory.scim('PUT', `/Users/${id}`, person(long))
    const { page, expectAccessible } = await browser.open(server, team, '/log', { language, scheme, width })
    await expectAccessible()
    const labels = page.locator('main tbody .mantine-Badge-label')
    expect(await labels.evaluateAll((all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).length)).toBe(0)
    await page.locator('main tbody tr').nth(3).getByRole('button').click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('curl -X POST').waitFor()
    expect(page.url()).toContain('request=req_')
    const text = await drawer.textContent()
    expect(text).toContain('"password": "[redacted]"')
    expect(text).toContain('Authorization: Bearer $SCIM_TOKEN')
    for (const secret of [password, team.directory.token]) expect(text).not.toContain(secret)
    await expectAccessible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('')
    await page.context().close()
  })

  test('says that the stream was lost, and goes on where it was', async () => {
    const { directory, ...team } = await server.addTeam()
    const { page } = await browser.open(server, team, '/log')
    await isLive(page)
    await page.route('**/v1/provisioning_log/stream*', (route) => route.abort())
    server.app.server.closeAllConnections()
    await page.getByText(/^(Connection lost, reconnecting …|Looking every 5 seconds)$/).waitFor()
    await create(directory, 'Users', person('meanwhile'))
    await page.unroute('**/v1/provisioning_log/stream*')
    await entryOf(page, 'meanwhile').waitFor()
    await isLive(page)
    await create(directory, 'Users', person('after'))
    await entryOf(page, 'after').waitFor()
    expect(await page.locator('main tbody tr').count()).toBe(2)
    await page.context().close()
  })
})
