import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendEvents, usage } from '../spend/events.ts'
import { dialog, press } from '../support/dashboard-steps.ts'
import { looks, startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { cardOf, seeFinding } from '../support/diagnostics-steps.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

const views = [
  '/spend',
  '/spend?view=table&group_by=group',
  '/spend?tab=limits',
  '/spend?tab=people&min_percent=0',
  '/spend?tab=stopped',
  '/spend?tab=quarantine',
  '/settings',
  '/settings?tab=spending',
  '/settings?tab=period',
  '/settings?tab=thresholds',
  '/settings?tab=sessions',
]

describe('limits and spend, and settings', () => {
  let server: TestServer
  let browser: DashboardBrowser
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer('sqlite')
    team = await addSpendingTeam()
    browser = await startDashboardBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  /** A team in which ada spent 9 of the 10 that her group gives, was stopped once, and one event was set aside. */
  async function addSpendingTeam(): Promise<TestTeam> {
    const made = await server.addTeam()
    const ada = await create(made.directory, 'Users', person('ada'))
    const engineering = await create(made.directory, 'Groups', groupOf('Engineering', [ada]))
    const support = await create(made.directory, 'Groups', groupOf('Support', [ada]))
    const set = [
      [`/spend_limits/groups/${engineering}`, '10'],
      [`/spend_limits/groups/${support}`, '4'],
      ['/spend_limits/team_default', '3'],
      ['/spend_limits/team_total', '100'],
    ] as const
    for (const [path, amount] of set) expect((await made.api('PUT', path, { kind: 'amount', amount })).status).toBe(200)
    expect((await made.api('PATCH', '/team', { event_ceiling: '50' })).status).toBe(200)
    const time = server.environment.now()
    const events = [usage('one', ada, '9', { model: 'large' }, { time }), usage('two', ada, '60', {}, { time })]
    expect((await sendEvents(made, server, events)).status).toBe(200)
    expect((await made.api('POST', '/authorizations', { user: ada, amount: '2' })).status).toBe(402)
    return made
  }

  test.each(looks)('has no view that axe finds fault with, nor one that is too wide: $language, $scheme, $width px', async (look) => {
    const { page, go, expectAccessible } = await browser.open(server, team, '/help', look)
    for (const path of views) {
      await go(path)
      await page.locator('main table, main form, main dl, main [role=img]').first().waitFor()
      await expectAccessible()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), `${path} is too wide`).toBeLessThanOrEqual(look.width)
    }
    await page.context().close()
  })

  test('draws what was spent towards the limit, and says the same in a table, by what one asks for', async () => {
    const { page, complaints } = await browser.open(server, team, '/spend')
    await page
      .getByRole('img', { name: /^Chart of the spending/ })
      .locator('svg')
      .first()
      .waitFor()
    expect(await page.getByText('of $100.00 spent: 9%.').count()).toBe(1)
    await page.getByText('Table', { exact: true }).click()
    const days = page.getByRole('table', { name: 'Spending day by day' })
    expect(await days.getByRole('row').nth(1).textContent()).toContain('$9.00')
    await page.getByRole('combobox', { name: 'Sums by' }).click()
    await page.getByRole('option', { name: 'Directory group', exact: true }).click()
    await page.getByText('these sums overlap').waitFor()
    const sums = page.getByRole('table', { name: 'Sums of the period' })
    await sums.getByRole('link', { name: 'Engineering' }).waitFor()
    expect(await sums.getByRole('link', { name: 'Support' }).count()).toBe(1)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('says of a period before the team that there is none, and lets another be chosen', async () => {
    const { page, go } = await browser.open(server, team, '/spend?period=previous')
    const picker = page.getByRole('combobox', { name: 'Billing period' })
    await page.getByText('No such period').waitFor()
    expect(await picker.inputValue()).toBe('The period before')
    await go('/spend?period=1') // no moment
    expect(await picker.inputValue()).toMatch(/^Now: /)
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.context().close()
  })

  test('finds a stopped request, and explains it as it was then, by keyboard alone', async () => {
    const { page, expectAccessible } = await browser.open(server, team, '/spend?tab=spend')
    await page.getByRole('tab', { name: 'Spend', exact: true }).focus()
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
    const explain = page.getByRole('button', { name: /^Explain the stopped request of/ })
    await explain.focus()
    await page.keyboard.press('Enter')
    const drawer = page.getByRole('dialog')
    await drawer.getByText('$2.00 was asked for').waitFor()
    await drawer.getByText('Begins anew').waitFor() // that is to come
    await drawer.getByRole('table', { name: 'What was considered' }).waitFor()
    const rows = await drawer.getByRole('table').getByRole('row').allTextContents()
    expect(rows.slice(1)).toEqual([
      expect.stringMatching(/Engineering.*\$10\.00.*Decides/),
      expect.stringMatching(/Support.*\$4\.00.*Lower/),
      expect.stringMatching(/Team default.*\$3\.00/),
    ])
    expect(page.url()).toContain('decision=dec_')
    await expectAccessible()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('shows who is near their limit, and what gives it', async () => {
    const { page } = await browser.open(server, team, '/spend?tab=people')
    const row = page.getByRole('table', { name: 'What people may spend' }).getByRole('row').nth(1)
    await row.waitFor()
    expect(await row.textContent()).toMatch(/\$9\.00.*\$10\.00.*90%.*\$1\.00.*Engineering.*2 limited groups.*Support, \$4\.00/)
    await page.getByLabel('The highest group gives at least twice the next').check()
    await page.waitForURL('**far=true')
    await row.waitFor()
    await page.context().close()
  })

  test('gives one person another limit until a day, once it was shown whom that affects', async () => {
    const bo = await create(team.directory, 'Users', person('bo'))
    const { page, expectAccessible } = await browser.open(server, team, '/spend?tab=limits')
    await page.getByRole('button', { name: 'New override' }).click()
    await page.getByRole('textbox', { name: 'Person' }).fill('bo')
    await page.getByRole('option', { name: /^bo/i }).click()
    await page.getByLabel(/^Amount/).fill('25')
    await page.getByLabel('Reason').fill('A launch')
    await page.getByLabel('Last day').fill('2099-12-31')
    await expectAccessible()
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('The limit of 1 person changes').waitFor()
    await page.getByRole('button', { name: 'Set the limit' }).click()
    const overrides = page.getByRole('table', { name: 'Overrides' })
    await overrides.getByText('A launch').waitFor()
    const { body } = await team.api('GET', '/spend_limits?scope=user')
    expect(body.items).toMatchObject([{ member_id: expect.any(String), amount: '25.00', reason: 'A launch', name: expect.any(String) }])
    expect(Date.parse(body.items[0].expires_at)).toBeGreaterThan(Date.parse('2099-12-31T00:00:00Z'))
    expect((await team.api('DELETE', `/spend_limits/users/${bo}`)).status).toBe(204)
    await page.context().close()
  })

  test('gives the limit of a deleted group to the one that came instead', async () => {
    const cy = await create(team.directory, 'Users', person('cy'))
    const old = await create(team.directory, 'Groups', groupOf('Research', [cy]))
    expect((await team.api('PUT', `/spend_limits/groups/${old}`, { kind: 'amount', amount: '70' })).status).toBe(200)
    expect((await team.api('PATCH', '/team', { on_group_delete: 'freeze' })).status).toBe(200)
    expect((await team.directory.scim('DELETE', `/Groups/${old}`)).status).toBe(204)
    const renewed = await create(team.directory, 'Groups', groupOf('Research', [cy]))
    const { page, expectAccessible } = await browser.open(server, team, '/spend?tab=limits')
    await page.getByRole('button', { name: 'Re-attach the limit of Research' }).click()
    await page.getByRole('dialog').getByRole('status').first().waitFor()
    await expectAccessible()
    await page.getByRole('dialog').getByRole('button', { name: 'Re-attach' }).click()
    await page.getByText('None: every limit is of a group that there is.').waitFor()
    expect((await team.api('GET', `/groups/${renewed}`)).body.limit).toMatchObject({ amount: '70.00' })
    await page.context().close()
  })

  test('keeps the limit of a deleted group until an admin lets go, and explains what it stopped as it was then', async () => {
    const own = await server.addTeam()
    const dee = await create(own.directory, 'Users', person('dee'))
    const research = await create(own.directory, 'Groups', groupOf('Research', [dee]))
    const mayHave = async (amount: string) => (await own.api('POST', '/authorizations', { user: dee, amount })).status
    for (const [path, amount] of [[`groups/${research}`, '5'] as const, ['team_default', '50'] as const])
      expect((await own.api('PUT', `/spend_limits/${path}`, { kind: 'amount', amount })).status).toBe(200)
    expect((await own.api('PATCH', '/team', { on_group_delete: 'freeze' })).status).toBe(200)
    expect(await mayHave('7')).toBe(402)
    expect((await own.directory.scim('DELETE', `/Groups/${research}`)).status).toBe(204)
    expect(await mayHave('6')).toBe(402)

    const { page, go, expectAccessible } = await browser.open(server, own, '/diagnostics')
    await seeFinding(page, own, 'limits-frozen', /1 spend limit is frozen: its group was deleted \(Research\)/)
    await cardOf(page, 'limits-frozen').getByRole('link', { name: 'Open' }).click()
    await page.waitForURL('**/spend?tab=limits')
    await page.getByText('Frozen: holds on for whom the group held').waitFor()
    await press(page, 'Release the limit of Research')
    await dialog(page).getByText('The limit of 1 person changes').waitFor()
    expect(await dialog(page).getByRole('row').nth(1).textContent()).toMatch(/dee.*\$5\.00.*\$50\.00/)
    await expectAccessible()
    expect(await mayHave('6')).toBe(402) // nothing is done yet
    await press(page, 'Release')
    await page.getByText('None: every limit is of a group that there is.').waitFor()
    expect(await mayHave('6')).toBe(201)
    await go('/spend?tab=stopped')
    expect(await page.getByRole('table', { name: 'Stopped requests' }).getByRole('row').count()).toBe(4) // and the head
    await page
      .getByRole('button', { name: /^Explain the stopped request of/ })
      .last()
      .click()
    await dialog(page).getByText('$7.00 was asked for').waitFor()
    expect(await dialog(page).locator('.why-sentence').textContent()).toMatch(/^\$5\.00 .*Research/)
    await go('/diagnostics')
    await cardOf(page, 'limits-frozen').waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('books usage that was set aside for what it cost, with a reason', async () => {
    const { page, expectAccessible } = await browser.open(server, team, '/spend?tab=quarantine')
    await page.getByRole('button', { name: 'Release two' }).click()
    await page.getByLabel('What it cost').fill('0.5')
    await page.getByLabel('Reason').fill('A typo of the gateway')
    await expectAccessible()
    await page.getByRole('button', { name: 'Book it' }).click()
    await page.getByText(/^None\. Usage without a price/).waitFor()
    expect((await team.api('GET', '/quarantined_events?status=released')).body.items).toMatchObject([{ event_id: 'two' }])
    await page.context().close()
  })

  test('speaks French', async () => {
    const { page } = await browser.open(server, team, '/spend?tab=stopped', { language: 'fr' })
    await page.getByRole('button', { name: /^Expliquer la requête arrêtée de/ }).click()
    const sentence = page.getByRole('dialog').getByText(/^2,00\s\$US ont été demandés/)
    await sentence.waitFor()
    expect(await sentence.textContent()).toMatch(/et il restait 1,00\s\$US à/)
    await page.context().close()
  })
})
