import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { press } from './dashboard-steps.ts'
import { until } from './scim.ts'
import type { BareTeam } from './test-server.ts'

export const codesOf = async (team: BareTeam): Promise<string[]> =>
  (await team.api('GET', '/findings')).body.items.map(({ code }: { code: string }) => code)

/** What identity providers do is remembered a moment later. */
export const untilFound = (team: BareTeam, code: string) => until(async () => ((await codesOf(team)).includes(code) ? true : undefined))
export const untilGone = (team: BareTeam, code: string) => until(async () => ((await codesOf(team)).includes(code) ? undefined : true))

/** What is shown of a finding or an answer that still holds. */
export const cardOf = (page: Page, code: string): Locator => page.locator(`article[data-code=${code}]:not([data-gone])`)
export const goneCardOf = (page: Page, code: string): Locator => page.locator(`article[data-code=${code}][data-gone]`)
export const checkAgain = (page: Page, code: string) => cardOf(page, code).getByRole('button', { name: 'Check again' }).click()

/** Has the page look again, and waits until it shows the finding with its cause. */
export async function seeFinding(page: Page, team: BareTeam, code: string, cause: RegExp): Promise<void> {
  await untilFound(team, code)
  await press(page, 'Check all again')
  await seeCard(page, code, cause)
}

/** Has the page look again at what is not mended, and waits until it says so. */
export async function seeStillSo(page: Page, code: string): Promise<void> {
  await checkAgain(page, code)
  await cardOf(page, code).getByText('Still so').waitFor()
}

/** Has the page look again at what was mended, and waits until it says so. */
export async function seeGone(page: Page, team: BareTeam, code: string): Promise<void> {
  await untilGone(team, code)
  await checkAgain(page, code)
  await cardOf(page, code).waitFor({ state: 'detached' })
  await goneCardOf(page, code).getByText('Gone').first().waitFor()
}

/** Asks why somebody is not here, and waits until the page answers so. */
export async function seeAnswer(page: Page, asked: string, code: string, cause: RegExp): Promise<Locator> {
  await page.getByRole('searchbox').fill(asked)
  await press(page, 'Ask')
  await page
    .getByRole('status')
    .filter({ hasText: `for “${asked}”` })
    .waitFor()
  return seeCard(page, code, cause)
}

export async function seeCard(page: Page, code: string, cause: RegExp): Promise<Locator> {
  await expect.poll(() => cardOf(page, code).textContent(), { message: code, timeout: 5_000 }).toMatch(cause)
  return cardOf(page, code)
}
