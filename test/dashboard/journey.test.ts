import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOperatorKey } from '../../server/access/operator-keys.ts'
import { operatorAt } from '../../server/cli/session.ts'
import { installation, type DirectoryId } from '../../server/kernel/ids.ts'
import { prepareFirstRun } from '../../server/provisioning/first-run.ts'
import { copyToken, follow, link, passTest, press, see } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser, type DashboardPage } from '../support/dashboard.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startOidcProvider, type RunningProvider } from '../support/start-oidc-provider.ts'
import { ask, openDirectory, startTestServer, type TestDirectory, type TestServer } from '../support/test-server.ts'

let server: TestServer
let provider: RunningProvider
let browser: DashboardBrowser
beforeAll(async () => {
  ;[server, provider, browser] = await Promise.all([startTestServer('sqlite'), startOidcProvider(), startDashboardBrowser()])
})
afterAll(() => Promise.all([browser.close(), server.stop(), provider.stop()]))

test('leads from an empty server to why somebody may spend what they may', { timeout: 180_000 }, async () => {
  const opened = await setUpTeam()
  const { page, go, complaints } = opened
  await go('/directory')
  expect(await missing(opened)).toEqual(['The plan Enterprise', 'An active single sign-on connection', 'A verified e-mail domain'])
  await setPlan('enterprise')
  await setUpSingleSignOn(opened)
  const directory = await connectDirectory(opened)
  const grace = await create(directory, 'Users', person('grace', { displayName: 'Grace Hopper' }))
  const engineering = await create(directory, 'Groups', groupOf('Engineering'))
  await page.getByText('Groups came without the people in them').waitFor()
  await directory.scim('PATCH', `/Groups/${engineering}`, patchOf({ op: 'add', path: 'members', value: [{ value: grace }] }))
  await page.locator('[data-missing]').waitFor({ state: 'detached' })

  await go('/groups')
  await page.getByRole('button', { name: 'Limit of Engineering:' }).click()
  await page.getByLabel('Amount for each person').fill('80')
  await press(page, 'Preview')
  const preview = page.getByRole('dialog')
  await preview.getByText('The limit of 1 person changes').waitFor()
  expect(await preview.getByRole('row', { name: 'Grace Hopper' }).textContent()).toMatch(/Unlimited.*\$80\.00/)
  await press(page, 'Set the limit')
  await page.getByRole('button', { name: 'Limit of Engineering: $80.00' }).waitFor()
  await go(`/users/${grace}`)
  await expectWhy(opened, /^\$80\.00 \/ month, because that is the limit of Engineering, the only group of Grace Hopper/)

  await go('/log')
  await page.getByText('Live', { exact: true }).waitFor()
  await create(directory, 'Users', person('bo'))
  await page.getByRole('button', { name: /^bo@acme.example created/ }).waitFor()
  await page.locator('header button').last().click()
  await page.getByRole('menuitem', { name: 'Français' }).click()
  await page.getByRole('heading', { name: 'Journal de provisionnement' }).waitFor()
  await go(`/users/${grace}`)
  await expectWhy(opened, /^80,00\s\$US \/ mois, car c’est le plafond de Engineering, le seul groupe auquel appartient Grace Hopper/)
  expect(complaints).toEqual([])
  await page.context().close()
})

/** The link of the first run, which the server prints, is opened; the team's plan is one that the operator has yet to change. */
async function setUpTeam(): Promise<DashboardPage> {
  const path = await prepareFirstRun(server.db, server.environment, operatorAt(server.environment))
  await setPlan('standard')
  const opened = await browser.openLink(server, `${server.url}${path}`)
  const { page } = opened
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.fill('input[name=team_name]', 'Beginners')
  await page.fill('input[name=email]', 'ada@acme.example')
  await page.click('button[type=submit]')
  await page.locator('main h1').waitFor()
  expect([page.url(), await page.locator('header').textContent()]).toEqual([`${server.url}/`, expect.stringContaining('Beginners')])
  return opened
}

/** As the operator, by the API. */
async function setPlan(plan: 'enterprise' | 'standard'): Promise<void> {
  const { db, environment } = server
  const { teamId } = await db.read.selectFrom('teams').select('teamId').executeTakeFirstOrThrow()
  const { secret } = await createOperatorKey(db, environment, operatorAt(environment)(installation), { name: 'ops', scopes: ['*'], expiresAt: null })
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const answer = await ask('PUT', `${server.url}/v1/team/plan?team=${teamId}`, { plan }, headers)
  expect(answer.body, answer.text).toMatchObject({ plan })
}

const missing = ({ page }: DashboardPage) =>
  page
    .locator('main li')
    .filter({ hasText: 'missing' })
    .locator('p')
    .filter({ hasText: /^(The plan|An active|A verified)/ })
    .allTextContents()

type Claimed = { txt: { name: string; value: string } }

/** A domain is claimed and proved, and a connection set up, tested and activated. */
async function setUpSingleSignOn({ page, go }: DashboardPage): Promise<void> {
  await go('/sso')
  await page.getByLabel('Add a domain').fill('acme.example')
  await press(page, 'Add')
  await see(page, '_purser-challenge.acme.example')
  const [{ txt }] = await page.evaluate<[Claimed]>("fetch('/v1/domains').then((answer) => answer.json()).then(({ items }) => items)")
  await see(page, txt.value)
  server.dns.set(txt.name, [txt.value])
  await see(page, 'The record is there.') // by itself
  await link(page, 'Add a connection').first().click()
  await page.getByLabel('Name').fill('Okta')
  await press(page, 'Go on')
  await see(page, 'Still missing: Issuer, Client ID, and Client secret.')
  const redirectUri = await page
    .locator('main code')
    .filter({ hasText: /\/callback$/ })
    .first()
    .textContent()
  const { clientId, clientSecret } = await provider.register(redirectUri ?? '')
  await page.getByLabel('Issuer').fill(provider.issuer)
  await page.getByLabel('Client ID').fill(clientId)
  await page.getByLabel('Client secret').first().fill(clientSecret)
  await press(page, 'Save')
  await follow(page, 'Go to the test')
  await passTest(page, provider.issuer, 'ada.lovelace@acme.example')
  await press(page, 'Activate')
  await see(page, 'Where people sign in')
}

/** The set-up up to where one watches it arrive. Answers the directory as its identity provider sees it, with what was pasted there. */
async function connectDirectory({ page, go }: DashboardPage): Promise<TestDirectory> {
  await go('/directory')
  await follow(page, 'Start the set-up')
  await page.getByRole('radio', { name: 'Okta' }).click()
  await press(page, 'Continue')
  await press(page, 'Make the token')
  const token = await copyToken(page)
  await follow(page, 'Continue')
  await page.getByRole('heading', { name: 'Set up the provider' }).waitFor()
  const directoryId = new URL(page.url()).searchParams.get('directory') as DirectoryId // the wizard keeps it there
  const directory = openDirectory(server.url, { directoryId, token, tokenId: '' })
  await page.getByText(directory.baseUrl).first().waitFor()
  expect((await directory.scim('GET', '/Users')).status).toBe(200)
  await page.getByText('arrived').first().waitFor()
  await follow(page, 'Continue')
  await page.getByText('The connection works, but no person has come').waitFor()
  return directory
}

async function expectWhy({ page }: DashboardPage, sentence: RegExp): Promise<void> {
  await expect.poll(() => page.locator('.why-sentence').textContent()).toMatch(sentence)
}
