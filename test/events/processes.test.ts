import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { servePurser } from '../support/processes.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from '../spend/events.ts'

type Facts = { user_id: string; lane: string; number: number; scope: string; member_id?: string; threshold: object }
type Event = { id: string; type: string; data: Facts }

/** All events of these types that there are now, page by page. */
async function readAll(team: Pick<TestTeam, 'api'>, query: string, from = ''): Promise<{ events: Event[]; next: string }> {
  const events: Event[] = []
  for (let next = from; ;) {
    const { body, text } = await team.api('GET', `/events?limit=1000&${query}${next === '' ? '' : `&after=${next}`}`)
    expect(body.items, text).toBeDefined()
    events.push(...body.items)
    next = body.next_cursor
    if (!body.has_more) return { events, next }
  }
}

/** Follows the feed until it is told that nothing more is written, and then to its end. */
function follow(team: Pick<TestTeam, 'api'>, query: string): { seen: Event[]; end: () => Promise<void> } {
  const seen: Event[] = []
  let isOver = false
  const run = async () => {
    for (let from = '', isLast = false; !isLast;) {
      isLast = isOver
      const { events, next } = await readAll(team, query, from)
      for (const event of events) seen.push(event) // more than a call takes as arguments
      from = next
    }
  }
  const running = run()
  return {
    seen,
    end: () => {
      isOver = true
      return running
    },
  }
}

/** Makes so many copies of a user and its member, as if they had been pushed. Answers their ids. */
async function copyUser({ db }: TestServer, user: string, count: number): Promise<string[]> {
  await db.transact(async (trx) => {
    const numbers = sql`with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${count})`
    const padded = (prefix: string) => sql`${prefix} || cast(1000000000000000 + n as text) || '0000000000'`
    await sql`insert into members (team_id, member_id, email, email_folded, display_name, role, origin, status, created_at, ended_at)
      ${numbers} select member.team_id, ${padded('mem_')}, null, null, null, member.role, member.origin, member.status, member.created_at, null
      from numbers cross join members member join directory_users original on original.team_id = member.team_id and original.member_id = member.member_id
      where original.user_id = ${user}`.execute(trx)
    await sql`insert into directory_users (team_id, user_id, directory_id, member_id, user_name, user_name_folded, external_id, email_folded, active, resource, filterable, version, created_at, last_modified, deleted_at)
      ${numbers} select team_id, ${padded('usr_')}, directory_id, ${padded('mem_')}, 'copy ' || n, 'copy ' || n, null, null, active, resource, filterable, version, created_at, last_modified, null
      from numbers cross join directory_users original where original.user_id = ${user}`.execute(trx)
  })
  const rows = await db.read.selectFrom('directoryUsers').select('userId').where('userNameFolded', 'like', 'copy %').execute()
  return rows.map(({ userId }) => userId)
}

type Writer = { committed: string[]; kill: () => void; ended: Promise<unknown> }

/** A process that writes entries in lanes, and tells each that is committed. */
function startWriter(args: readonly string[]): Writer {
  const child = spawn(process.execPath, ['test/events/write-journal.ts', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const committed: string[] = []
  const lines = createInterface({ input: child.stdout }).on('line', (line) => void committed.push(line))
  return { committed, kill: () => void child.kill('SIGKILL'), ended: Promise.all([once(child, 'exit'), once(lines, 'close')]) }
}

describe.each(databases)('the feed, while several processes write and one of them is killed, on %s', (database) => {
  test('tells each change once, in the order of commits, none missing, a change of 10,000 members among them', { timeout: 400_000 }, async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const members = await copyUser(server, await create(team.directory, 'Users', person('ada')), 10_000)
    expect(members).toHaveLength(10_000)
    const group = await create(team.directory, 'Groups', groupOf('All'))
    const argumentsOf = (name: string, each: number) => [
      server.databaseUrl,
      team.teamId,
      team.directory.directoryId,
      'mem_x',
      name,
      '6',
      String(each),
    ]
    const [killed, other] = [startWriter(argumentsOf('killed', 100_000)), startWriter(argumentsOf('other', 150))]
    onTestFinished(killed.kill)
    onTestFinished(other.kill)
    const follower = follow(team, 'type=member.updated,dsync.group.user_added')
    await expect.poll(() => Math.min(killed.committed.length, other.committed.length), { timeout: 150_000, interval: 20 }).toBeGreaterThan(50)
    const body = patchOf({ op: 'add', path: 'members', value: members.map((value) => ({ value })) })
    const patched = team.directory.scim('PATCH', `/Groups/${group}`, body)
    await expect.poll(() => killed.committed.length, { timeout: 150_000, interval: 20 }).toBeGreaterThan(300)
    killed.kill()
    await Promise.all([killed.ended, other.ended])
    expect((await patched).status).toBeLessThan(300)
    await follower.end()

    const { events } = await readAll(team, 'type=member.updated,dsync.group.user_added')
    expect(follower.seen.map(({ id }) => id)).toEqual(events.map(({ id }) => id))
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    const joined = events.filter(({ type }) => type === 'dsync.group.user_added').map(({ data }) => data.user_id)
    expect(joined).toHaveLength(members.length)
    expect(new Set(joined)).toEqual(new Set(members))
    const told = events.filter(({ type }) => type === 'member.updated').map(({ data }) => `${data.lane} ${data.number}`)
    expect(new Set(told).size).toBe(told.length)
    expect(told).toEqual(expect.arrayContaining([...killed.committed, ...other.committed]))
    const lanes = Map.groupBy(told, (each) => each.split(' ')[0])
    for (const numbers of lanes.values()) expect(numbers.map((each) => Number(each.split(' ')[1]))).toEqual(numbers.map((_, place) => place))
    expect(lanes.size).toBe(12)
  })
})

describe.each(databases)('thresholds on three processes, on %s', (database) => {
  test('each is told once, of a person and of the team, whoever books what takes spending there', { timeout: 180_000 }, async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    const users = await Promise.all(['ada', 'bo'].map((name) => create(team.directory, 'Users', person(name))))
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '30' })
    await team.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '60' })
    const settings = {
      PURSER_DATABASE_URL: server.databaseUrl,
      PURSER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64url'),
      PURSER_LOG_LEVEL: 'error',
    }
    const others = await Promise.all([1, 2].map(() => servePurser({ ...process.env, ...settings })))
    onTestFinished(async () => void (await Promise.all(others.map((each) => each.kill('SIGKILL')))))
    const nodes = [server, ...others]
    const headers = { authorization: `Bearer ${team.apiKey}`, 'content-type': 'application/json' }
    const spend = async (each: number) => {
      const [node, user] = [nodes[each % 3] ?? server, users[each % 2] ?? '']
      if (each % 5 === 0) return (await sendEvents(team, node, usage(`e${each}`, user, '1'))).status
      const { body } = await ask('POST', `${node.url}/v1/authorizations`, { user, amount: '1' }, headers)
      return (await ask('POST', `${nodes[(each + 1) % 3]?.url}/v1/authorizations/${body.id}/settle`, { amount: '1' }, headers)).status
    }
    const statuses = await Promise.all(Array.from({ length: 60 }, (_, each) => spend(each)))
    expect(statuses).toEqual(statuses.map(() => 200))
    const { events } = await readAll(team, 'type=spend.threshold_reached')
    const told = events.map(({ data }) => `${data.scope} ${data.member_id ?? ''} ${JSON.stringify(data.threshold)}`)
    expect(told).toHaveLength(9)
    expect(new Set(told).size).toBe(9)
    expect(await server.db.read.selectFrom('alertsFired').selectAll().execute()).toHaveLength(9)
  })
})
