import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../demo/browser.ts'
import { signOutHere } from '../support/saml/sign-out-here.ts'
import { startSimpleSaml, type RunningSimpleSaml } from '../support/saml/start-simplesamlphp.ts'
import type { SamlConnection } from '../support/saml/start-samlp.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

// Where Debian's package is there: CONTRIBUTING.md has the commands.

describe.runIf(process.env['SIMPLESAMLPHP'])('single sign-on through SimpleSAMLphp', () => {
  let server: TestServer
  let team: TestTeam
  let idp: RunningSimpleSaml
  let browser: Awaited<ReturnType<typeof launchBrowser>>
  let connection: SamlConnection
  beforeAll(async () => {
    ;[server, idp, browser] = await Promise.all([startTestServer('sqlite'), startSimpleSaml(), launchBrowser()])
    team = await server.addTeam({ domains: ['acme.example'] })
    const made = await team.api('POST', '/connections', {
      protocol: 'saml',
      name: 'SimpleSAMLphp',
      metadata_url: `${idp.url}/saml2/idp/metadata.php`,
    })
    if (made.body.state !== 'configured' || made.body.idp_entity_id !== `${idp.url}/metadata`) throw new Error(made.text)
    connection = made.body
  })
  afterAll(() => Promise.all([server.stop(), idp.stop(), browser.close()]))

  /** Signs somebody in there, in a browser that was never here. Answers where it ended, and what it shows. */
  async function signIn(start: string, name: string): Promise<{ url: string; text: string; out: () => Promise<string> }> {
    const page = await (await browser.newContext()).newPage()
    await page.goto(start)
    await page.fill('input[name=username]', name)
    await page.fill('input[name=password]', 'any')
    await page.click('button[type=submit], input[type=submit]')
    await page.waitForFunction(`location.origin === '${server.url}' && !document.querySelector('input[name=posted_again]')`)
    return { url: page.url(), text: (await page.textContent('body')) ?? '', out: () => signOutHere(page, connection.id) }
  }

  const start = () => `${server.url}/sso/${connection.id}/start`

  test('a test sign-in, then people, with what it signs and encrypts by its defaults', async () => {
    idp.trust(connection)
    const begun = await team.api('POST', `/connections/${connection.id}/test`)
    expect((await signIn(begun.body.url, 'grace')).text).toContain('SimpleSAMLphp works')
    expect((await team.api('POST', `/connections/${connection.id}/activate`)).status).toBe(200)
    for (const how of [{ signsResponse: true }, { signsResponse: false }, { encrypts: true }, { encrypts: true, signsResponse: false }]) {
      idp.trust(connection, how)
      expect((await signIn(start(), 'grace')).text, JSON.stringify(how)).toContain('grace.hopper@acme.example')
    }
  })

  test('a user with two addresses or none is refused', async () => {
    expect((await signIn(start(), 'two')).text).toContain('email-several')
    expect((await signIn(start(), 'none')).text).toContain('email-missing')
  })

  test('signing out here signs out there', async () => {
    const { out } = await signIn(start(), 'grace')
    expect(await out()).not.toContain('grace.hopper@acme.example')
  })
})
