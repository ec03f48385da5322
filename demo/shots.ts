import type { Page } from 'playwright-core'
import { call } from './api.ts'
import { people } from './company.ts'
import type { DemoAccess } from './run-demo.ts'
import { almostDone } from './spending.ts'

/** One picture: where the dashboard is opened, as whom, and what is done there before it is taken. */
export type Shot = {
  name: string
  company: 'acme' | 'globex'
  path: string
  open?: (page: Page) => Promise<void>
  /** Only what the window shows: a dialog or a drawer lies above a page that goes on beneath it. */
  isWindow?: boolean
}

/** What pictures are taken of: each page, and what one does there most. The second company's identity provider is told to send people first, so that the steps of its set-up have something to show. */
export async function shotsOf(access: DemoAccess): Promise<Shot[]> {
  return [...(await pagesOf(access)), ...(await setUpOf(access))]
}

async function pagesOf(access: DemoAccess): Promise<Shot[]> {
  const idsOf = async (path: string) => ((await call(access, 'GET', path)) as { items: { id: string }[] }).items.map(({ id }) => id) // the API's own answer
  const [group] = await idsOf('/groups?q=Engineering&limit=1')
  const [directory] = await idsOf('/directories')
  const [request] = await idsOf('/provisioning_log?outcome=applied&limit=1')
  const acme = (name: string, path: string, more: Pick<Shot, 'open' | 'isWindow'> = {}): Shot => ({ name, company: 'acme', path, ...more })
  return [
    acme('overview', '/'),
    acme('users', '/users', { isWindow: true }),
    acme('user', `/users/${encodeURIComponent(`email:${people[1]?.email}`)}`),
    acme('groups', '/groups'),
    acme('group', `/groups/${group}`, { isWindow: true }),
    acme('limit-preview', '/groups', { open: changeLimit, isWindow: true }),
    acme('members', '/members', { isWindow: true }),
    acme('spend', '/spend', { open: (page) => page.locator('main .recharts-surface').first().waitFor() }),
    ...['limits', 'people', 'stopped', 'quarantine'].map((tab) => acme(`spend-${tab}`, `/spend?tab=${tab}`)),
    acme('sso', '/sso'),
    acme('connection', `/sso?connection=${access.oidcConnectionId}`),
    acme('connection-draft', `/sso?connection=${access.samlConnectionId}`),
    acme('directories', '/directory'),
    acme('directory', `/directory?directory=${directory}`),
    acme('log', '/log', { isWindow: true }),
    acme('log-entry', `/log?request=${request}`, { open: (page) => page.getByRole('dialog').waitFor(), isWindow: true }),
    acme('diagnostics', '/diagnostics'),
    acme('diagnostics-user', `/diagnostics?q=${encodeURIComponent(almostDone.email)}`),
    acme('keys', '/keys'),
    acme('audit', '/audit', { isWindow: true }),
    ...['general', 'spending', 'period'].map((tab) => acme(`settings-${tab}`, `/settings?tab=${tab}`)),
    acme('help', '/help'),
    acme('guide', '/help?guide=okta', { isWindow: true }),
  ]
}

/** Types another amount where a group's limit stands, and asks whom that would affect. */
async function changeLimit(page: Page): Promise<void> {
  await page.locator('main tbody tr').filter({ hasText: 'Engineering' }).first().getByRole('button').click()
  const form = page.locator('main form').last()
  await form.getByRole('textbox').fill('60')
  await form.getByRole('button').and(page.locator('[type=submit]')).click()
  await page.getByRole('dialog').locator('tbody tr').first().waitFor()
}

async function setUpOf({ apiBaseUrl, casesUrl, secondApiKey }: DemoAccess): Promise<Shot[]> {
  const globex = (name: string, path: string): Shot => ({ name, company: 'globex', path })
  await fetch(`${casesUrl}/cases/all-well`, { method: 'POST' })
  const { items } = (await call({ apiBaseUrl, apiKey: secondApiKey }, 'GET', '/directories')) as { items: { id: string }[] } // the API's own answer
  const steps = ['token', 'configure', 'test', 'limits', 'overlaps', 'done']
  return [
    globex('set-up-provider', '/directory?step=provider'),
    ...steps.map((step) => globex(`set-up-${step}`, `/directory?directory=${items[0]?.id}&step=${step}`)),
  ]
}
