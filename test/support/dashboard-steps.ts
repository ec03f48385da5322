import type { Page } from 'playwright-core'
import { confirmLink, cookieIn, type BareTeam } from './test-server.ts'

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
export const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true })
export const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
export const press = (page: Page, name: string) => button(page, name).click()
export const follow = (page: Page, name: string) => link(page, name).click()

export const dialog = (page: Page) => page.getByRole('dialog')
export const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

/** Chooses one of a list that opens. */
export async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** Waits until a text is there. */
export const see = (page: Page, text: string | RegExp) => page.locator('main').getByText(text).first().waitFor()

/** Copies the token that is shown, as somebody would who pastes it elsewhere. */
export async function copyToken(page: Page): Promise<string> {
  await press(page, 'Copy the token')
  await page.getByText('Token copied').waitFor()
  return page.evaluate<string>('navigator.clipboard.readText()')
}

/** Signs in at the identity provider, in whatever page it asks, and comes back. */
export async function typeAtProvider(page: Page, issuer: string, login: string): Promise<void> {
  await page.waitForURL(`${issuer}/**`)
  await page.fill('input[name=login]', login)
  await page.fill('input[name=password]', 'any')
  await page.click('button[type=submit]')
  await page.waitForURL((url) => !url.href.startsWith(issuer))
}

/** Begins a test sign-in by the button, and signs in in the tab that it opens. */
export async function passTest(page: Page, issuer: string, login: string): Promise<void> {
  const opened = page.context().waitForEvent('page')
  await press(page, 'Begin a test sign-in')
  const tab = await opened
  await typeAtProvider(tab, issuer, login)
  await tab.close()
}

/** Makes the browser that of somebody who opened a set-up link. */
export async function becomeVisitor(page: Page, team: BareTeam, url: string, purpose: 'sso' | 'directory'): Promise<void> {
  const made = await team.api('POST', '/setup_links', { purpose })
  const [name = '', value = ''] = cookieIn(await confirmLink(made.body.url)).split(/=(.*)/s)
  await page.context().clearCookies()
  await page.context().addCookies([{ name, value, url }])
  await page.reload()
  await page.locator('h1').waitFor()
}

/** Presses Tab until what has this name has the focus, as somebody without a mouse does: round again where the page was still loading. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const met: string[] = []
  const patience = performance.now() + 15_000
  while (met.length < 80 || performance.now() < patience) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate<string>(focused)
    if (found === name) return
    met.push(found)
  }
  throw new Error(`Nothing that Tab reaches is called "${name}", but ${met.slice(-80).join(' | ')}`)
}

/** The name of what has the focus: its label, or its text. None where nothing has it. */
const focused = `(() => {
  const at = document.activeElement
  if (at === document.body) return ''
  return (at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '').trim()
})()`
