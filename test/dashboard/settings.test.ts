import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialog, press } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { startTestServer, type BareTeam, type TestServer } from '../support/test-server.ts'

describe('settings', () => {
  let server: TestServer
  let browser: DashboardBrowser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
  })
  afterAll(() => Promise.all([browser.close(), server.stop()]))

  const teamOf = async (team: BareTeam) => (await team.api('GET', '/team')).body

  test('what is said of spending changes once it was shown whom that affects, and shows both where somebody was faster', async () => {
    const team = await server.addTeam()
    const ada = await create(team.directory, 'Users', person('ada'))
    const outer = await create(team.directory, 'Groups', groupOf('Outer', [await create(team.directory, 'Groups', groupOf('Inner', [ada]))]))
    expect((await team.api('PUT', `/spend_limits/groups/${outer}`, { kind: 'amount', amount: '9' })).status).toBe(200)
    const { page, expectAccessible } = await browser.open(server, team, '/settings?tab=spending')
    await page.getByLabel('Groups around a group count too').check()
    await press(page, 'Preview')
    await dialog(page).getByText('The limit of 1 person changes').waitFor()
    expect(await dialog(page).getByRole('row').nth(1).textContent()).toMatch(/ada.*Unlimited.*\$9\.00/)
    await expectAccessible()
    await press(page, 'Back')
    expect(await teamOf(team)).toMatchObject({ nested_groups: 'direct' })

    await page.getByLabel('Its people keep its limit until an admin lets go').check()
    await page.getByLabel('Is stopped too when nothing is left').check()
    await page.getByLabel('Most that one event may cost').fill('a lot')
    await press(page, 'Preview')
    await page.getByText('Type an amount, such as 12.5').waitFor()
    await page.getByLabel('Most that one event may cost').fill('25')
    await press(page, 'Preview')
    await dialog(page).getByText('The limit of 1 person changes').waitFor()
    expect(await dialog(page).textContent()).toMatch(/Unlimited.*\$25\.00/)
    expect((await team.api('PATCH', '/team', { name: 'Acme Two' })).status).toBe(200)
    await press(page, 'Save')
    await dialog(page).getByText('Somebody changed the settings meanwhile').waitFor()
    expect(await dialog(page).getByRole('alert').textContent()).toContain('Only direct groups count now, and you chose Groups around')
    await press(page, 'See what mine would do')
    await press(page, 'Save')
    await dialog(page).waitFor({ state: 'detached' })
    expect(await teamOf(team)).toMatchObject({
      name: 'Acme Two',
      nested_groups: 'expand',
      on_group_delete: 'freeze',
      block_free: true,
      event_ceiling: '25.00',
    })
    expect((await team.api('GET', `/users/${ada}/effective_limit`)).body.limit).toMatchObject({ amount: '9.00' })
    await page.context().close()
  })

  test('which periods other settings would bring is shown before they are set', async () => {
    const team = await server.addTeam()
    const { page, expectAccessible } = await browser.open(server, team, '/settings?tab=period')
    const periods = async () => (await team.api('GET', '/billing_period_settings')).body
    await page.getByLabel('Day of the month').fill('15')
    await press(page, 'Preview')
    await dialog(page).getByRole('table', { name: 'Billing periods' }).waitFor()
    expect(await dialog(page).getByRole('table').textContent()).toContain('Another length')
    await expectAccessible()
    expect((await periods()).anchor_day).toBe(1)
    await press(page, 'Save')
    await dialog(page).waitFor({ state: 'detached' })
    expect((await periods()).anchor_day).toBe(15)
    await page.getByLabel('Comes round each').selectOption('week')
    await page.getByLabel('Day of the week').selectOption('3')
    await page.getByRole('combobox', { name: 'Time zone' }).fill('Paris')
    await page.getByRole('option', { name: 'Europe/Paris' }).click()
    await press(page, 'Preview')
    await dialog(page).getByRole('table', { name: 'Billing periods' }).waitFor()
    await press(page, 'Save')
    await dialog(page).waitFor({ state: 'detached' })
    expect(await periods()).toMatchObject({ interval: 'week', anchor_day: 3, timezone: 'Europe/Paris' })
    await page.context().close()
  })

  test('the team is renamed, told at other thresholds, and one’s other sessions are ended', async () => {
    const team = await server.addTeam({ ownerEmail: 'morgan@acme.example' })
    const as = 'email:morgan@acme.example'
    const { page, go, expectAccessible, complaints } = await browser.open(server, team, '/settings', { as })
    await page.getByLabel('Name').fill('  ')
    expect(await page.getByRole('button', { name: 'Rename' }).isDisabled()).toBe(true)
    await page.getByLabel('Name').fill('Acme Three')
    await press(page, 'Rename')
    await dialog(page).getByText('Acme Three').waitFor()
    await press(page, 'Save')
    await dialog(page).waitFor({ state: 'detached' })
    await page.locator('header').getByText('Acme Three').first().waitFor()
    expect(await teamOf(team)).toMatchObject({ name: 'Acme Three' })

    await go('/settings?tab=thresholds')
    const rule = async () => (await team.api('GET', '/alert_rules')).body.items.find(({ scope }: { scope: string }) => scope === 'user')
    const usual = (await rule()).thresholds
    const form = page.locator('form').filter({ hasText: 'Thresholds: Each person’s spending' })
    const field = form.locator('input:not([type=hidden])')
    await field.fill('soon')
    await field.press('Enter')
    await form.getByText('soon is neither a part, such as 80%, nor an amount').waitFor()
    await expectAccessible()
    await field.press('Backspace')
    for (const each of ['42 %', '7.5']) {
      await field.fill(each)
      await field.press('Enter')
    }
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByRole('button', { name: 'Back to the usual ones' }).waitFor()
    expect(await rule()).toMatchObject({ is_default: false, thresholds: expect.arrayContaining([{ kind: 'percent', percent: 42 }]) })
    expect(JSON.stringify((await rule()).thresholds)).toContain('"7.50"')
    await form.getByRole('button', { name: 'Back to the usual ones' }).click()
    await form.getByRole('button', { name: 'Back to the usual ones' }).waitFor({ state: 'detached' })
    expect(await rule()).toMatchObject({ is_default: true, thresholds: usual })

    const other = await browser.open(server, team, '/help', { as })
    await go('/settings?tab=sessions')
    await page.getByText('This browser').waitFor()
    await page.getByRole('button', { name: /^End the session/ }).click()
    await page.getByRole('button', { name: /^End the session/ }).waitFor({ state: 'detached' })
    await other.page.reload()
    await other.page.waitForURL('**/sign-in**')
    await other.page.context().close()
    expect(complaints).toEqual([])
    await page.context().close()

    // Who may look and not change reads the same as text.
    const auditor = await browser.open(server, team, '/settings', { role: 'auditor' })
    for (const [tab, said] of [
      ['general', 'Acme Three'],
      ['spending', 'May spend without limit'],
      ['period', 'Comes'],
      ['thresholds', '80%'],
    ] as const) {
      await auditor.go(`/settings?tab=${tab}`)
      await auditor.page.locator('main').getByText(said).first().waitFor()
      expect(await auditor.page.locator('main :is(form, input)').count(), tab).toBe(0)
    }
    await auditor.page.context().close()
  })
})
