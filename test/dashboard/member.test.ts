import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendEvents, usage } from '../spend/events.ts'
import { looks, startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { create, groupOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let browser: DashboardBrowser
beforeAll(async () => {
  ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
})
afterAll(() => Promise.all([browser.close(), server.stop()]))

const whole = { kind: 'amount', amount: '10' }

test('a member sees their own limit, why, what is spent and when it begins anew, and nothing of anybody else by any address', async () => {
  const team = await server.addTeam()
  const { directory } = team
  const [ada, bo] = [await create(directory, 'Users', person('ada')), await create(directory, 'Users', person('bo'))]
  const engineering = await create(directory, 'Groups', groupOf('Engineering', [ada, bo]))
  const secret = await create(directory, 'Groups', groupOf('Acquisitions', [bo]))
  for (const group of [engineering, secret]) expect((await team.api('PUT', `/spend_limits/groups/${group}`, whole)).status).toBe(200)
  const time = server.environment.now()
  const events = [usage('one', ada, '4', { model: 'large' }, { time }), usage('two', bo, '9', { model: 'secret-model' }, { time })]
  expect((await sendEvents(team, server, events)).status).toBe(200)
  expect((await team.api('POST', '/authorizations', { user: bo, amount: '2' })).status).toBe(402)
  const decision = (await team.api('GET', '/decisions')).body.items[0].id
  const { items } = (await team.api('GET', '/members')).body
  const other: string = items.find(({ email }: { email: string }) => email.startsWith('bo')).id

  const [screen, phone] = looks
  const opened = await browser.open(server, team, '/', { ...screen, as: 'email:ada@acme.example' })
  const { page, go, expectAccessible } = opened
  const told: string[] = []
  page.on('response', (answer) => {
    if (answer.url().includes('/v1/') && answer.ok()) void answer.text().then((text) => told.push(`${answer.url()} ${text}`))
  })
  for (const path of ['/', '/spend']) {
    await go(path)
    await expect
      .poll(() => page.locator('.why-sentence').textContent())
      .toBe('$10.00 / month, because that is the limit of Engineering, your only group.')
    for (const [label, value] of [['Spent', '$4.00'] as const, ['Remaining', '$6.00'] as const])
      expect(await page.locator('main').textContent(), path).toContain(label + value)
    expect(await page.getByText('Begins anew').count()).toBe(1)
    await expectAccessible()
  }
  expect(await page.getByRole('tab').count()).toBe(0)

  const closed = [`/users/${other}`, '/users?q=bo', `/groups/${secret}`, '/groups', '/members?tab=sessions', '/audit', '/log', '/directory', '/sso']
  for (const path of [...closed, `/directory?directory=${directory.directoryId}`, '/diagnostics?q=bo%40acme.example', '/diagnostics?tab=questions']) {
    await go(path)
    expect(await page.getByText('These roles may:').count(), path).toBe(1)
  }
  for (const tab of ['limits', 'people', `stopped&decision=${decision}`, 'quarantine', `spend&group_by=user&member=${other}`]) {
    await go(`/spend?tab=${tab}`)
    expect(await page.locator('.why-sentence').count(), tab).toBe(1)
  }
  for (const path of ['/settings?tab=period', '/settings?tab=thresholds', '/settings?tab=spending', '/keys?tab=team', '/help?tab=questions']) {
    await go(path)
    expect(await page.locator('main :is(form, input:not([type=search]))').count(), path).toBe(0)
  }
  await go('/help?guide=okta')
  await page.getByText('Whoever sets up the identity provider sees the team’s own values here.').waitFor()
  await go('/help')
  expect(await page.locator('main a[href="/diagnostics"]').count()).toBe(0) // it leads where one may go
  expect(told.length).toBeGreaterThan(0)
  for (const answer of told) expect(answer).not.toMatch(/\bbo@|Acquisitions|secret-model/)
  expect(opened.complaints).toEqual([])
  await page.context().close()

  const small = await browser.open(server, team, '/spend', { ...phone, as: 'email:ada@acme.example' })
  await small.page.locator('.why-sentence').waitFor()
  await small.expectAccessible()
  expect(await small.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width)
  await small.page.context().close()
})
