import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialog, pick, press, row, tabTo } from '../support/dashboard-steps.ts'
import { looks, startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer } from '../support/test-server.ts'

describe('keys and the audit log', () => {
  let server: TestServer
  let browser: DashboardBrowser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
  })
  afterAll(() => Promise.all([browser.close(), server.stop()]))

  const copied = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()')
  const ownId = (page: Page) => page.evaluate<string>("fetch('/v1/session').then((answer) => answer.json()).then(({ member_id: id }) => id)")
  /** What a program is answered that has the key. */
  const statusOf = async (key: string, path: string) => (await ask('GET', server.url + path, undefined, { authorization: `Bearer ${key}` })).status
  /** The key that is shown this once. */
  const shownKey = async (page: Page): Promise<string> => {
    await dialog(page).getByText('Copy the key now: it is shown this once').waitFor()
    return (await dialog(page).locator('code').first().textContent()) ?? ''
  }

  test('a key is made by keyboard alone, shown once with a request of one’s own, replaced and revoked', async () => {
    const team = await server.addBareTeam()
    const { page, expectAccessible, complaints } = await browser.open(server, team, '/keys')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const own = `/v1/users/${await ownId(page)}/effective_limit`
    await tabTo(page, 'Make a key')
    await page.keyboard.press('Enter')
    await page.locator('input:focus').waitFor()
    await page.keyboard.type('gateway')
    await expectAccessible()
    await page.keyboard.press('Enter')
    const first = await shownKey(page)
    expect(first).toMatch(/^purser_key_/)
    await expectAccessible()
    await tabTo(page, 'Copy the request')
    await page.keyboard.press('Enter')
    await dialog(page).getByRole('status').filter({ hasText: 'Copied' }).waitFor()
    expect(await copied(page)).toBe(`curl -H 'Authorization: Bearer ${first}' ${server.url}${own}`)
    expect(await dialog(page).textContent()).toContain(`{"user":"${own.split('/')[3]}","amount":"0.42"}`)
    expect(await statusOf(first, own)).toBe(200)
    await tabTo(page, 'I have copied it')
    await page.keyboard.press('Enter')
    await dialog(page).waitFor({ state: 'detached' })
    await row(page, 'gateway').getByText('Live').waitFor()
    expect(await page.locator('main').textContent()).not.toContain(first)

    // The old one goes on for as long as one says.
    await press(page, 'Rotate gateway')
    await pick(page, 'How long the old key goes on', 'An hour')
    await expectAccessible()
    await press(page, 'Make the new key')
    const next = await shownKey(page)
    await press(page, `Copy ${next}`)
    await expect.poll(() => copied(page)).toBe(next)
    await press(page, 'I have copied it')
    await row(page, 'gateway').getByText('Replaced').waitFor()
    for (const key of [first, next]) expect(await statusOf(key, own)).toBe(200)
    server.pass(3_700)
    expect([await statusOf(first, own), await statusOf(next, own)]).toEqual([401, 200])
    expect(complaints).toEqual([])
    await page.context().close()

    const later = await browser.open(server, team, '/keys')
    await row(later.page, 'gateway').filter({ hasText: 'Live' }).getByRole('button', { name: 'Revoke gateway' }).click()
    await dialog(later.page).getByText('It was last used').waitFor()
    await later.expectAccessible()
    await dialog(later.page).getByRole('button', { name: 'Revoke', exact: true }).click()
    await row(later.page, 'gateway').getByText('Revoked').waitFor()
    expect(await statusOf(next, own)).toBe(401)
    await later.page.context().close()
  })

  test('a member makes keys of their own, which may do what they may, and sees none of the team', async () => {
    const team = await server.addBareTeam()
    const { page } = await browser.open(server, team, '/keys?tab=team', { role: 'member' })
    await page.getByText('No key yet').waitFor()
    expect(await page.getByRole('tab').allTextContents()).toEqual(['My own'])
    await press(page, 'Make a key')
    await dialog(page).getByText('A new personal key').waitFor()
    await dialog(page).getByLabel('Name').fill('my script')
    const scopes = dialog(page).getByRole('combobox', { name: 'May do' })
    await scopes.press('Backspace') // what is proposed opens one's own limit
    await dialog(page).getByLabel('Name').press('Enter')
    await dialog(page).getByText('Choose at least one').waitFor()
    await scopes.click()
    await page.getByRole('option', { name: 'session:own' }).click()
    await page.keyboard.press('Escape')
    await press(page, 'Make the key')
    const key = await shownKey(page)
    expect([await statusOf(key, '/v1/session/limit'), await statusOf(key, '/v1/members')]).toEqual([200, 403])
    // No request is offered that would be refused.
    const offered = await page.locator('main pre').allTextContents()
    expect(offered).toEqual([expect.stringMatching(/\/v1\/session\/limit$/)])
    await press(page, 'I have copied it')
    await row(page, 'my script').getByText('Live').waitFor()
    await press(page, 'Revoke my script')
    await dialog(page).getByRole('button', { name: 'Revoke', exact: true }).click()
    await row(page, 'my script').getByText('Revoked').waitFor()
    expect(await statusOf(key, '/v1/session/limit')).toBe(401)
    await page.context().close()
  })

  test('the audit log tells who did what, is filtered, verified and exported, and opens an entry', async () => {
    const team = await server.addTeam()
    const { id } = (await team.api('POST', '/invites', { email: 'cy@acme.example', role: 'member' })).body
    expect((await team.api('POST', '/invites', { email: 'cy', role: 'member' })).status).toBe(422)
    const { page, go, expectAccessible } = await browser.open(server, team, '/audit')
    const rows = page.locator('main tbody tr')
    await press(page, 'Verify the log')
    await page.getByText('Nothing was changed or taken out').waitFor()
    await page.getByText(/^\d+ entries were read\.$/).waitFor()
    await expectAccessible()
    await page.getByRole('searchbox', { name: 'Action' }).fill('create_invite')
    await page.waitForURL('**/audit?action=create_invite')
    await expect.poll(() => rows.count()).toBe(3) // whoever looks was invited too
    await pick(page, 'Outcome', 'Refused')
    await expect.poll(() => rows.count()).toBe(1)
    await pick(page, 'Outcome', 'Done')
    await expect.poll(() => rows.count()).toBe(2)
    await pick(page, 'Who', 'Person')
    await page.getByText('No entry is like that').waitFor()
    await pick(page, 'Who', 'API key')
    await page.getByRole('searchbox', { name: 'About (id)' }).fill(id)
    await expect.poll(() => rows.count()).toBe(1)

    await press(page, 'Export')
    const href = await page.getByRole('menuitem', { name: 'As lines of JSON, as filtered' }).getAttribute('href')
    const exported = await page.evaluate<string>(`fetch(${JSON.stringify(href)}).then((answer) => answer.text())`)
    const lines = exported.trim().split('\n')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('cy@acme.example')
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'As CSV, as filtered' }).click()
    expect((await download).suggestedFilename()).toMatch(/^.*audit.*\.csv$/)

    await rows.first().getByRole('button').click()
    await dialog(page).getByText('cy@acme.example').first().waitFor()
    await dialog(page).getByText('Place in the chain').waitFor()
    await dialog(page).getByText('create_invite', { exact: true }).waitFor() // what the filter asks for
    expect(page.url()).toContain('entry=req_')
    await expectAccessible()
    await page.reload()
    await dialog(page).getByText('cy@acme.example').first().waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await press(page, 'Clear')
    await expect.poll(() => rows.count()).toBeGreaterThan(3)
    const group = await create(team.directory, 'Groups', groupOf('Engineering'))
    expect((await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '80' })).status).toBe(200)
    const ada = await create(team.directory, 'Users', person('ada'))
    await team.api('PUT', `/spend_limits/users/${ada}`, { kind: 'amount', amount: '3', reason: 'a try' })
    await team
      .api('POST', '/authorizations', { user: ada, amount: '2' })
      .then(({ body }) => team.api('POST', `/authorizations/${body.id}/settle`, { amount: '2' }))
    await go('/audit?action=set_limit')
    await page.getByRole('button', { name: 'the own limit of ada Test set to $3.00' }).waitFor()
    await page.getByRole('button', { name: 'the limit of group Engineering set to $80.00' }).click()
    await dialog(page).getByRole('link', { name: 'Open the page' }).click()
    await page.getByRole('heading', { name: 'Engineering', exact: true }).waitFor()
    await go('/audit?actor_kind=api_key')
    await page.getByRole('button', { name: 'ada Test reached the threshold of 50%: $2.00 spent in the period' }).waitFor()
    await go('/audit?since=2000-01-01T00%3A00%3A00Z&until=2000-01-02T00%3A00%3A00Z')
    await page.getByText('No entry is like that').waitFor()
    await page.context().close()
  })

  test('on a phone, in French and in the dark, all of it fits', async () => {
    const [, phone] = looks
    const team = await server.addBareTeam()
    await team.api('POST', '/api_keys', { name: 'gateway', scopes: ['*'] })
    const { page, go, expectAccessible } = await browser.open(server, team, '/keys', phone)
    const check = async () => {
      await expectAccessible()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(phone.width)
    }
    await press(page, 'Renouveler gateway')
    await dialog(page).waitFor()
    await check()
    await page.keyboard.press('Escape')
    await go('/audit')
    await page.locator('main tbody tr').first().getByRole('button').click()
    await dialog(page).getByText('Place dans la chaîne').waitFor()
    await check()
    await page.context().close()
  })
})
