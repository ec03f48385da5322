import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser } from '../../demo/browser.ts'
import { databases } from '../support/databases.ts'
import { connectSamlp, signInAtSamlp, startSamlp, type RunningSamlp } from '../support/saml/start-samlp.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { Visitor } from '../support/visitor.ts'

describe.each(databases)('single sign-on through a real SAML provider, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let samlp: RunningSamlp
  beforeAll(async () => {
    ;[server, samlp] = await Promise.all([startTestServer(database), startSamlp()])
    team = await server.addTeam({ domains: ['acme.example'] })
  })
  afterAll(() => Promise.all([server.stop(), samlp.stop()]))

  test.each([
    ['a signed assertion', { signs: 'assertion' }, '/metadata'],
    ['a signed Response', { signs: 'response' }, '/metadata'],
    ['both signed', { signs: 'both' }, '/metadata'],
    ['an encrypted assertion', { signs: 'assertion', encrypts: true }, '/metadata'],
    ['an encrypted assertion in a signed Response', { signs: 'both', encrypts: true }, '/metadata'],
    ['a request by form', { signs: 'assertion' }, '/metadata?post=1'],
  ])('with %s', async (_name, how, metadata) => {
    const { id } = await connectSamlp(team, samlp, new Visitor(), how, metadata)
    const home = await signInAtSamlp(new Visitor(), `${server.url}/sso/${id}/start?return_to=/?lang=fr`, 'grace.hopper@acme.example')
    expect([home.status, home.url, home.text.includes('<title>Purser</title>')]).toEqual([200, `${server.url}/?lang=fr`, true])
    const { items } = (await team.api('GET', `/connections/${id}/tests`)).body
    expect(items).toMatchObject([
      {
        outcome: 'succeeded',
        mapped: { subject: 'user-ada.lovelace@acme.example', email: 'ada.lovelace@acme.example', first_name: 'ada', last_name: 'lovelace' },
      },
    ])
    const other = await signInAtSamlp(new Visitor(), `${server.url}/sso/${id}/start`, 'eve@evil.example')
    expect([other.status, other.text.includes('email-foreign')]).toEqual([403, true])
  })

  test('its key rolls over without a failed sign-in', async () => {
    const made = await connectSamlp(team, samlp, new Visitor())
    const signIn = async () => (await signInAtSamlp(new Visitor(), `${server.url}/sso/${made.id}/start`, 'grace.hopper@acme.example')).status
    expect(await signIn()).toBe(200)
    const both = await team.api('PATCH', `/connections/${made.id}`, { metadata_url: `${samlp.url}/metadata?both=1` })
    expect(both).toMatchObject({ status: 200, body: { state: 'active', certificates: [{}, {}] } })
    expect(await signIn()).toBe(200)
    await samlp.trust(made, { rolledOver: true })
    expect(await signIn()).toBe(200)
  })

  test('in a real browser, which sends no cookie with the form of another site', async () => {
    const { id } = await connectSamlp(team, samlp, new Visitor())
    const browser: Browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      const posted: (string | undefined)[] = []
      const refused: string[] = []
      page.on('request', (request) => void (request.url().endsWith('/acs') && posted.push(request.headers()['sec-fetch-site'])))
      page.on('console', (message) => void (/content security policy/i.test(message.text()) && refused.push(message.text())))
      await page.goto(`${server.url}/sso/${id}/start`)
      expect(page.url()).toMatch(/^http:\/\/localhost:/) // another site than 127.0.0.1
      await page.fill('input[name=login]', 'grace.hopper@acme.example')
      await page.click('button')
      await page.waitForURL(`${server.url}/`)
      await page.getByRole('button', { name: 'grace.hopper@acme.example' }).waitFor()
      expect([posted.length, refused]).toEqual([2, []])
    } finally {
      await browser.close()
    }
  })
})
