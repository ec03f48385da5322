/** Spending, measured: asking and settling for one hot user and for many, and events, each beside a bare server. `npm run bench:spend -- --help`. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { createApiKey } from '../server/access/api-keys.ts'
import type { OperatorActor } from '../server/kernel/actor.ts'
import { realEnvironment as environment } from '../server/kernel/environment.ts'
import { toMicros } from '../server/kernel/money.ts'
import { createTeamWithPeople } from '../server/provisioning/create-team.ts'
import { reconcile } from '../server/spend/ledger/reconcile.ts'
import { setLimit } from '../server/spend/set-limit.ts'
import { openDatabase, write } from '../server/store/open.ts'
import { Connection } from './connection.ts'
import { syncMs } from './disk.ts'
import { startServerProcess } from './server-process.ts'
import { median } from './timed.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, postgres: { type: 'string' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log('Options: --quick (less of everything), --postgres URL (Purser alone, on this database)')
  process.exit()
}
const isQuick = values.quick
const [users, rounds, pairs, singles, batches] = isQuick ? [5_000, 3, 300, 300, 3] : [100_000, 5, 1_500, 1_500, 10]
const perBatch = 1_000
const atOnce = 16
const limit = 1_000_000_000
let eventNumber = 0

/** One way to answer, and how much it has been told was spent. */
type Contender = { name: string; base: string; url: URL; key: string; userAt: (place: number) => string; spent: bigint; connections: Connection[] }

type Task = { name: string; unit: string; run: (contender: Contender, round: number) => Promise<number> }

const folder = mkdtempSync(join(tmpdir(), 'purser-bench-spend-'))
const databaseUrl = values.postgres ?? `sqlite:${join(folder, 'purser.db')}`
console.log(
  `Node ${process.version}; ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)} before the run; ${atOnce} connections.`,
)
if (values.postgres === undefined) console.log(`SQLite, WAL, synchronous=FULL; the disk takes ${syncMs(folder).toFixed(2)} ms to make 8 KiB durable.`)

const { teamId, key, members } = await prepare()
const settings = { data_dir: folder, database_url: databaseUrl, secret_key: randomBytes(32).toString('base64url'), port: '0', log_level: 'warn' }
const purser = await startServerProcess('../bin/purser.js', [
  'serve',
  ...Object.entries(settings).flatMap(([name, value]) => [`--${name.replace('_', '-')}`, value]),
])
const contenders: Contender[] = [await contend('Purser', '/v1', purser.url, key, (place) => members[place] ?? '')]
const bareFile = join(folder, 'bare.db')
const bare = values.postgres === undefined ? await startServerProcess('bare-spend.ts', [bareFile, String(limit * 1_000_000)]) : undefined
if (bare) {
  const userAt = (place: number) => `user_${place}`
  contenders.push(
    await contend('bare, own commits', '/own', bare.url, '', userAt),
    await contend('bare, shared commits', '/shared', bare.url, '', userAt),
  )
}

const tasks: Task[] = [
  { name: 'authorise + settle, one hot user', unit: 'pairs/s', run: (contender) => spendPairs(contender, () => 0) },
  {
    name: `authorise + settle, ${users} users`,
    unit: 'pairs/s',
    run: (contender, round) => spendPairs(contender, (step) => (step * 7919 + round * 104_729) % users),
  },
  { name: 'events, single', unit: 'events/s', run: sendSingles },
  { name: `events, ${perBatch} in a batch`, unit: 'events/s', run: sendBatches },
]
console.log('\n| | | | of the bare one |\n| --- | --- | --- | --- |')
for (const task of tasks) {
  const rates = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]))
  for (const contender of contenders) await task.run(contender, 0) // warms up
  for (let round = 1; round <= rounds; round++) for (const contender of contenders) rates.get(contender)?.push(await task.run(contender, round))
  const best = Math.max(...contenders.slice(1).map((contender) => median(rates.get(contender) ?? [])), 0)
  for (const contender of contenders) {
    const rate = median(rates.get(contender) ?? [])
    console.log(
      `| ${task.name} | ${contender.name} | ${Math.round(rate)} ${task.unit} | ${contender.name === 'Purser' && best > 0 ? (rate / best).toFixed(2) : ''} |`,
    )
  }
}
for (const { connections } of contenders) for (const connection of connections) connection.close()
await purser.stop()
await bare?.stop()
await checkSums()
rmSync(folder, { recursive: true, force: true })

async function contend(name: string, base: string, url: URL, credential: string, userAt: Contender['userAt']): Promise<Contender> {
  const connections = await Promise.all(Array.from({ length: atOnce }, () => Connection.open(url)))
  return { name, base, url, key: credential, userAt, spent: 0n, connections }
}

/** Lets the connections share so many steps. Answers steps a second. */
async function share(contender: Contender, steps: number, step: (connection: Connection, place: number) => Promise<void>): Promise<number> {
  let next = 0
  const startedAt = performance.now()
  await Promise.all(
    contender.connections.map(async (connection) => {
      while (next < steps) await step(connection, next++)
    }),
  )
  return (steps * 1000) / (performance.now() - startedAt)
}

function headersOf({ key: credential }: Contender, type = 'application/json'): string {
  return `authorization: Bearer ${credential}\r\ncontent-type: ${type}\r\n`
}

function spendPairs(contender: Contender, userOf: (step: number) => number): Promise<number> {
  const headers = headersOf(contender)
  return share(contender, pairs, async (connection, step) => {
    const user = contender.userAt(userOf(step))
    const made = await connection.ask(
      'POST',
      `${contender.base}/authorizations`,
      headers,
      JSON.stringify({ user, amount: '0.500000', currency: 'USD' }),
    )
    if (made.status !== 201) throw new Error(`${contender.name} answered ${made.status}: ${made.body}`)
    const { id } = JSON.parse(made.body) as { id: string } // both answer one
    const settled = await connection.ask('POST', `${contender.base}/authorizations/${id}/settle`, headers, '{"amount":"0.123457"}')
    if (settled.status !== 200) throw new Error(`${contender.name} answered ${settled.status}: ${settled.body}`)
    contender.spent += 123_457n
  })
}

function makeEvent(contender: Contender) {
  return {
    specversion: '1.0',
    type: 'spend.usage.v1',
    source: 'bench',
    id: `event-${++eventNumber}`,
    subject: contender.userAt((eventNumber * 7919) % users),
    time: new Date().toISOString(),
    data: { cost: '0.000123', currency: 'USD', 'gen_ai.response.model': 'model', 'gen_ai.usage.input_tokens': 1200 },
  }
}

function sendSingles(contender: Contender): Promise<number> {
  return share(contender, singles, async (connection) => sendEvents(connection, contender, 'application/cloudevents+json', makeEvent(contender), 1))
}

async function sendBatches(contender: Contender): Promise<number> {
  const rate = await share(contender, batches, async (connection) => {
    const events = Array.from({ length: perBatch }, () => makeEvent(contender))
    await sendEvents(connection, contender, 'application/cloudevents-batch+json', events, perBatch)
  })
  return rate * perBatch
}

async function sendEvents(connection: Connection, contender: Contender, type: string, events: object, count: number): Promise<void> {
  const { status, body } = await connection.ask('POST', `${contender.base}/usage_events`, headersOf(contender, type), JSON.stringify(events))
  if (status !== 200 || body.split('"accepted"').length !== count + 1) throw new Error(`${contender.name} answered ${status}: ${body.slice(0, 500)}`)
  contender.spent += 123n * BigInt(count)
}

/** A team with so many members, each of whom may spend a billion. */
async function prepare() {
  const db = openDatabase(databaseUrl)
  await db.migrate()
  const team = environment.newId('team')
  const by = (): OperatorActor => ({
    kind: 'command_line',
    teamId: team,
    name: 'benchmark',
    requestId: environment.newId('req'),
    at: environment.now(),
  })
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains: [], ownerEmail: undefined })
  const { secret } = await createApiKey(db, environment, by(), { name: 'benchmark', scopes: ['*'], expiresAt: null })
  await setLimit(
    db,
    environment,
    by(),
    { scope: 'team_default' },
    { limit: { kind: 'amount', micros: toMicros(BigInt(limit) * 1_000_000n) }, reason: undefined, expiresAt: undefined },
  )
  const ids = Array.from({ length: users }, () => environment.newId('mem'))
  for (let from = 0; from < users; from += 1_000)
    await write(db, (trx) =>
      trx
        .insertInto('members')
        .values(
          ids.slice(from, from + 1_000).map((memberId) => ({
            teamId: team,
            memberId,
            email: null,
            emailFolded: null,
            displayName: null,
            role: 'member' as const,
            origin: 'invite' as const,
            status: 'active' as const,
            createdAt: environment.now(),
            endedAt: null,
          })),
        )
        .execute(),
    )
  await db.close()
  return { teamId: team, key: secret, members: ids }
}

/** What each holds in the end is what it was told, to the micro. */
async function checkSums(): Promise<void> {
  const db = openDatabase(databaseUrl)
  const by: OperatorActor = { kind: 'command_line', teamId, name: 'benchmark', requestId: environment.newId('req'), at: environment.now() }
  const { sumsDiffering, entries } = await reconcile(db, by, 'without hurry')
  const { sum } = await db.read
    .selectFrom('ledgerEntries')
    .select(({ fn }) => fn.sum<bigint | string>('amountMicros').as('sum'))
    .where('teamId', '=', teamId)
    .executeTakeFirstOrThrow()
  await db.close()
  const [told, ...others] = contenders
  if (BigInt(sum) !== told?.spent || sumsDiffering !== 0n)
    throw new Error(`Purser booked ${sum} of ${told?.spent} micros; ${sumsDiffering} sums differ.`)
  const bareSpent = others.reduce((total, { spent }) => total + spent, 0n)
  if (bare) {
    const file = new DatabaseSync(bareFile)
    const found = BigInt(String(file.prepare('select sum(settled) as sum from balances').get()?.['sum']))
    file.close()
    if (found !== bareSpent) throw new Error(`The bare server booked ${found} of ${bareSpent} micros.`)
  }
  console.log(`\nEvery micro is there: ${entries} entries of Purser come to ${sum}, as was sent; no sum differs from its entries.`)
}
