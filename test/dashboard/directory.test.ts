import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { becomeVisitor, copyToken, follow, press, tabTo } from '../support/dashboard-steps.ts'
import { looks, startDashboardBrowser, type DashboardBrowser, type DashboardPage, type Look } from '../support/dashboard.ts'
import { entitle } from '../support/entitled.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { openDirectory, startTestServer, type BareTeam, type TestDirectory, type TestServer, type TestTeam } from '../support/test-server.ts'

describe('active directory management', () => {
  let server: TestServer
  let browser: DashboardBrowser
  beforeAll(async () => {
    server = await startTestServer('sqlite')
    browser = await startDashboardBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  /** A team that may have directories and has none. */
  async function addReadyTeam(): Promise<BareTeam> {
    const team = await server.addBareTeam()
    await entitle(server.db, server.environment, team.by)
    return team
  }

  async function open(team: BareTeam, path = '/directory', look: Look = {}): Promise<DashboardPage> {
    const opened = await browser.open(server, team, path, look)
    await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    return opened
  }

  /** The identity provider of the directory that a page is about, with a token that somebody pasted there. */
  function providerOf({ page }: DashboardPage, token: string): TestDirectory {
    const directoryId = (new URL(page.url()).searchParams.get('directory') ?? '') as TestDirectory['directoryId']
    return openDirectory(server.url, { directoryId, token, tokenId: '' })
  }

  /** A team whose directory has people in two limited groups. */
  async function addBusyTeam(): Promise<TestTeam> {
    const team = await server.addTeam()
    const ids = [await create(team.directory, 'Users', person('ada')), await create(team.directory, 'Users', person('bo'))]
    for (const [name, amount] of [['Engineering', '200'] as const, ['Support', '50'] as const]) {
      const group = await create(team.directory, 'Groups', groupOf(name, ids))
      expect((await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })).status).toBe(200)
    }
    return team
  }

  test('shows exactly what is missing before there may be a directory, and the way there', async () => {
    const team = await server.addBareTeam()
    const { page, expectAccessible } = await open(team)
    await expectAccessible()
    const missing = page.locator('main li').filter({ hasText: 'missing' })
    expect(await missing.allTextContents()).toEqual([expect.stringContaining('single sign-on connection'), expect.stringContaining('e-mail domain')])
    await team.api('POST', '/connections', { protocol: 'oidc', name: 'Our Okta', issuer: 'https://acme.okta.com' })
    await page.reload()
    await page.getByText('The connection Our Okta is begun, and not finished.').waitFor()
    await page.getByRole('link', { name: 'Go on with single sign-on' }).click()
    await page.waitForURL('**/sso')
    await page.context().close()
  })

  test('sets a directory up from start to done, left and resumed on the way, while its provider pushes', { timeout: 120_000 }, async () => {
    const team = await addReadyTeam()
    const opened = await open(team)
    const { page, expectAccessible } = opened
    await page.getByRole('link', { name: 'Start the set-up' }).click()
    await page.getByRole('radio', { name: 'Okta' }).click()
    expect(await page.getByLabel('Name of the directory').inputValue()).toBe('Okta')
    await press(page, 'Continue')

    // The token is made, and its page is left without copying it.
    await press(page, 'Make the token')
    const lost = await page.getByText(/^purser_scim_/).textContent()
    await press(page, 'Continue')
    await page.getByRole('dialog').getByText('never again').waitFor()
    await expectAccessible()
    await page.reload()
    await page.getByText('A token was made, and nobody has used it yet').waitFor()
    expect(await page.getByText(lost ?? '?').count()).toBe(0)
    await press(page, 'Make another token')
    const token = await copyToken(page)
    expect(token).not.toBe(lost)
    const provider = providerOf(opened, token)
    expect((await providerOf(opened, lost ?? '').scim('GET', '/Users')).status).toBe(401)
    await follow(page, 'Continue')

    // The provider's own names, the team's own values, and a tick as the first request comes.
    await page.getByRole('heading', { name: 'Set up the provider' }).waitFor()
    const connect = page.getByRole('region', { name: '1. Enter URL and token' })
    for (const text of ['SCIM connector base URL', provider.baseUrl, token, 'Test Connector Configuration'])
      expect(await connect.textContent()).toContain(text)
    await connect.getByText('not seen yet').waitFor()
    expect((await provider.scim('GET', '/Users')).status).toBe(200)
    await connect.getByText('arrived').waitFor()
    await page.getByRole('button', { name: 'The whole guide' }).click()
    await page.getByRole('region', { name: 'When it does not work' }).waitFor()
    await expectAccessible()
    await follow(page, 'Continue')

    // What arrives, and what is missing until it does.
    await page.getByText('The connection works, but no person has come').waitFor()
    const ada = await create(provider, 'Users', person('ada'))
    await page.getByText('People come, but no group').waitFor()
    await page.getByText('Push Groups → Push Groups → Find groups by name').waitFor()
    await expectAccessible()
    const engineering = await create(provider, 'Groups', groupOf('Engineering'))
    await page.getByText('Groups came without the people in them').waitFor()
    await provider.scim('PATCH', `/Groups/${engineering}`, patchOf({ op: 'add', path: 'members', value: [{ value: ada }] }))
    await create(provider, 'Groups', groupOf('Support', [ada]))
    await page.locator('[data-missing]').waitFor({ state: 'detached' })
    expect(await page.getByRole('list', { name: 'What has arrived' }).getByText('waiting').count()).toBe(0)
    await page.getByRole('list', { name: 'The newest requests' }).getByText('Support').waitFor()
    await follow(page, 'Continue')

    // Limits: what is refused stays typed, and what one would do is shown before it is set.
    const setLimit = async (group: string, amount: string) => {
      await page.getByRole('button', { name: `Limit of ${group}:` }).click()
      await page.getByLabel('Amount for each person').fill(amount)
      await page.keyboard.press('Enter')
    }
    await setLimit('Engineering', 'eighty')
    await page.locator('[aria-invalid=true]').waitFor()
    expect(await page.getByLabel('Amount for each person').inputValue()).toBe('eighty')
    await page.getByLabel('Amount for each person').fill('1,080')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('The limit of 1 person changes').waitFor()
    await press(page, 'Set the limit')
    await page.getByRole('button', { name: 'Limit of Engineering: $1,080.00' }).waitFor()
    await setLimit('Engineering', '80')
    await press(page, 'Set the limit')
    await page.getByRole('button', { name: 'Limit of Engineering: $80.00' }).waitFor()
    await setLimit('Support', '20')
    await page.getByRole('dialog').getByText('Nobody’s limit changes').waitFor()
    await press(page, 'Set the limit')
    await page.getByRole('button', { name: 'Limit of Support: $20.00' }).waitFor()
    await follow(page, 'Continue')
    const row = page.getByRole('row').filter({ hasText: 'ada@acme.example' })
    await row.getByText('$80.00').waitFor()
    expect(await row.textContent()).toMatch(/Engineering.*Support: \$20\.00/)
    await follow(page, 'Continue')
    await page.getByText('Here from Okta: 1 active person and 2 groups.').waitFor()
    expect(await page.getByText('One step is still open').count()).toBe(0)
    await follow(page, 'Go to the directory')
    await page.getByRole('heading', { name: 'Sync health' }).waitFor()
    expect(await page.getByText('The set-up is not finished').count()).toBe(0)
    await page.context().close()
  })

  test('goes on where it was left, and names a token that does not work', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const { page, go } = await open(team, `/directory?directory=${directory.directoryId}`)
    await page.getByText('Next: Set up the provider').waitFor()
    await follow(page, 'Go on with the set-up')
    await page.getByRole('heading', { name: 'Set up the provider' }).waitFor()
    await go(`/directory?directory=${directory.directoryId}&step=test`)
    expect((await team.api('DELETE', `/directories/${directory.directoryId}/tokens/${directory.tokenId}`)).status).toBe(204)
    expect((await directory.scim('GET', '/Users')).status).toBe(401)
    await page.reload()
    await page.getByText('There is no token that works').waitFor()
    await team.api('POST', `/directories/${directory.directoryId}/tokens`, {})
    await page.reload()
    await page.getByText('The last request brought a token that does not work').waitFor()
    expect(await page.locator('main li').filter({ hasText: 'First request' }).textContent()).toContain('waiting') // what is refused connects nothing
    await follow(page, 'Make another token')
    await page.getByRole('heading', { name: 'URL and token' }).waitFor()
    await page.context().close()
  })

  test('names a token that was cut at pasting, in French too, and goes on as the whole one comes', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const { page } = await open(team, `/directory?directory=${directory.directoryId}&step=test`)
    await page.locator('[data-missing=unreachable]').waitFor()
    const headers = { authorization: `Bearer ${directory.token.slice(0, -5)}`, 'user-agent': 'Okta SCIM Client 1.0.0' }
    expect((await directory.scim('GET', '/Users', undefined, headers)).status).toBe(401)
    const told = page.locator('[data-missing=unknown-token]')
    await told.getByText('From Okta SCIM Client 1.0.0: called with a token that begins like the token token').waitFor()
    expect(await told.textContent()).toContain('paste it again at Okta: Authorization.')
    expect(await page.locator('main li').filter({ hasText: 'First request' }).textContent()).toContain('waiting')
    const french = await browser.open(server, team, `/directory?directory=${directory.directoryId}&step=test`, { language: 'fr', width: 360 })
    await french.page.getByText('De Okta SCIM Client 1.0.0\u00A0: appel avec un jeton qui commence comme le jeton token').waitFor()
    await french.expectAccessible()
    await french.page.context().close()
    await directory.scim('GET', '/Users')
    await page.locator('[data-missing=no-user]').waitFor()
    await page.context().close()
  })

  test('is done by the customer’s IT admin with a set-up link, who is shown no limits', async () => {
    const team = await addReadyTeam()
    const opened = await open(team)
    const { page, go, expectAccessible } = opened
    await becomeVisitor(page, team, server.url, 'directory')
    await go('/directory')
    await follow(page, 'Start the set-up')
    await page.getByRole('radio', { name: 'Microsoft Entra ID' }).click()
    await press(page, 'Continue')
    await press(page, 'Make the token')
    const provider = providerOf(opened, await copyToken(page))
    expect(await page.getByRole('navigation', { name: 'Steps of the set-up' }).getByRole('link').count()).toBe(5)
    await follow(page, 'Continue')
    await page.getByText(`${provider.baseUrl}?aadOptscim062020`).waitFor()
    await follow(page, 'Continue')
    await create(provider, 'Groups', groupOf('Engineering', [await create(provider, 'Users', person('ada'))]))
    await page.locator('[data-missing]').waitFor({ state: 'detached' })
    await follow(page, 'Continue')
    await page.getByText('Spend limits are set by an admin of the team').waitFor()
    expect(await page.getByText('One step is still open').count()).toBe(0)
    await expectAccessible()
    await follow(page, 'Go to the directory')
    await page.getByRole('heading', { name: 'Tokens' }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await page.context().close()
  })

  test('makes, rotates and revokes tokens, and warns whoever closes without copying', async () => {
    const { api, directory, ...team } = await server.addTeam()
    const { page, expectAccessible } = await open({ api, ...team }, `/directory?directory=${directory.directoryId}`)
    await press(page, 'Make a token')
    await page.getByRole('dialog').getByLabel('Name').fill('second')
    await expectAccessible()
    await press(page, 'Make the token')
    await page.getByRole('dialog').getByText('Close', { exact: true }).click()
    await page.getByText('It is not copied.').waitFor()
    await expectAccessible()
    await press(page, 'Close without copying')
    const row = page.getByRole('row').filter({ hasText: 'second' })
    await row.getByText('Not used yet').waitFor()
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('Nobody has used it.').waitFor()
    await press(page, 'Revoke the token')
    await row.getByText('Revoked').waitFor()

    await page.getByRole('button', { name: /^Rotate token/ }).click()
    await page.getByLabel('The old token goes on for').selectOption('3600')
    await press(page, 'Make the new token')
    const token = await copyToken(page)
    await page.getByRole('dialog').getByText('Close', { exact: true }).click()
    await page.getByText('Replaced, ends soon').waitFor()
    for (const each of [token, directory.token])
      expect((await openDirectory(server.url, { ...directory, token: each }).scim('GET', '/Users')).status).toBe(200)
    await page.context().close()
  })

  test('pauses, resumes, replaces and deletes a directory, each after its preview', async () => {
    const team = await addBusyTeam()
    const { page, go, expectAccessible } = await open(team, `/directory?directory=${team.directory.directoryId}`)
    await press(page, 'Pause')
    await page.getByText('It holds 2 users and 2 groups.').waitFor()
    await press(page, 'Pause the directory')
    await page.getByText('Paused', { exact: true }).waitFor()
    await press(page, 'Resume')
    await page.getByText('It holds 2 users and 2 groups.').waitFor()
    await press(page, 'Resume the directory')
    await page.getByText('Active', { exact: true }).waitFor()

    await press(page, 'Replace')
    await page.getByText('There is no other active directory.').waitFor()
    await press(page, 'Cancel')
    const next = await team.addDirectory()
    await team.api('PATCH', `/directories/${next.directoryId}`, { name: 'Next' })
    await create(next, 'Users', person('ada'))
    await create(next, 'Groups', groupOf('Engineering'))
    await page.reload()
    await press(page, 'Replace')
    await press(page, 'Replace the directory')
    await page.locator('[aria-invalid=true]').waitFor()
    await page.getByLabel('What takes over').selectOption('Next')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Out of the team: 1').waitFor()
    expect(await dialog.textContent()).toMatch(
      /bo Test.*Limits that are carried over: 1.*Engineering \(\$200\.00\).*Limits that end: 1.*Support \(\$50\.00\)/,
    )
    await expectAccessible()
    await press(page, 'Replace the directory')
    await page.getByText('has taken over.').waitFor()

    await go(`/directory?directory=${next.directoryId}`)
    await press(page, 'Delete')
    await dialog.getByText('Out of the team: 1').waitFor()
    await press(page, 'Delete the directory')
    await page.getByText('Deleted', { exact: true }).waitFor()
    await go('/directory')
    await page.getByRole('switch', { name: 'Show those that were replaced or deleted' }).click()
    await page.getByRole('row').filter({ hasText: 'Next' }).getByText('Deleted').waitFor()
    await page.context().close()
  })

  test('a provider without a name is called so in French, and a token that was cut is among what keeps requests away', async () => {
    const team = await addReadyTeam()
    const { id } = (await team.api('POST', '/directories', { name: 'Ours', provider: 'other' })).body
    await team.api('POST', `/directories/${id}/tokens`, {})
    const { page, go } = await open(team, '/directory', { language: 'fr' })
    await page.getByRole('cell', { name: 'Tout autre client SCIM 2.0' }).waitFor()
    await go(`/directory?directory=${id}&step=test`)
    await page.getByText('Le jeton a été tronqué au collage').waitFor()
    expect(await page.getByText('Any other SCIM').count()).toBe(0)
    await go('/help?q=verifier')
    await page.getByText('Okta : Vérifier que tout fonctionne').waitFor()
    await page.context().close()
  })

  test('is renamed, and tells what its provider did', async () => {
    const team = await addBusyTeam()
    const { page } = await open(team)
    await follow(page, 'Okta')
    await press(page, 'Rename')
    await page.getByRole('textbox', { name: 'Name' }).fill('People of Acme')
    await press(page, 'Save the name')
    await page.getByRole('heading', { name: 'People of Acme', exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    const created = page.locator('dl > div').filter({ hasText: 'Users created' })
    await created.getByText('2', { exact: true }).waitFor()
    await create(team.directory, 'Users', person('cy'))
    await created.getByText('3', { exact: true }).waitFor()
    expect(await page.locator('dl > div').filter({ hasText: 'Active users' }).textContent()).toBe('Active users3')
    await page.context().close()
  })

  test('says that the live connection was lost, looks by itself, and recovers', async () => {
    const team = await addBusyTeam()
    const { page } = await open(team, '/help')
    await page.route('**/v1/provisioning_log/stream*', (route) => route.fulfill({ status: 429, body: '{}' }))
    await page.goto(`${server.url}/directory?directory=${team.directory.directoryId}&step=test`)
    await page.getByText('Looking every 5 seconds').waitFor()
    await page.unroute('**/v1/provisioning_log/stream*')
    await create(team.directory, 'Users', person('dee'))
    await page.getByText('dee@acme.example').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await create(team.directory, 'Users', person('eve'))
    await page.getByText('eve@acme.example').waitFor()
    expect(await page.getByText('dee@acme.example').count()).toBe(1)
    await page.context().close()
  })

  test('is walked through by keyboard alone', async () => {
    const team = await addReadyTeam()
    const opened = await open(team)
    const { page } = opened
    await tabTo(page, 'Start the set-up')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Choose the provider' }).waitFor()
    await tabTo(page, 'Okta')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'Continue')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'URL and token' }).waitFor()
    await tabTo(page, 'Make the token')
    await page.keyboard.press('Enter')
    await page.getByText(/^purser_scim_/).waitFor()
    await tabTo(page, 'Copy the token')
    await page.keyboard.press('Enter')
    const provider = providerOf(opened, await page.evaluate<string>('navigator.clipboard.readText()'))
    await create(provider, 'Groups', groupOf('Engineering', [await create(provider, 'Users', person('ada'))]))
    for (const heading of ['Set up the provider', 'Watch it arrive', 'Set limits']) {
      await tabTo(page, 'Continue')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: heading }).waitFor()
      expect(await page.evaluate('document.activeElement.textContent')).toBe(heading)
    }
    await tabTo(page, 'Limit of Engineering: None. Change it')
    await page.keyboard.press('Enter')
    await page.keyboard.type('12.50')
    await page.keyboard.press('Enter')
    await page.getByText('The limit of 1 person changes').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Limit of Engineering: $12.50' }).waitFor()
    for (const heading of ['Several groups', 'Done']) {
      await tabTo(page, 'Continue')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    }
    await page.context().close()
  })

  test.each(looks)('has no view that axe finds fault with, nor one that is too wide: %o', { timeout: 180_000 }, async (look) => {
    const team = await addBusyTeam()
    const { directoryId: ended } = await team.addDirectory()
    await create(team.directory, 'Groups', groupOf('Contractors'))
    await team.api('DELETE', `/directories/${ended}`)
    const of = `/directory?directory=${team.directory.directoryId}`
    const steps = ['provider', 'token', 'configure', 'test', 'limits', 'overlaps', 'done']
    const views = ['/directory', '/directory?ended=true', '/directory?step=provider', of, ...steps.map((step) => `${of}&step=${step}`)]
    const { page, go, expectAccessible } = await open(team, '/directory', look)
    for (const path of views) {
      await go(path)
      await expectAccessible()
      const width = await page.evaluate<number>('document.documentElement.scrollWidth')
      expect(width, `${path} is wider than ${look.width} px`).toBeLessThanOrEqual(look.width)
    }
    await page.context().close()
  })
})
