/** Previews of changes, measured on a large team, and what look-ups and holds feel of them. `node bench/preview.ts --help`. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../server/store/open.ts'
import { Connection } from './connection.ts'
import { makeLargeTeam, newKey, newToken } from './large-team.ts'
import { startServerProcess } from './server-process.ts'
import { median, timed } from './timed.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, postgres: { type: 'string' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log('Options: --quick (a tenth of the team), --postgres URL (on this database, which is empty)')
  process.exit()
}
const size = values.quick ? { members: 10_000, groups: 100, groupsEach: 5 } : { members: 100_000, groups: 1_000, groupsEach: 5 }
const rounds = 3
const folder = mkdtempSync(join(tmpdir(), 'purser-bench-preview-'))
const databaseUrl = values.postgres ?? `sqlite:${join(folder, 'purser.db')}`
console.log(`Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)} before the run.`)
const team = await prepare()
console.log(`${size.members} members, ${size.groups} groups, ${size.groupsEach} of them a member; ${values.postgres ? 'PostgreSQL' : 'SQLite'}.`)
const settings = { data_dir: folder, database_url: databaseUrl, secret_key: randomBytes(32).toString('base64url'), port: '0', log_level: 'warn' }
const purser = await startServerProcess('../bin/purser.js', [
  'serve',
  ...Object.entries(settings).flatMap(([name, value]) => [`--${name.replace('_', '-')}`, value]),
])
const [asking, holding, lookingUp] = await Promise.all([0, 1, 2].map(() => Connection.open(purser.url)))
const json = (token: string) => `authorization: Bearer ${token}\r\ncontent-type: application/json\r\n`

const amount = (text: string) => ({ kind: 'amount', amount: text })
const previews: [name: string, body: object][] = [
  ['one group of some hundreds', { limits: [{ scope: 'group', group: team.groups[17], ...amount('999') }] }],
  ['the limit of one person', { limits: [{ scope: 'user', user: team.members[7], ...amount('999') }] }],
  ['somebody leaves a group', { memberships: [{ user: team.members[0], group: team.groups[0], change: 'leave' }] }],
  ['the group of everybody', { limits: [{ scope: 'group', group: team.groups[0], ...amount('999') }] }],
  ['the default', { limits: [{ scope: 'team_default', ...amount('1') }] }],
  ['groups around groups count', { settings: { nested_groups: 'expand' } }],
  ['100 groups', { limits: team.groups.slice(0, 100).map((group) => ({ scope: 'group', group, ...amount('0') })) }],
]

console.log('\n| What is previewed | ms | ms of processor | moved |\n| --- | --- | --- | --- |')
for (const [name, body] of previews) {
  const [times, processor]: [number[], number[]] = [[], []]
  let moved = 0
  for (let round = 0; round < rounds; round++) {
    const before = await purser.ask({ ask: 'usage' })
    times.push(
      await timed(async () => {
        const { counts } = await preview(body)
        moved = counts.rises + counts.falls
      }),
    )
    processor.push(((await purser.ask({ ask: 'usage' })).cpuMicros - before.cpuMicros) / 1_000)
  }
  console.log(`| ${name} | ${median(times).toFixed(0)} | ${median(processor).toFixed(0)} | ${moved} |`)
}

console.log('\n| What is asked meanwhile | ms, 50 % | ms, 99 % |\n| --- | --- | --- |')
await measure('alone', Promise.resolve())
const during = preview(previews.at(-2)?.[1] ?? {})
await measure('while a preview of all runs', during)

for (const connection of [asking, holding, lookingUp]) connection?.close()
await purser.stop()
rmSync(folder, { recursive: true, force: true })

async function prepare() {
  const db = openDatabase(databaseUrl)
  await db.migrate()
  const made = await makeLargeTeam(db, size)
  const prepared = { ...made, key: await newKey(db, made.teamId), token: await newToken(db, made) }
  await db.close()
  return prepared
}
type Prepared = Awaited<ReturnType<typeof prepare>>

async function preview(body: object): Promise<{ counts: { rises: number; falls: number } }> {
  const answer = await asking?.ask('POST', '/v1/spend_limits/preview', json(team.key), JSON.stringify(body))
  if (answer?.status !== 200) throw new Error(`answered ${answer?.status}: ${answer?.body}`)
  return JSON.parse(answer.body) as { counts: { rises: number; falls: number } } // as the route has it
}

/** Asks one thing after another until something is over, 300 times at least. */
async function measure(when: string, over: Promise<unknown>): Promise<void> {
  let isOver = false
  void over.then(() => (isOver = true))
  const [holds, lookUps] = await Promise.all([
    repeat(
      () => isOver,
      (step) => hold(team, step),
    ),
    repeat(
      () => isOver,
      (step) => lookUp(team, step),
    ),
  ])
  for (const [name, times] of [
    ['a hold', holds],
    ['a SCIM look-up by userName', lookUps],
  ] as const) {
    const sorted = times.toSorted((one, other) => one - other)
    console.log(`| ${name}, ${when} | ${median(times).toFixed(2)} | ${(sorted[Math.floor(sorted.length * 0.99)] ?? NaN).toFixed(2)} |`)
  }
  await over
}

async function repeat(isOver: () => boolean, step: (place: number) => Promise<void>): Promise<number[]> {
  const times: number[] = []
  for (let place = 0; place < 300 || !isOver(); place++) times.push(await timed(() => step(place)))
  return times
}

async function hold({ key, members }: Prepared, step: number): Promise<void> {
  const user = members[(step * 7919) % members.length]
  const answer = await holding?.ask('POST', '/v1/authorizations', json(key), JSON.stringify({ user, amount: '0', expires_in: 1 }))
  if (answer?.status !== 201) throw new Error(`answered ${answer?.status}: ${answer?.body}`)
}

async function lookUp({ token, directoryId, members }: Prepared, step: number): Promise<void> {
  const name = `person${(step * 7919) % members.length}@acme.example`
  const answer = await lookingUp?.ask('GET', `/scim/v2/${directoryId}/Users?filter=userName%20eq%20%22${name}%22`, json(token), '')
  if (answer?.status !== 200) throw new Error(`answered ${answer?.status}: ${answer?.body}`)
}
