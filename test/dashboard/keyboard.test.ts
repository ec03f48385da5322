import { afterAll, beforeAll, expect, test } from 'vitest'
import { dialog, tabTo } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { cardOf, goneCardOf, untilFound, untilGone } from '../support/diagnostics-steps.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let browser: DashboardBrowser
beforeAll(async () => {
  ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
})
afterAll(() => Promise.all([browser.close(), server.stop()]))

test('without a mouse a limit is set, somebody invited, a threshold changed, a stop explained, and a finding checked again', async () => {
  const team = await server.addTeam()
  const ada = await create(team.directory, 'Users', person('ada'))
  const { page, complaints } = await browser.open(server, team)
  const { keyboard } = page
  const isAt = (title: string) => page.getByRole('heading', { level: 1, name: title }).waitFor()
  const follow = async (name: string) => {
    await tabTo(page, name)
    await keyboard.press('Enter')
  }
  /** What a dialog focuses takes what is typed. */
  const type = async (text: string) => {
    await page.locator('[role=dialog] input:focus').waitFor()
    await keyboard.type(text)
  }

  // A limit for everybody, by the first thing that Tab reaches: past the ways to go.
  await follow('Limits and spend')
  await isAt('Limits and spend')
  await tabTo(page, 'Spend')
  await keyboard.press('ArrowRight')
  await tabTo(page, 'Limit of Team default: No default. Change it')
  await keyboard.press('Enter')
  await page.locator('form input:focus').waitFor()
  await keyboard.type('5')
  await keyboard.press('Enter')
  await dialog(page).getByText('changes, of').waitFor()
  await keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  expect((await team.api('GET', '/spend_limits/team_default')).body).toMatchObject({ amount: '5.00' })

  // A request that it stopped.
  expect((await team.api('POST', '/authorizations', { user: ada, amount: '6' })).status).toBe(402)
  await tabTo(page, 'Limits')
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowRight')
  await follow('Explain the stopped request of ada Test')
  await dialog(page).getByText('$6.00 was asked for').waitFor()
  await keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'detached' })

  await follow('Members')
  await isAt('Members')
  await follow('Invite somebody')
  await type('bo@acme.example')
  await keyboard.press('Enter')
  await dialog(page).getByText('/link/').first().waitFor()
  await follow('Done')
  await dialog(page).getByText('It is not copied.').waitFor()
  await keyboard.press('Enter')
  await dialog(page).waitFor({ state: 'detached' })
  expect((await team.api('GET', '/invites')).body.items).toMatchObject([{ email: 'bo@acme.example' }])

  await follow('Settings')
  await isAt('Settings')
  await tabTo(page, 'General')
  for (let step = 0; step < 3; step++) await keyboard.press('ArrowRight')
  await tabTo(page, 'Thresholds: Each person’s spending')
  await keyboard.type('33 %')
  await keyboard.press('Enter')
  await follow('Save')
  await page.getByRole('button', { name: 'Back to the usual ones' }).waitFor()

  await untilFound(team, 'groups-not-pushed')
  await follow('Diagnostics')
  await isAt('Diagnostics')
  await cardOf(page, 'groups-not-pushed').waitFor()
  const code = () => page.evaluate<string | null>("document.activeElement?.closest('article[data-code]')?.dataset.code ?? null")
  await create(team.directory, 'Groups', groupOf('Engineering', [ada]))
  await untilGone(team, 'groups-not-pushed')
  do await tabTo(page, 'Check again')
  while ((await code()) !== 'groups-not-pushed')
  await keyboard.press('Enter')
  await goneCardOf(page, 'groups-not-pushed').getByText('Gone').waitFor()
  // The focus is not lost with what is gone.
  expect(await page.evaluate<string>('document.activeElement.tagName')).not.toBe('BODY')

  await follow('Audit log')
  await isAt('Audit log')
  await follow('Verify the log')
  await page.getByText('Nothing was changed or taken out').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})
