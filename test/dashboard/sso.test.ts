import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { prepareFirstRun } from '../../server/provisioning/first-run.ts'
import { operatorAt } from '../../server/cli/session.ts'
import { button, link, passTest, section, see, tabTo, typeAtProvider } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { idpMetadata, makeKeys } from '../support/saml/identity-provider.ts'
import { startOidcProvider, type RunningProvider } from '../support/start-oidc-provider.ts'
import { startTestServer, type BareTeam, type TestServer } from '../support/test-server.ts'

let server: TestServer
let provider: RunningProvider
let browser: DashboardBrowser
beforeAll(async () => {
  ;[server, provider, browser] = await Promise.all([startTestServer('sqlite'), startOidcProvider(), startDashboardBrowser()])
})
afterAll(() => Promise.all([browser.close(), server.stop(), provider.stop()]))

/** Proves a domain of a team, as its DNS would. */
async function prove(team: BareTeam, domain: string) {
  const { id, txt } = (await team.api('POST', '/domains', { domain })).body
  server.dns.set(txt.name, [txt.value])
  await team.api('POST', `/domains/${id}/verify`)
}

/** A connection with the test's identity provider, which a test sign-in may be begun of. */
async function connect(team: BareTeam, name = 'Company') {
  const { id, redirect_uri: redirectUri } = (await team.api('POST', '/connections', { protocol: 'oidc', name, issuer: provider.issuer })).body
  const { clientId, clientSecret } = await provider.register(redirectUri)
  await team.api('PATCH', `/connections/${id}`, { client_id: clientId, client_secret: clientSecret })
  return id as string // of the answer above
}

describe('single sign-on, in the dashboard', () => {
  test('goes from nothing to a connection that people sign in through', async () => {
    const team = await server.addBareTeam()
    const { page, expectAccessible, complaints } = await browser.open(server, team, '/sso')
    await see(page, 'Single sign-on is not ready yet')

    // A refusal says why, and what was typed stays.
    const field = page.getByLabel('Add a domain')
    await field.fill('gmail.com')
    await button(page, 'Add').click()
    await see(page, 'gmail.com is a mail service where anybody may have an address')
    expect(await field.inputValue()).toBe('gmail.com')
    await field.fill('acme.example')
    await button(page, 'Add').click()
    await see(page, /There is no TXT record at _purser-challenge\.acme\.example/)
    await expectAccessible()
    const [{ txt }] = (await team.api('GET', '/domains')).body.items
    await see(page, txt.name)
    await see(page, txt.value)
    server.dns.set(txt.name, [txt.value])
    // By itself: nothing is pressed.
    await see(page, 'Verified')
    await see(page, 'The record is there.')

    await link(page, 'Add a connection').first().click()
    await page.getByLabel('Name').fill('Okta')
    await expectAccessible()
    await button(page, 'Go on').click()
    await see(page, 'Still missing: Issuer, Client ID, and Client secret.')
    const redirectUri = (await team.api('GET', '/connections')).body.items[0].redirect_uri
    await see(page, redirectUri)
    const { clientId, clientSecret } = await provider.register(redirectUri)
    const issuer = page.getByLabel('Issuer')
    await issuer.fill('ftp://elsewhere.example')
    await page.getByLabel('Client ID').fill(clientId)
    await page.getByLabel('Client secret').first().fill(clientSecret)
    await button(page, 'Save').click()
    await page.getByRole('alert').waitFor()
    expect([await issuer.inputValue(), await page.getByLabel('Client ID').inputValue()]).toEqual(['ftp://elsewhere.example', clientId])
    await expectAccessible()
    await issuer.fill(provider.issuer)
    await button(page, 'Save').click()
    await see(page, 'All is there. A test sign-in shows whether it works')
    expect(await page.getByLabel('Client secret').first().inputValue()).toBe('')

    // The test leads elsewhere in a tab of its own; what came of it is seen here as it ends.
    await link(page, 'Go to the test').click()
    await see(page, 'No test sign-in yet')
    await passTest(page, provider.issuer, 'eve@elsewhere.example')
    await see(page, /eve@elsewhere\.example is not in a verified domain of this team/)
    await expectAccessible()
    await page.context().clearCookies({ domain: new URL(provider.issuer).hostname, name: /^_session/ })
    await passTest(page, provider.issuer, 'ada.lovelace@acme.example')
    const result = section(page, 'Result of the test')
    await result.getByText('Succeeded').waitFor()
    expect(await result.getByRole('table', { name: 'What was taken from it' }).textContent()).toContain(
      'E-mail addressada.lovelace@acme.examplefrom email',
    )
    expect(await result.getByRole('table', { name: 'claims' }).textContent()).toContain('sub')
    await button(page, 'Activate').click()
    await see(page, 'Where people sign in')
    await link(page, 'All of single sign-on').click()
    await see(page, 'Single sign-on works')
    await expectAccessible()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('takes SAML metadata as XML and by hand, shows what was read before it is saved, and warns of certificates', async () => {
    const team = await server.addBareTeam()
    const [keys, newer] = await Promise.all([makeKeys(), makeKeys()])
    const facts = { entityId: 'https://idp.example/saml', ssoUrl: 'https://idp.example/sso' }
    const { id } = (await team.api('POST', '/connections', { protocol: 'saml', name: 'Entra' })).body
    const { page, go, expectAccessible } = await browser.open(server, team, `/sso?connection=${id}`, { language: 'fr', scheme: 'dark', width: 360 })
    await see(page, /\/acs$/)
    await page.getByText('En XML', { exact: true }).click()
    const xml = page.getByLabel('Métadonnées (XML)')
    await xml.fill('<html>no metadata</html>')
    await button(page, 'Lire').click()
    await page.getByRole('alert').waitFor()
    expect(await xml.inputValue()).toBe('<html>no metadata</html>')
    expect((await team.api('GET', `/connections/${id}`)).body.state).toBe('draft')
    await page.locator('input[type=file]').setInputFiles({
      name: 'metadata.xml',
      mimeType: 'application/xml',
      buffer: Buffer.from(idpMetadata({ ...facts, certificates: [keys.certificate] })),
    })
    await button(page, 'Lire').click()
    const preview = section(page, 'Ce qui a été lu')
    await preview.getByText(facts.ssoUrl).waitFor()
    expect(await preview.textContent()).toContain('CN=idp.example')
    expect((await team.api('GET', `/connections/${id}`)).body.idp_entity_id).toBeNull()
    await expectAccessible()
    await button(page, 'Enregistrer').click()
    await see(page, 'Tout est là.')
    expect((await team.api('GET', `/connections/${id}`)).body).toMatchObject({
      state: 'configured',
      idp_entity_id: facts.entityId,
      sso_url: facts.ssoUrl,
    })

    // By hand: another address, a certificate more, which the preview calls new.
    await button(page, 'Donner de nouvelles métadonnées').click()
    await page.getByText('À la main', { exact: true }).click()
    await page.getByLabel('Adresse de connexion').fill('https://idp.example/sso2')
    await page.getByLabel('Certificats de signature').last().fill(`${keys.certificate}\n${newer.certificate}`)
    await button(page, 'Lire').click()
    await preview.getByText('https://idp.example/sso2').waitFor()
    expect(await preview.getByText('Nouveau').count()).toBe(1)
    await button(page, 'Enregistrer').click()
    await preview.waitFor({ state: 'detached' })
    await section(page, 'De votre fournisseur d’identité').getByText('https://idp.example/sso2').waitFor()
    expect((await team.api('GET', `/connections/${id}`)).body.certificates).toHaveLength(2)

    await go(`/sso?connection=${id}&tab=attributes`)
    await page.getByLabel('Prénom').fill('givenName')
    await button(page, 'Enregistrer').click()
    await see(page, 'Enregistré')
    expect((await team.api('GET', `/connections/${id}`)).body.attribute_mapping.first_name).toBe('givenName')
    await expectAccessible()
    await go(`/sso?connection=${id}&tab=settings`)
    await page.getByRole('switch', { name: 'Le fournisseur d’identité peut commencer une connexion' }).click()
    await page.getByRole('switch', { name: 'Accepter les signatures SHA-1' }).click()
    await see(page, 'SHA-1 peut être falsifié.')
    await button(page, 'Enregistrer').click()
    await see(page, 'Les signatures SHA-1 sont acceptées')
    expect((await team.api('GET', `/connections/${id}`)).body).toMatchObject({ idp_initiated: true, accept_sha1: true, force_authn: false })
    await expectAccessible()
    await button(page, 'Supprimer Entra').click()
    await page.getByRole('dialog').getByText('Les sessions commencées par elle prennent fin aussitôt.').waitFor()
    await expectAccessible()
    await button(page, 'La supprimer').click()
    await see(page, 'Pas encore de connexion')
    await page.context().close()
  })

  test('requires single sign-on of whoever has shown that they can, and keeps what it rests on', async () => {
    const team = await server.addBareTeam()
    const { page, go, expectAccessible } = await browser.open(server, team, '/sso')
    const own = (await page.evaluate<{ email: string }>("fetch('/v1/session').then((answer) => answer.json())")).email
    await prove(team, 'people.example')
    const id = await connect(team)
    await go(`/sso?connection=${id}&tab=test`)
    const required = async () => {
      await go('/sso')
      await button(page, 'Require it').click()
      await page.getByRole('dialog').getByText('owners too').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Require it' }).click()
    }
    await required()
    await page.getByRole('dialog').getByText('no active connection').waitFor()
    await expectAccessible()
    await page.keyboard.press('Escape')
    await go(`/sso?connection=${id}&tab=test`)
    await passTest(page, provider.issuer, own)
    await button(page, 'Activate').click()
    await see(page, 'Where people sign in')
    await required()
    await see(page, 'Required')
    await go(`/sso?connection=${id}`)
    await button(page, 'Deactivate').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate it' }).click()
    await page.getByRole('dialog').getByText('this is its last active connection').waitFor()
    await page.keyboard.press('Escape')
    await go('/sso')
    await button(page, 'Stop requiring it').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop requiring it' }).click()
    await see(page, 'Not required')
    await page.context().close()
  })

  test('keeps what somebody wanted to see through single sign-on, and tells who did not get in', async () => {
    const team = await server.addBareTeam()
    await prove(team, 'journey.example')
    const id = await connect(team, 'Journey')
    const admin = await browser.open(server, team, `/sso?connection=${id}&tab=test`)
    await passTest(admin.page, provider.issuer, 'ada.lovelace@journey.example')
    await button(admin.page, 'Activate').click()
    await see(admin.page, 'Where people sign in')

    await admin.page
      .context()
      .browser()
      ?.newContext({ locale: 'en' })
      .then(async (context) => {
        const page = await context.newPage()
        const wanted = `${server.url}/users?q=ada`
        await page.goto(wanted)
        await page.fill('input[name=email]', 'grace.hopper@journey.example')
        await page.click('button[type=submit]')
        await typeAtProvider(page, provider.issuer, 'grace.hopper@journey.example')
        await page.locator('main h1').waitFor()
        expect([page.url(), await page.locator('header button').last().textContent()]).toEqual([wanted, 'grace.hopper@journey.example'])
        await page.locator('header button').last().click()
        await page.getByRole('menuitem', { name: 'Sign out' }).click()
        await page.waitForURL(`${server.url}/sign-in?**`)
        await page.goto(wanted)
        expect(page.url()).toBe(`${server.url}/sign-in?return_to=${encodeURIComponent('/users?q=ada')}`)
        // Somebody who has no business here.
        await context.clearCookies()
        await page.goto(`${server.url}/sso/${id}/start`)
        await typeAtProvider(page, provider.issuer, 'eve@elsewhere.example')
        await context.close()
      })

    const { page, go, expectAccessible } = admin
    await go(`/sso?connection=${id}&tab=sign-ins`)
    await see(page, /eve@elsewhere\.example is not in a verified domain/)
    await see(page, 'grace.hopper@journey.example')
    await page.getByRole('button', { name: /^Details.*eve@elsewhere/ }).click()
    await page.getByRole('table', { name: 'userinfo' }).waitFor()
    expect(page.url()).toContain('&sign_in=req_')
    await expectAccessible()
    await page.reload()
    await page.getByRole('table', { name: 'userinfo' }).waitFor()
    await page.context().close()
  })

  test('hands out a link, once, whose visitor sets single sign-on up and sees nothing else', async () => {
    const team = await server.addBareTeam()
    const { page, expectAccessible } = await browser.open(server, team, '/sso')
    await button(page, 'Make a set-up link').click()
    await page.getByRole('dialog').getByLabel('What it opens').click()
    await page.getByRole('option', { name: 'Single sign-on', exact: true }).click()
    await button(page, 'Make the link').click()
    const url = await page.getByRole('dialog').locator('code').textContent()
    await expectAccessible()
    await page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click()
    await button(page, 'Done').click()
    await see(page, 'Last opened')
    expect(await page.locator('main').textContent()).not.toContain('/setup/')

    const context = await page.context().browser()?.newContext({ locale: 'fr' })
    const guest = await context?.newPage()
    if (!guest) throw new Error('the browser is there')
    await guest.goto(url ?? '')
    await guest.click('button')
    await guest.locator('nav a').first().waitFor()
    await guest.goto(`${server.url}/sso`)
    await see(guest, 'L’authentification unique n’est pas encore prête')
    expect(await guest.locator('main section h2').allTextContents()).toEqual([
      'L’authentification unique n’est pas encore prête',
      'Connexions',
      'Pas encore de connexion',
      'Domaines',
    ])
    await guest.getByLabel('Ajouter un domaine').fill('guest.example')
    await button(guest, 'Ajouter').click()
    await see(guest, '_purser-challenge.guest.example')
    const id = await connect(team, 'Par lien')
    await prove(team, 'invited.example')
    await guest.goto(`${server.url}/sso?connection=${id}&tab=test`)
    const opened = guest.context().waitForEvent('page')
    await button(guest, 'Lancer une connexion d’essai').click()
    await typeAtProvider(await opened, provider.issuer, 'ada@invited.example')
    await button(guest, 'Activer').click()
    await see(guest, 'Les propriétaires ne peuvent pas s’y connecter tant qu’un propriétaire ne l’a pas activée.')
    await guest.context().close()

    // The owner lets owners in, and ends the link.
    await page.goto(`${server.url}/sso?connection=${id}`)
    await button(page, 'Let owners in too').click()
    await button(page, 'Let owners in too').waitFor({ state: 'detached' })
    await page.goto(`${server.url}/sso`)
    await button(page, 'Revoke the link: Single sign-on').click()
    await button(page, 'Revoke it').click()
    await see(page, 'Revoked')
    await page.context().close()
  })

  test('is worked by keyboard alone: a domain, a connection, its set-up and its test', async () => {
    const team = await server.addBareTeam()
    const { page } = await browser.open(server, team, '/sso')
    await tabTo(page, 'Add a domain')
    await page.keyboard.type('keys.example')
    await page.keyboard.press('Enter')
    await see(page, '_purser-challenge.keys.example')
    await page.reload()
    await tabTo(page, 'Add a connection')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Name')
    await page.keyboard.type('By keyboard')
    await tabTo(page, 'OpenID Connect')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'Go on')
    await page.keyboard.press('Enter')
    await see(page, 'Still missing: Entity ID of the identity provider')
    await tabTo(page, 'By its address')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await tabTo(page, 'Entity ID of the identity provider')
    await page.keyboard.type('https://idp.example/saml')
    await tabTo(page, 'Sign-in address')
    await page.keyboard.type('https://idp.example/sso')
    await tabTo(page, 'Signing certificates')
    await page.keyboard.insertText((await makeKeys()).certificate)
    await tabTo(page, 'Read it')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Save this')
    await page.keyboard.press('Enter')
    await see(page, 'All is there.')
    await tabTo(page, 'Set-up')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await tabTo(page, 'Begin a test sign-in')
    const opened = page.context().waitForEvent('page')
    await page.keyboard.press('Enter')
    await (await opened).close()
    await see(page, 'Waiting for the sign-in')
    expect((await team.api('GET', '/connections')).body.items).toEqual([expect.objectContaining({ name: 'By keyboard', state: 'configured' })])
    await page.context().close()
  })

  test('is for auditors to look at, and for others not at all', async () => {
    const team = await server.addBareTeam()
    const id = await connect(team)
    const auditor = await browser.open(server, team, '/sso', { role: 'auditor' })
    await see(auditor.page, 'No domain was claimed yet.')
    await auditor.go(`/sso?connection=${id}`)
    await see(auditor.page, 'stored, shown to nobody')
    expect(await auditor.page.locator('main input, main textarea').count()).toBe(0)
    await auditor.go(`/sso?connection=con_unknown`)
    await see(auditor.page, 'connection-not-found')
    await auditor.page.context().close()
    const member = await browser.open(server, team, '/sso', { role: 'member' })
    await see(member.page, 'These roles may:')
    await member.go(`/sso?connection=${id}`)
    await see(member.page, 'These roles may:')
    expect(member.complaints).toEqual([])
    await member.page.context().close()
  })
})

describe('the ways in', () => {
  test('the first run and an invitation lead into the dashboard', async () => {
    const fresh = await startTestServer('sqlite')
    const path = await prepareFirstRun(fresh.db, fresh.environment, operatorAt(fresh.environment))
    const team = await server.addBareTeam()
    const { page } = await browser.open(server, team)
    await page.goto(`${fresh.url}${path}`)
    await page.fill('input[name=team_name]', 'Beginners')
    await page.fill('input[name=email]', 'ada@acme.example')
    await page.click('button[type=submit]')
    await page.locator('main h1').waitFor()
    expect([page.url(), await page.locator('header').textContent()]).toEqual([`${fresh.url}/`, expect.stringContaining('Beginners')])
    const invite = await team.api('POST', '/invites', { email: 'bo@acme.example', role: 'admin' })
    await page.context().clearCookies()
    await page.goto(invite.body.url)
    await page.click('button[type=submit]')
    await page.locator('main h1').waitFor()
    expect([page.url(), await page.locator('header').textContent()]).toEqual([`${server.url}/`, expect.stringContaining('bo@acme.example')])
    await page.context().close()
    await fresh.stop()
  })
})
