import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, usage } from '../spend/events.ts'
import { becomeVisitor, section } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser, type DashboardPage } from '../support/dashboard.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

describe('the overview', () => {
  let server: TestServer
  let browser: DashboardBrowser
  let team: TestTeam
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
    team = await addSpendingTeam()
  })
  afterAll(() => Promise.all([browser.close(), server.stop()]))

  /** A team of which ada has spent 9 of 10 and was stopped once, and whose group Nobody has a limit that nobody gets. */
  async function addSpendingTeam(): Promise<TestTeam> {
    const made = await server.addTeam()
    const ada = await create(made.directory, 'Users', person('ada', { displayName: 'Ada Li' }))
    const nobody = await create(made.directory, 'Groups', groupOf('Nobody'))
    const engineering = await create(made.directory, 'Groups', groupOf('Engineering', [ada]))
    for (const [group, amount] of [[engineering, '10'] as const, [nobody, '4'] as const])
      expect((await made.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })).status).toBe(200)
    const time = server.environment.now()
    expect((await sendEvents(made, server, [usage('one', ada, '9', {}, { time }), usage('two', ada, 'much', {}, { time })])).status).toBe(200)
    expect((await made.api('POST', '/authorizations', { user: ada, amount: '2' })).status).toBe(402)
    return made
  }

  const tile = ({ page }: DashboardPage, label: string) => page.locator('main .figures').locator('xpath=..').filter({ hasText: label })

  test('has the counts, who is near their limit, and what needs attention', async () => {
    const opened = await browser.open(server, team)
    const { page, expectAccessible } = opened
    for (const [label, figure] of [
      ['Users of the directory', /1$/],
      ['Directory groups', /2$/],
      ['Spent this period', /\$9\.00/],
      ['Stopped requests', /1$/],
    ] as const)
      await expect.poll(() => tile(opened, label).textContent()).toMatch(figure)
    expect(await section(page, 'People near their limit').getByRole('row', { name: 'Ada Li' }).textContent()).toContain('$9.00 / $10.00')
    const { items } = (await team.api('GET', '/findings')).body
    expect(items.length).toBeGreaterThan(0)
    const attention = section(page, 'What needs attention')
    expect(await attention.getByRole('listitem').count()).toBe(Math.min(items.length, 5))
    expect(await attention.getByRole('link').getAttribute('href')).toBe('/diagnostics')
    await expectAccessible()
    await create(team.directory, 'Users', person('bo'))
    // By itself, as in a first sync.
    await expect.poll(() => tile(opened, 'Users of the directory').textContent(), { timeout: 10_000 }).toMatch(/2$/)
    await page.context().close()
  })

  test('is readable on a phone, in French and in the dark', async () => {
    const { page, expectAccessible } = await browser.open(server, team, '/', { language: 'fr', scheme: 'dark', width: 360 })
    await page.getByRole('row', { name: 'Ada Li' }).waitFor()
    await expectAccessible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.context().close()
  })

  test('shows a member their own limit, and whoever opened a set-up link where to begin, and neither more', async () => {
    const { page, go, expectAccessible } = await browser.open(server, team, '/', { role: 'member' })
    await page.getByRole('heading', { name: 'My limit' }).waitFor()
    await page.locator('.why-sentence').waitFor()
    await expectAccessible()
    expect(await page.locator('main').textContent()).not.toMatch(/Ada|Users of the directory|Last requests/)
    await becomeVisitor(page, team, server.url, 'directory')
    await page.getByRole('heading', { name: 'Set up Acme' }).waitFor()
    await expectAccessible()
    expect(await page.locator('main a').allTextContents()).toEqual(['Connect the directory'])
    expect(await page.locator('main').textContent()).not.toMatch(/Ada|\$/)
    await go('/directory')
    await page.context().close()
  })
})
