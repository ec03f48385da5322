import { expect, describe, onTestFinished, test } from 'vitest'
import { create, person } from '../../../test/support/scim.ts'
import { databases, makeDatabase } from '../../../test/support/databases.ts'
import { servePurser } from '../../../test/support/processes.ts'
import { ask, startTestServer } from '../../../test/support/test-server.ts'
import { openDatabase } from '../../store/open.ts'
import { createApiKey } from '../../access/api-keys.ts'
import { realEnvironment as environment } from '../../kernel/environment.ts'
import { createTeamWithPeople } from '../../provisioning/create-team.ts'
import type { OperatorActor } from '../../kernel/actor.ts'

const tries = 200
const room = 10

/** Asks as a client does that was told to try again: on a busy machine a connection of the pool may not come in time. */
async function untilAnswered<Answer extends { status: number }>(hold: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await hold()
    if (answer.status !== 503) return answer
  }
}

describe.each(databases)('on %s', (database) => {
  test(`of ${tries} who ask at once where there is room for ${room}, ${room} are admitted: a member that spends for the first time, and a team with a total`, async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const team = await server.addTeam()
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' })
    for (let round = 0; round < 2; round++) {
      const user = await create(team.directory, 'Users', person(`r${round}`))
      const answers = await Promise.all(
        Array.from({ length: tries }, () => untilAnswered(() => team.api('POST', '/authorizations', { user, amount: '1' }))),
      )
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(room)
      expect(answers.filter(({ status }) => status === 402)).toHaveLength(tries - room)
      expect((await team.api('GET', `/users/${user}/effective_limit`)).body).toMatchObject({ held: '10.00', remaining: '0.00' })
    }
    const other = await server.addTeam()
    await other.api('PUT', '/spend_limits/team_total', { kind: 'amount', amount: '10' })
    const users = await Promise.all(Array.from({ length: 20 }, (_, each) => create(other.directory, 'Users', person(`m${each}`))))
    const answers = await Promise.all(
      Array.from({ length: tries }, (_, each) =>
        untilAnswered(() => other.api('POST', '/authorizations', { user: users[each % users.length], amount: '1' })),
      ),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(room)
    expect(answers.filter(({ status, body }) => status === 402 && body.code === 'team-total-exceeded')).toHaveLength(tries - room)
  })
})

test(`and so with three processes on PostgreSQL, one of which ends in between`, async () => {
  const { url, remove } = await makeDatabase('postgres')
  const db = openDatabase(url)
  onTestFinished(async () => {
    await db.close()
    await remove()
  })
  const teamId = environment.newId('team')
  const by = (): OperatorActor => ({ kind: 'command_line', teamId, name: 'tester', requestId: environment.newId('req'), at: environment.now() })
  await createTeamWithPeople(db, environment, by(), { name: 'Acme', currency: 'USD', domains: [], ownerEmail: 'owner@acme.example' })
  const { secret } = await createApiKey(db, environment, by(), { name: 'key', scopes: ['*'], expiresAt: null })
  const env = { ...process.env, PURSER_DATABASE_URL: url, PURSER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64url'), PURSER_LOG_LEVEL: 'error' }
  const servers = await Promise.all([1, 2, 3].map(() => servePurser(env)))
  onTestFinished(async () => void (await Promise.all(servers.map((server) => server.kill('SIGKILL')))))
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const [first, second, third] = servers.map((server) => `${server.url}/v1`)
  await ask('PUT', `${first}/spend_limits/team_default`, { kind: 'amount', amount: '10' }, headers)
  const hold = (at: string | undefined) =>
    untilAnswered(() => ask('POST', `${at}/authorizations`, { user: 'email:owner@acme.example', amount: '1' }, headers))
  const answers = await Promise.all(Array.from({ length: tries }, (_, each) => hold([first, second, third][each % 3])))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(room)
  expect(answers.filter(({ status }) => status === 402)).toHaveLength(tries - room)
  // A server that starts anew knows what the others know.
  await servers[2]?.kill('SIGKILL')
  const again = await servePurser(env)
  servers.push(again)
  expect((await hold(`${again.url}/v1`)).status).toBe(402)
  const settled = await Promise.all(
    answers
      .filter(({ status }) => status === 201)
      .map(({ body }, each) => ask('POST', `${[first, second][each % 2]}/authorizations/${body.id}/settle`, { amount: '0.5' }, headers)),
  )
  expect(settled.map(({ status }) => status)).toEqual(Array.from({ length: room }, () => 200))
  const more = await Promise.all(Array.from({ length: tries }, (_, each) => hold([first, second, `${again.url}/v1`][each % 3])))
  expect(more.filter(({ status }) => status === 201)).toHaveLength(room / 2)
})
