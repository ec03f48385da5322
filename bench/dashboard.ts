/** The pages of the dashboard in a real browser, with a large team. `npm run bench:dashboard -- --help`. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { realEnvironment as environment } from '../server/kernel/environment.ts'
import { rollUpTeam } from '../server/spend/ledger/roll-up.ts'
import { openDatabase } from '../server/store/open.ts'
import { launchBrowser } from '../demo/browser.ts'
import { addHours, addLogRows, groupsOf } from './busy-team.ts'
import { findLargeTeam, makeLargeTeam, newKey } from './large-team.ts'
import { visit, type Visit } from './page-visit.ts'
import { startServerProcess } from './server-process.ts'
import { median } from './timed.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    keep: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`Opens each page of the dashboard three times and prints the medians. Options:
  --quick        a small team
  --keep FOLDER  keeps the team that it makes there, and uses it again
  --only TEXT    the pages that have this in their name`)
  process.exit()
}
const size = values.quick
  ? { members: 2_000, groups: 50, groupsEach: 5, limited: 10 }
  : { members: 100_000, groups: 1_000, groupsEach: 5, limited: 100 }
const [hoursEach, logRows, rounds] = [3, values.quick ? 2_000 : 100_000, 3]

if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true })
const folder = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'purser-bench-dashboard-')) : resolve(values.keep)
const databaseUrl = `sqlite:${join(folder, 'purser.db')}`
const load = () => `load ${loadavg()[0]?.toFixed(1)}`
console.log(`Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${load()} before the run.`)
const { key, team } = await prepare()
// The same for each run: a kept database was sealed with it.
const secret = Buffer.alloc(32, 'purser bench').toString('base64url')
const settings = { 'data-dir': folder, 'database-url': databaseUrl, 'secret-key': secret, port: '0', 'log-level': 'warn' }
const server = await startServerProcess('../bin/purser.js', ['serve', ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])])
const browser = await launchBrowser()
try {
  await measure(await signIn())
} finally {
  await browser.close()
  await server.stop()
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}

async function prepare() {
  const isMade = existsSync(join(folder, 'purser.db'))
  const db = openDatabase(databaseUrl)
  await db.migrate()
  const made = isMade ? await findLargeTeam(db) : await makeLargeTeam(db, size)
  if (!isMade) {
    await addHours(db, made, hoursEach)
    await addLogRows(db, made, logRows)
  }
  await rollUpTeam(db, made.teamId, environment.now(), Infinity) // as a server does within minutes
  const prepared = { key: await newKey(db, made.teamId), team: made }
  await db.close()
  return prepared
}

/** A page of the browser, as a new owner who came in by an invitation. */
async function signIn(): Promise<Page> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const email = `owner${process.hrtime.bigint()}@acme.example`
  const invited = await fetch(new URL('/v1/invites', server.url), { method: 'POST', headers, body: JSON.stringify({ email, role: 'owner' }) })
  if (invited.status !== 201) throw new Error(`The invitation was answered ${invited.status}: ${await invited.text()}`)
  const { url } = (await invited.json()) as { url: string } // its answer has the link
  const form = { method: 'POST', body: new URLSearchParams({ confirm: 'yes' }), headers: { origin: new URL(url).origin } }
  const entered = await fetch(url, { ...form, redirect: 'manual' })
  const [name = '', value = ''] = entered.headers.get('set-cookie')?.split(';')[0]?.split(/=(.*)/s) ?? []
  if (name === '') throw new Error(`The link was answered ${entered.status}.`)
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
  await context.addCookies([{ name, value, url: server.url.origin }])
  return context.newPage()
}

function listPages(): Record<string, string> {
  const { largest, usual } = groupsOf(team)
  return {
    Overview: '/',
    Users: '/users',
    'Users, searched': '/users?q=ada+1',
    'Users of a group': `/users?group=${usual}`,
    'A user': `/users/${team.members[4_711 % team.members.length]}`,
    Groups: '/groups',
    'Groups, searched': '/groups?q=group+7',
    'A group of everybody': `/groups/${largest}`,
    'A group of everybody, searched': `/groups/${largest}?q=ada`,
    Members: '/members',
    Spend: '/spend',
    'Spend by group': '/spend?group_by=group',
    'Spend by deciding group': '/spend?group_by=deciding_group',
    'Spend by model': '/spend?group_by=model',
    'Spend, limits': '/spend?tab=limits',
    'Spend, people': '/spend?tab=people',
    'Spend, people by name': '/spend?tab=people&sort=name&min_percent=0',
    'Spend, stopped': '/spend?tab=stopped',
    'Spend, quarantine': '/spend?tab=quarantine',
    Log: '/log',
    'Log of a name': '/log?q=person47',
    'Log, refused': '/log?outcome=refused',
    Diagnostics: '/diagnostics',
    'Diagnostics, a name sought': '/diagnostics?q=ada+1',
    'Diagnostics, an address sought': '/diagnostics?q=person4711%40acme.example',
    Audit: '/audit',
  }
}

async function measure(page: Page): Promise<void> {
  await page.goto(new URL('/', server.url).href)
  await page.locator('main h1').waitFor()
  const scripts = await page.evaluate<number>(
    "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
  )
  console.log(`\nScripts of the first view, compressed: ${kilobytes(scripts)} kB.`)
  const { members, groups } = team
  console.log(`${members.length} members, ${groups.length} groups; medians of ${rounds}.\n`)
  console.log('| Page | settled, ms | CPU of the server, ms | slowest request, ms | requests | kB | nodes | which was slowest |')
  console.log('| --- | --: | --: | --: | --: | --: | --: | --- |')
  for (const [name, path] of Object.entries(listPages())) {
    if (!name.toLowerCase().includes((values.only ?? '').toLowerCase())) continue
    const visits: Visit[] = []
    for (let round = 0; round <= rounds; round++) visits.push(await visit(page, server, path))
    console.log(toLine(name, visits.slice(1))) // the first one warms up
  }
  console.log(`\nAt the end: ${load()}.`)
}

function toLine(name: string, visits: readonly Visit[]): string {
  const of = (field: Exclude<keyof Visit, 'slowest'>) => median(visits.map((each) => each[field]))
  const slowestMs = of('slowestMs')
  const slowest = visits.find((each) => each.slowestMs === slowestMs)?.slowest ?? ''
  const cells = [of('settledMs'), of('cpuMs'), slowestMs, of('requests')].map((value) => value.toFixed(0))
  return `| ${[name, ...cells, kilobytes(of('bytes')), String(of('nodes')), `\`${slowest}\``].join(' | ')} |`
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(0)
}
