import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../demo/browser.ts'
import { databases } from './support/databases.ts'
import { startOidcProvider, type RunningProvider } from './support/start-oidc-provider.ts'
import { startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

// Whether cookies, redirects between two sites and the policies of our pages let people sign in, a browser alone can say.

describe.each(databases)('in a browser, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let provider: RunningProvider
  let browser: Browser
  beforeAll(async () => {
    ;[server, provider, browser] = await Promise.all([startTestServer(database), startOidcProvider(), launchBrowser()])
    team = await server.addTeam({ domains: ['acme.example'] })
  })
  afterAll(() => Promise.all([server.stop(), provider.stop(), browser.close()]))

  /** A browser that was never here, and what our pages' policies refuse in it. */
  async function open(): Promise<{ page: Page; refused: string[] }> {
    const page = await (await browser.newContext()).newPage()
    const refused: string[] = []
    page.on(
      'console',
      (message) => void (/content security policy/i.test(message.text()) && message.text().includes(server.url) && refused.push(message.text())),
    )
    return { page, refused }
  }
  async function typeAtProvider(page: Page, login: string): Promise<void> {
    await page.waitForURL(`${provider.issuer}/**`)
    await page.fill('input[name=login]', login)
    await page.fill('input[name=password]', 'any')
    await page.click('button[type=submit]')
    await page.waitForURL(`${server.url}/**`)
  }

  test('a test sign-in shows what was sent, and then people sign in, from the start and from the page to sign in', async () => {
    const { id, redirect_uri: redirectUri } = (await team.api('POST', '/connections', { protocol: 'oidc', name: 'Company', issuer: provider.issuer }))
      .body
    const { clientId, clientSecret } = await provider.register(redirectUri)
    await team.api('PATCH', `/connections/${id}`, { client_id: clientId, client_secret: clientSecret })
    const { page: admin } = await open()
    await admin.goto((await team.api('POST', `/connections/${id}/test`)).body.url)
    await typeAtProvider(admin, 'ada.lovelace@acme.example')
    expect(await admin.textContent('h1')).toBe('Company works')
    expect(await admin.textContent('main')).toContain('ada.lovelace@acme.example')
    expect((await team.api('POST', `/connections/${id}/activate`)).status).toBe(200)

    const { page, refused } = await open()
    await page.goto(`${server.url}/sso/${id}/start?return_to=${encodeURIComponent('/help?q=sso')}`)
    await typeAtProvider(page, 'grace.hopper@acme.example')
    await page.getByRole('button', { name: 'grace.hopper@acme.example' }).waitFor()
    expect(page.url()).toBe(`${server.url}/help?q=sso`)
    expect(await page.context().cookies(server.url)).toContainEqual(
      expect.objectContaining({ name: 'purser_session', httpOnly: true, sameSite: 'Lax' }),
    )

    const { page: other, refused: more } = await open()
    await other.goto(`${server.url}/sign-in?return_to=${encodeURIComponent('/help?q=page')}`)
    await other.fill('input[name=email]', 'grace.hopper@acme.example')
    await other.click('button[type=submit]')
    // The team has another connection as well, so there is a choice.
    await other.click('a:has-text("Company")')
    await typeAtProvider(other, 'grace.hopper@acme.example')
    await other.getByRole('button', { name: 'grace.hopper@acme.example' }).waitFor()
    expect(other.url()).toBe(`${server.url}/help?q=page`)
    expect([...refused, ...more]).toEqual([])
    await Promise.all([admin.close(), page.close(), other.close()])
  })
})
