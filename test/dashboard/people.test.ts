import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

describe('groups and users', () => {
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

  type Company = { team: TestTeam; ana: string; bo: string; engineering: string; support: string; everyone: string }

  /** Ana is in three groups, of which two have a limit; Bo is in one. */
  async function addCompany(): Promise<Company> {
    const team = await server.addTeam()
    const { directory } = team
    const [ana, bo] = [
      await create(directory, 'Users', person('ana', { displayName: 'Ana Li', externalId: 'x-ana', favouriteColour: 'red' })),
      await create(directory, 'Users', person('bo', { displayName: 'Bo Ek' })),
    ]
    const engineering = await create(directory, 'Groups', groupOf('Engineering', [ana]))
    const support = await create(directory, 'Groups', groupOf('Support', [ana]))
    const everyone = await create(directory, 'Groups', groupOf('Everyone', [ana, bo]))
    await create(directory, 'Groups', groupOf('Nobody'))
    await setLimit(team, engineering, '200')
    await setLimit(team, support, '50')
    expect((await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '20' })).status).toBe(200)
    return { team, ana, bo, engineering, support, everyone }
  }

  const setLimit = async (team: TestTeam, group: string, amount: string) =>
    expect((await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })).status).toBe(200)

  const names = (page: Page): Promise<string[]> => page.locator('main tbody tr td:first-child a').allTextContents()
  const limitOf = (page: Page, group: string): Locator => page.getByRole('button', { name: `Limit of ${group}:` })
  const inDialog = (page: Page): Locator => page.getByRole('dialog')
  const why = (page: Page): Locator => page.locator('.why-sentence')
  /** Waits until a list shows these rows and no other. */
  const shows = async (page: Page, ...rows: string[]) => {
    await expect.poll(() => names(page)).toEqual(rows)
  }

  test('a user is found by search, by group and by being in several groups, and each view has an address', async () => {
    const { team, engineering } = await addCompany()
    const { page, go } = await browser.open(server, team, '/users')
    await shows(page, 'Ana Li', 'Bo Ek')
    await page.getByRole('searchbox', { name: 'Search' }).fill('bo')
    await shows(page, 'Bo Ek')
    expect(new URL(page.url()).searchParams.get('q')).toBe('bo')
    await page.getByRole('button', { name: 'Clear' }).last().click()
    await shows(page, 'Ana Li', 'Bo Ek')
    await page.getByRole('checkbox', { name: 'In several groups' }).check()
    await shows(page, 'Ana Li')
    await go(`/users?group=${engineering}`)
    await shows(page, 'Ana Li')
    await go('/users?active=false')
    await page.getByText('No user is like that').waitFor()
    await go('/groups?is_empty=true')
    await shows(page, 'Nobody')
    await go('/groups?has_limit=true')
    await shows(page, 'Engineering', 'Support')
    await page.context().close()
  })

  test('a limit of a group is edited by keyboard alone, after it is shown whom that affects, and the explanation follows', async () => {
    const { team, ana } = await addCompany()
    const { page, go } = await browser.open(server, team, `/users/${ana}`)
    await expect.poll(() => why(page).textContent()).toBe('$200.00 / month, because Engineering is the highest limit among Ana Li’s 3 groups.')
    const considered = page.getByRole('table', { name: 'What was considered' }).locator('tbody tr')
    expect(await considered.allTextContents()).toEqual([
      expect.stringMatching(/Engineering.*\$200.00.*Decides/),
      expect.stringMatching(/Support.*\$50.00.*Lower/),
      expect.stringMatching(/Everyone.*Has no limit/),
      expect.stringMatching(/Team default.*\$20.00.*Replaced/),
    ])
    await go('/groups')
    await limitOf(page, 'Engineering').focus()
    await page.keyboard.press('F2')
    await page.keyboard.press('Escape')
    expect(await limitOf(page, 'Engineering').evaluate((button) => button === button.ownerDocument.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByLabel('Amount for each person').waitFor()
    await page.keyboard.type('forty')
    await page.keyboard.press('Enter')
    await page.getByText('Type an amount, such as 12.5').waitFor()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type('40')
    await page.keyboard.press('Enter')
    await inDialog(page).getByText('The limit of 1 person changes').waitFor()
    expect(await inDialog(page).getByRole('row', { name: 'Ana Li' }).textContent()).toMatch(/\$200\.00.*\$50\.00/)
    expect((await team.api('GET', `/users/${ana}/effective_limit`)).body.limit.amount).toBe('200.00') // nothing is changed yet
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Limit of Engineering: $40.00' }).waitFor()
    await go(`/users/${ana}`)
    await expect.poll(() => why(page).textContent()).toMatch(/^\$50\.00 \/ month, because Support is the highest/)
    await page.context().close()
  })

  test('who edits what somebody else changed meanwhile sees both, and chooses', async () => {
    const { team, engineering } = await addCompany()
    const { page } = await browser.open(server, team, '/groups')
    const edit = async (amount: string) => {
      await limitOf(page, 'Engineering').click()
      await page.getByLabel('Amount for each person').fill(amount)
      await page.getByRole('button', { name: 'Preview' }).click()
    }
    await limitOf(page, 'Engineering').waitFor()
    await setLimit(team, engineering, '150')
    await edit('300')
    await inDialog(page).getByText('It is $150.00 now. You typed $300.00.').waitFor()
    await inDialog(page).getByRole('button', { name: 'Keep what it is now' }).click()
    await page.getByRole('button', { name: 'Limit of Engineering: $150.00' }).waitFor()
    await edit('300')
    await inDialog(page).getByText('The limit of 1 person changes').waitFor()
    await setLimit(team, engineering, '160')
    await inDialog(page).getByRole('button', { name: 'Set the limit' }).click()
    await inDialog(page).getByText('It is $160.00 now. You typed $300.00.').waitFor()
    await inDialog(page).getByRole('button', { name: 'See what mine would do' }).click()
    await inDialog(page).getByRole('button', { name: 'Set the limit' }).click()
    await page.getByRole('button', { name: 'Limit of Engineering: $300.00' }).waitFor()
    expect((await team.api('GET', `/spend_limits/groups/${engineering}`)).body.amount).toBe('300.00')
    await page.context().close()
  })

  test('somebody is given a limit of their own with a reason and a last day, and loses it again', async () => {
    const { team, ana } = await addCompany()
    const { page, go } = await browser.open(server, team, `/users/${ana}`)
    const before = server.environment.now()
    server.pass(60)
    await page.getByRole('button', { name: 'Set an own limit' }).click()
    await inDialog(page).getByLabel('Kind of limit').selectOption('unlimited')
    await inDialog(page).getByLabel('Reason').fill('  ')
    await inDialog(page).getByRole('button', { name: 'Preview' }).click()
    await inDialog(page).getByText('Give a reason').waitFor()
    await inDialog(page).getByLabel('Reason').fill('The launch')
    await inDialog(page).getByLabel('Last day').fill('2099-12-31')
    await inDialog(page).getByRole('button', { name: 'Preview' }).click()
    await inDialog(page).getByText('1 without limit').waitFor()
    await inDialog(page).getByRole('button', { name: 'Set the limit' }).click()
    await expect.poll(() => why(page).textContent()).toMatch(/^Unlimited, because Ana Li has a limit of their own/)
    const stored = await team.api('GET', `/spend_limits/users/${ana}`)
    expect(stored.body).toMatchObject({ kind: 'unlimited', reason: 'The launch', expires_at: expect.stringMatching(/^(2099-12-31|2100-01-01)T/) })
    await go(`/users/${ana}?at=${encodeURIComponent(before)}`)
    await page.getByText('As it was on').waitFor()
    await expect.poll(() => why(page).textContent()).toMatch(/^\$200\.00/)
    await go(`/users/${ana}?at=1999-01-01T00%3A00%3A00Z`)
    await page.getByText('Not in the team yet').waitFor()
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.getByRole('button', { name: 'Remove the own limit' }).click()
    await inDialog(page).getByRole('button', { name: 'Take the limit away' }).click()
    await expect.poll(() => why(page).textContent()).toMatch(/^\$200\.00/)
    await page.context().close()
  })

  test('what the identity provider says is text, and what of it is not used is named', async () => {
    const { team, ana, engineering } = await addCompany()
    const { page, go } = await browser.open(server, team, `/users/${ana}`)
    const profile = page.getByRole('region', { name: 'Profile' })
    await profile.getByText('favouriteColour').waitFor()
    expect(await page.getByText('Managed in').count()).toBe(1)
    expect(await page.getByRole('region', { name: 'Groups' }).locator('tbody tr').count()).toBe(3)
    expect(await page.locator('main :is(input, textarea, select)').count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Requests about this person' }).getAttribute('href')).toBe(`/log?subject=${ana}`)
    await go(`/groups/${engineering}`)
    expect(await page.locator('main :is(input, textarea, select):not([type=search])').count()).toBe(0)
    await page.getByRole('searchbox').fill('zoe')
    await page.getByText('No member is like that').waitFor()
    await page.context().close()
  })

  test('who may only look finds limits as text', async () => {
    const { team, engineering, ana } = await addCompany()
    const { page, go } = await browser.open(server, team, '/groups', { role: 'auditor' })
    await page.getByText('$200.00').waitFor()
    expect(await limitOf(page, 'Engineering').count()).toBe(0)
    await go(`/groups/${engineering}`)
    expect(await page.getByRole('button', { name: /Limit of/ }).count()).toBe(0)
    await go(`/users/${ana}`)
    await why(page).waitFor()
    expect(await page.getByRole('button', { name: /own limit/ }).count()).toBe(0)
    await page.context().close()
  })

  test('a leaver is told apart, and a group that nobody knows is no page', async () => {
    const { team, bo } = await addCompany()
    await team.directory.scim('PATCH', `/Users/${bo}`, patchOf({ op: 'replace', path: 'active', value: false }))
    const { page, go } = await browser.open(server, team, `/users/${bo}`)
    await page.getByText('has left the team').waitFor()
    await go('/groups/grp_00000000000000000000000000')
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toMatch(/group/)
    await page.context().close()
  })

  test.each([
    ['en', 'light', 1280, /^\$200\.00 \/ month, because Engineering is the highest limit among Ana Li’s 3 groups/],
    ['fr', 'dark', 360, /^200,00\s\$US \/ mois, car Engineering a le plafond le plus élevé des 3 groupes auxquels appartient Ana Li/],
  ] as const)('every view is accessible, and no wider than the screen: %s, %s, %i px', async (language, scheme, width, sentence) => {
    const { team, ana, engineering } = await addCompany()
    const { page, go, expectAccessible } = await browser.open(server, team, '/users', { language, scheme, width })
    const check = async () => {
      await expectAccessible()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), page.url()).toBeLessThanOrEqual(width)
    }
    await check()
    for (const path of ['/groups?q=zzz', `/groups/${engineering}`, `/users/${ana}`]) {
      await go(path)
      await check()
    }
    expect(await why(page).textContent()).toMatch(sentence)
    await page.getByRole('button', { name: language === 'en' ? 'Set an own limit' : 'Fixer un plafond personnel' }).click()
    await inDialog(page).waitFor()
    await check()
    await page.keyboard.press('Escape')
    await go('/groups')
    await page.getByRole('button', { name: /Engineering/ }).click()
    await check()
    await page.locator('main form input').fill('40')
    await page.keyboard.press('Enter')
    await inDialog(page).getByRole('table').waitFor()
    await check()
    await page.context().close()
  })
})
