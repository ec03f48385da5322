/** The list of what everybody may spend, measured: its filters and orders, what look-ups and holds cost meanwhile, and an export. `npm run bench:limits -- --help`. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../server/store/open.ts'
import { Connection } from './connection.ts'
import { addEntries, findLargeTeam, makeLargeTeam, newKey } from './large-team.ts'
import { startServerProcess } from './server-process.ts'
import { median, timed } from './timed.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    postgres: { type: 'string' },
    entries: { type: 'string' },
    /** A folder that is kept, so that the next run need not make the team anew. */
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(
    'Options: --quick (less of everything), --postgres URL (on this database), --entries N (of the ledger that is exported), --keep FOLDER (of a SQLite database that the next run uses again)',
  )
  process.exit()
}
/** On a machine that is busy with other things a report may take longer than it may, and its time is what it may take. */
const tooLong = 422
const size = values.quick ? { members: 5_000, groups: 100, groupsEach: 5 } : { members: 100_000, groups: 1_000, groupsEach: 5 }
const rounds = values.quick ? 3 : 5
const entries = Number(values.entries ?? (values.quick ? 20_000 : 1_000_000))

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'purser-bench-limits-'))
const databaseUrl = values.postgres ?? `sqlite:${join(folder, 'purser.db')}`
console.log(`Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)} before the run.`)
const { key, members, group } = await prepare()
// The same for each run: a kept database was sealed with it.
const secret = Buffer.alloc(32, 'purser bench').toString('base64url')
const settings = { data_dir: folder, database_url: databaseUrl, secret_key: secret, port: '0', log_level: 'warn' }
const server = await startServerProcess('../bin/purser.js', [
  'serve',
  ...Object.entries(settings).flatMap(([name, value]) => [`--${name.replace('_', '-')}`, value]),
])
const headers = `authorization: Bearer ${key}\r\ncontent-type: application/json\r\n`
const [asking, reporting] = [await Connection.open(server.url), await Connection.open(server.url)]

const lists = {
  'the first page by name': '',
  'by name, of a prefix': 'q=ada+1',
  'by name, of a group': `group=${group}`,
  'by percent, downwards': 'sort=-percent',
  'by limit': 'sort=limit',
  'at least 80 percent': 'min_percent=80',
  'in several groups': 'in_several_groups=true',
  'the winner at least twice the next': 'winner_at_least_twice_next=true',
  'with a limit of their own': 'source=user_override',
}
console.log(
  `\n${size.members} members, ${size.groups} groups, medians of ${rounds}.\n\n| List | ms | of the first page by name |\n| --- | --- | --- |`,
)
const times = new Map<string, number[]>(Object.keys(lists).map((name) => [name, []]))
for (let round = 0; round <= rounds; round++)
  for (const [name, query] of Object.entries(lists)) {
    const took = await timed(() => get(reporting, `/v1/effective_limits?${query}`, [200, tooLong]))
    if (round > 0) times.get(name)?.push(took) // the first one warms up
  }
const base = median(times.get('the first page by name') ?? [])
for (const [name, each] of times) console.log(`| ${name} | ${median(each).toFixed(0)} | ${(median(each) / base).toFixed(1)} |`)

console.log('\n| Meanwhile | alone, ms | beside reports, ms | ratio |\n| --- | --- | --- | --- |')
for (const [name, step] of [
  ['a look-up', (place: number) => get(asking, `/v1/users/${members[place % members.length]}/effective_limit`)],
  ['a hold', (place: number) => hold(members[place % members.length] ?? '')],
] as const) {
  const alone = await measure(step)
  let isOver = false
  const reports = (async () => {
    while (!isOver) await get(reporting, '/v1/effective_limits?sort=-percent', [200, tooLong])
  })()
  const beside = await measure(step)
  isOver = true
  await reports
  console.log(`| ${name} | ${alone.toFixed(2)} | ${beside.toFixed(2)} | ${(beside / alone).toFixed(2)} |`)
}

const before = await residentMegabytes()
let [bytes, rows, most] = [0, 0, before]
const seconds = (await timed(readExport)) / 1_000
console.log(
  `\nAn export of ${rows} entries, ${(bytes / 1_048_576).toFixed(0)} MiB: ${seconds.toFixed(1)} s; resident ${before.toFixed(0)} MiB before, ${most.toFixed(0)} MiB at most.`,
)
for (const connection of [asking, reporting]) connection.close()
await server.stop()
if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })

async function prepare() {
  const isMade = values.keep !== undefined && existsSync(join(folder, 'purser.db'))
  const db = openDatabase(databaseUrl)
  await db.migrate()
  const team = isMade ? await findLargeTeam(db) : await makeLargeTeam(db, size)
  await addEntries(db, team, entries)
  const prepared = { key: await newKey(db, team.teamId), members: team.members, group: team.groups[17] ?? '' }
  await db.close()
  return prepared
}

async function get(connection: Connection, path: string, allowed: readonly number[] = [200]): Promise<string> {
  const { status, body } = await connection.ask('GET', path, headers, '')
  if (!allowed.includes(status)) throw new Error(`${path} was answered ${status}: ${body.slice(0, 300)}`)
  return body
}

async function hold(user: string): Promise<void> {
  const { status, body } = await asking.ask('POST', '/v1/authorizations', headers, JSON.stringify({ user, amount: '0', expires_in: 1 }))
  if (status !== 201) throw new Error(`A hold was answered ${status}: ${body.slice(0, 300)}`)
}

async function measure(step: (place: number) => Promise<unknown>): Promise<number> {
  const took: number[] = []
  for (let place = 0; place < 40 * rounds; place++) took.push(await timed(() => step(place * 7_919)))
  return median(took)
}

async function readExport(): Promise<void> {
  const response = await fetch(new URL('/v1/spend/export.csv?kind=ledger', server.url), { headers: { authorization: `Bearer ${key}` } })
  let chunks = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    rows += Buffer.from(chunk).filter((byte) => byte === 10).length
    if (++chunks % 200 === 0) most = Math.max(most, await residentMegabytes())
  }
  rows -= 1 // the names of the columns
}

async function residentMegabytes(): Promise<number> {
  const text = await (await fetch(new URL('/metrics', server.url))).text()
  return Number(/^purser_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 1_048_576
}
