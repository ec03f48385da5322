import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toFindingShape } from '../../server/diagnostics/finding-shape.ts'
import { allCodes, tell, type Answer, type Finding } from '../../server/diagnostics/finding.ts'
import { looks, startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { cardOf, goneCardOf, seeGone, seeStillSo, untilFound, untilGone } from '../support/diagnostics-steps.ts'
import { exampleFacts } from '../support/finding-examples.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('diagnostics and help', () => {
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

  const deactivate = patchOf({ op: 'replace', value: { active: false } })

  test('shows what stands in the way with its cause; checked again it is still so, and gone once it is mended', async () => {
    const team = await server.addTeam()
    const ada = await create(team.directory, 'Users', person('ada'))
    const refused = await team.directory.scim('POST', '/Users', person('dee', { active: 'perhaps' }))
    await untilFound(team, 'groups-not-pushed')
    await untilFound(team, 'users-refused')
    const { page, expectAccessible } = await browser.open(server, team, '/diagnostics')

    // Users come, but no group.
    expect(await cardOf(page, 'groups-not-pushed').textContent()).toMatch(
      /1 user has arrived in .*no group was ever sent.*Push Groups → Find groups by name/,
    )
    await seeStillSo(page, 'groups-not-pushed')
    await create(team.directory, 'Groups', groupOf('Engineering', [ada]))
    await seeGone(page, team, 'groups-not-pushed')
    await expectAccessible()

    // A user is refused: the request that shows it, what to copy for support.
    const users = cardOf(page, 'users-refused')
    const request = refused.headers.get('x-request-id') ?? '?'
    expect(await users.getByRole('link', { name: request }).getAttribute('href')).toBe(`/log?request=${request}`)
    expect(await users.textContent()).toContain('a value is missing or not of its kind')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await users.getByRole('button', { name: 'Copy for support' }).click()
    const copied = await page.evaluate<string>('navigator.clipboard.readText()')
    for (const part of ['[users-refused, warning]', request, team.directory.directoryId, server.url]) expect(copied).toContain(part)
    await create(team.directory, 'Users', person('dee'))
    await untilGone(team, 'users-refused')
    await page.getByRole('button', { name: 'Check all again' }).click()
    await goneCardOf(page, 'users-refused').getByText('Gone').waitFor()
    await page.context().close()
  })

  test('answers by keyboard alone why somebody is not here, and the question can be linked', async () => {
    const team = await server.addTeam()
    const cy = await create(team.directory, 'Users', person('cy'))
    const request = (await team.directory.scim('PATCH', `/Users/${cy}`, deactivate)).headers.get('x-request-id') ?? '?'
    const { page, go, expectAccessible } = await browser.open(server, team, '/diagnostics')
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('cy@acme.example')
    await page.keyboard.press('Enter')
    await cardOf(page, 'person-deactivated').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('cy@acme.example')
    expect(await cardOf(page, 'person-deactivated').textContent()).toContain('Assignments → Assign')
    expect(await cardOf(page, 'person-deactivated').getByRole('link', { name: request }).count()).toBe(1)
    await expectAccessible()
    await team.directory.scim('PATCH', `/Users/${cy}`, patchOf({ op: 'replace', value: { active: true } }))
    await cardOf(page, 'person-deactivated').getByRole('button', { name: 'Check again' }).focus()
    await page.keyboard.press('Enter')
    await goneCardOf(page, 'person-deactivated').getByText('Gone').waitFor()
    await cardOf(page, 'person-present').waitFor()
    await go('/diagnostics?q=nobody%40acme.example')
    await cardOf(page, 'never-received').waitFor()
    await page.context().close()
  })

  test.each(looks)('answers the frequent questions from what is so, for everybody to read: $language, $scheme, $width px', async (look) => {
    const team = await server.addTeam()
    await create(team.directory, 'Users', person('ada'))
    await untilFound(team, 'groups-not-pushed')
    const { page, go, expectAccessible } = await browser.open(server, team, '/diagnostics?tab=questions&question=edit-directly', look)
    const [cannot, fast, push] = {
      en: ['No:', 'Okta sends each change', 'no group'],
      fr: ['Non :', 'Okta envoie chaque modification', 'aucun groupe'],
    }[look.language] as [string, string, string]
    await page.getByText(cannot).waitFor()
    await page.getByText('Assignments → Assign').waitFor()
    await expectAccessible()
    await go('/diagnostics?tab=questions&question=how-fast')
    await page.getByText(fast).waitFor()
    await go('/diagnostics?tab=questions&question=groups-not-appearing')
    await page.getByText(push).first().waitFor()
    await expectAccessible()
    await go('/diagnostics?q=ada%40acme.example')
    await page.locator('article[data-code=person-limit]').waitFor()
    await expectAccessible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    await page.context().close()
  })

  test('has French for every code, made of its facts alone', async () => {
    const team = await server.addTeam()
    const facts = exampleFacts(server.environment)
    const findings = allCodes.map((code) => toFindingShape(tell(code, facts[code], server.environment.now()) as Finding | Answer)) // each code with its own facts
    const { page, go, expectAccessible } = await browser.open(server, team, '/keys', { language: 'fr', scheme: 'dark', width: 360 })
    await page.route('**/v1/findings', (route) => route.fulfill({ json: { items: findings, next_cursor: null } }))
    await go('/diagnostics')
    await cardOf(page, 'group-refused').waitFor()
    const cards = await page.evaluate<[code: string, text: string][]>(
      "[...document.querySelectorAll('article[data-code]')].map((card) => [card.dataset.code, card.textContent])",
    )
    const texts = new Map(cards)
    for (const { code, title, what, to_do: toDo } of findings) {
      const text = texts.get(code) ?? ''
      expect(text, code).toMatch(/Que faire/)
      expect(text, code).not.toMatch(/undefined|NaN|\[object|Invalid|[{}]/)
      for (const english of [title, what, toDo]) expect(text, code).not.toContain(english)
    }
    await expectAccessible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    await page.context().close()
  })

  test.each(looks)('finds a section of a guide, and shows it with the team’s own SCIM URL: $language, $scheme, $width px', async (look) => {
    const team = await server.addTeam()
    const [found, whenNot] =
      look.language === 'fr' ? ['Okta\u00a0: Connecter', 'Quand cela ne fonctionne pas'] : ['Okta: Connect', 'When it does not work']
    const { page, go, expectAccessible } = await browser.open(server, team, '/help', look)
    await expectAccessible()
    await page.getByRole('searchbox').fill('okta connector base url')
    await page.getByRole('link', { name: found, exact: true }).waitFor()
    await expectAccessible()
    await page.getByRole('link', { name: found, exact: true }).click()
    await page.getByText(team.directory.baseUrl).first().waitFor()
    await expectAccessible()
    await go('/help?guide=entra')
    await page.getByRole('region', { name: whenNot }).waitFor()
    await expectAccessible()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width)
    await page.context().close()
  })
})
