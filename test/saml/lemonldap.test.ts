import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../demo/browser.ts'
import { signOutHere } from '../support/saml/sign-out-here.ts'
import { startLemon, type RunningLemon } from '../support/saml/start-lemonldap.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

// Where Debian's packages are there: CONTRIBUTING.md has the commands.

describe.runIf(process.env['LEMONLDAP'])('single sign-on through LemonLDAP::NG', () => {
  let server: TestServer
  let team: TestTeam
  let idp: RunningLemon
  let browser: Awaited<ReturnType<typeof launchBrowser>>
  let ours: { id: string; metadata: string }
  beforeAll(async () => {
    ;[server, idp, browser] = await Promise.all([startTestServer('sqlite'), startLemon(), launchBrowser()])
    team = await server.addTeam({ domains: ['badwolf.org'] })
    const made = await team.api('POST', '/connections', { protocol: 'saml', name: 'LemonLDAP', metadata_xml: idp.metadata })
    if (made.body.state !== 'configured') throw new Error(made.text)
    ours = { id: made.body.id, metadata: await (await fetch(made.body.sp_metadata_url)).text() }
  })
  afterAll(() => Promise.all([server.stop(), idp.stop(), browser.close()]))

  /** Signs rtyler in there, in a browser that was never here. Answers what it shows when it is back, and whether the assertion came encrypted. */
  async function signIn(address: string): Promise<{ page: Page; text: string; isEncrypted: boolean }> {
    const page = await (await browser.newContext()).newPage()
    const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/acs'))
    await page.goto(address)
    await page.fill('input[name=user]', 'rtyler')
    await page.fill('input[name=password]', 'rtyler')
    await page.click('button[type=submit]')
    const message = new URLSearchParams((await posted).postData() ?? '').get('SAMLResponse') ?? ''
    await page.waitForURL(`${server.url}/**`)
    await page.waitForFunction("!document.querySelector('input[name=posted_again]')")
    return { page, text: await textOf(page), isEncrypted: Buffer.from(message, 'base64').includes('EncryptedAssertion') }
  }

  const textOf = async (page: Page) => (await page.textContent('body')) ?? ''
  const start = () => `${server.url}/sso/${ours.id}/start`

  test('a test sign-in, then people, with what it signs and encrypts', async () => {
    await idp.trust(ours.metadata)
    const { body: begun } = await team.api('POST', `/connections/${ours.id}/test`)
    expect((await signIn(begun.url)).text).toContain('LemonLDAP works')
    expect((await team.api('POST', `/connections/${ours.id}/activate`)).status).toBe(200)
    for (const how of [
      { encrypts: false },
      { encrypts: false, signsResponse: false },
      { encrypts: true },
      { encrypts: true, signsResponse: false },
    ]) {
      await idp.trust(ours.metadata, how)
      const { text, isEncrypted } = await signIn(start())
      expect([text.includes('rtyler@badwolf.org'), isEncrypted], JSON.stringify(how)).toEqual([true, how.encrypts])
    }
  })

  test('signing out there signs out here', async () => {
    const { page } = await signIn(start())
    expect(await textOf(page)).toContain('rtyler@badwolf.org')
    const told = page.waitForResponse((response) => response.url().startsWith(`${server.url}/sso/${ours.id}/slo?`))
    await page.goto(`${idp.url}/?logout=1`)
    expect((await told).status()).toBe(303)
    await page.goto(server.url)
    expect(await textOf(page)).not.toContain('rtyler@badwolf.org')
  })

  test('signing out here signs out there', async () => {
    const { page } = await signIn(start())
    expect(await signOutHere(page, ours.id)).not.toContain('rtyler@badwolf.org')
  })
})
