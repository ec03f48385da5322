/**
 * What the spending of Purser is measured against: a bare Fastify and an SQL limit, at the same durability. It knows one limit for everybody, one sum for each
 * user, and what is held; it keeps no explanation, no hours, no names. Below `/own` each write has a commit of its own, below `/shared` those that come together share one.
 */
import { randomUUIDv7 } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
// oxlint-disable-next-line house/fastify-in-routes -- a server of its own, and no part of Purser
import fastify, { type FastifyPluginAsync } from 'fastify'

const [file = '', limit = '0'] = process.argv.slice(2)
const db = new DatabaseSync(file)
db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma temp_store = memory')
db.exec(`
  create table balances (user_id text primary key, settled integer not null) without rowid;
  create table holds (id text primary key, user_id text not null, amount integer not null, expires_at integer not null, settled integer) without rowid;
  create index holds_open on holds (user_id, expires_at) where settled is null;
  create table events (source text not null, id text not null, user_id text not null, amount integer not null, at text not null, primary key (source, id)) without rowid`)
const findLeft = db.prepare(`select ${Number(limit)} - coalesce((select settled from balances where user_id = ?1), 0)
  - coalesce((select sum(amount) from holds where user_id = ?1 and settled is null and expires_at > ?2), 0) as left`)
const insertHold = db.prepare('insert into holds values (?, ?, ?, ?, null)')
const settleHold = db.prepare('update holds set settled = ? where id = ? and settled is null returning user_id')
const addTo = db.prepare('insert into balances values (?, ?) on conflict do update set settled = settled + excluded.settled')
const insertEvent = db.prepare('insert into events values (?, ?, ?, ?, ?) on conflict do nothing')
const [begin, commit, rollback] = ['begin immediate', 'commit', 'rollback'].map((text) => db.prepare(text))

type Job = { run: () => unknown; resolve: (value: unknown) => void; reject: (error: unknown) => void }

function together(jobs: readonly Job[]): void {
  begin?.run()
  try {
    const values = jobs.map(({ run }) => run())
    commit?.run()
    for (const [place, job] of jobs.entries()) job.resolve(values[place])
  } catch (error) {
    rollback?.run()
    for (const job of jobs) job.reject(error)
  }
}
let waiting: Job[] = []
const queue = (isShared: boolean) => (run: () => unknown) =>
  new Promise<unknown>((resolve, reject) => {
    const job = { run, resolve, reject }
    if (!isShared) return together([job])
    waiting.push(job)
    if (waiting.length > 1) return
    setImmediate(() => {
      const jobs = waiting
      waiting = []
      together(jobs)
    })
  })

const micros = (text: string) => Math.round(Number(text) * 1_000_000)
type Event = { id: string; source: string; subject: string; time: string; data: { cost: string } }

const routes: FastifyPluginAsync<{ write: (run: () => unknown) => Promise<unknown> }> = async (app, { write }) => {
  app.post<{ Body: { user: string; amount: string } }>('/authorizations', async ({ body: { user, amount } }, reply) => {
    const id = randomUUIDv7()
    const isAdmitted = await write(() => {
      const now = Date.now()
      if (Number(findLeft.get(user, now)?.['left']) < micros(amount)) return false
      insertHold.run(id, user, micros(amount), now + 600_000)
      return true
    })
    return reply.code(isAdmitted === true ? 201 : 402).send({ id, status: 'held', amount })
  })
  app.post<{ Params: { id: string }; Body: { amount: string } }>('/authorizations/:id/settle', async ({ params: { id }, body: { amount } }) => {
    await write(() => {
      const found = settleHold.get(micros(amount), id)
      if (found) addTo.run(String(found['user_id']), micros(amount))
    })
    return { id, status: 'settled', settled: amount }
  })
  app.post<{ Body: Event | Event[] }>('/usage_events', async ({ body }) => {
    const events = [body].flat()
    await write(() => {
      for (const { id, source, subject, time, data } of events)
        if (insertEvent.run(source, id, subject, micros(data.cost), time).changes === 1) addTo.run(subject, micros(data.cost))
    })
    return { results: events.map(({ id }) => ({ id, status: 'accepted' })) }
  })
}

const app = fastify({ bodyLimit: 8 * 1024 * 1024 })
app.addContentTypeParser(/^application\/cloudevents/, { parseAs: 'string' }, async (_request: unknown, body: string) => JSON.parse(body))
app.register(routes, { prefix: '/own', write: queue(false) })
app.register(routes, { prefix: '/shared', write: queue(true) })
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
process.once('SIGTERM', () => void app.close().then(() => db.close()))
console.error(`The bare server is ready at ${origin}`)
