import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { person } from './support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

const run = promisify(execFile)

describe('the examples', () => {
  let server: TestServer
  let team: TestTeam
  let env: Record<string, string>
  beforeAll(async () => {
    server = await startTestServer('sqlite')
    team = await server.addTeam()
    await team.directory.scim('POST', '/Users', person('ada'))
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '1' })
    env = { ...process.env, PURSER_URL: `${server.url}/v1`, PURSER_KEY: await team.addKey(['authorizations:write']) }
  })
  afterAll(() => server.stop())

  const left = async () => (await team.api('GET', '/users/user_name:ada@acme.example/effective_limit')).body

  test('with curl: hold and settle', async () => {
    const { stdout } = await run('sh', ['examples/ask-before-you-spend.sh'], { env })
    expect(stdout).toContain('"status":"settled"')
    expect(await left()).toMatchObject({ settled: '0.18325', held: '0.00', remaining: '0.81675' })
  })

  test('in TypeScript: until the person is stopped, who is told why and until when', async () => {
    const { stdout } = await run(process.execPath, ['examples/ask-before-you-spend.ts'], { env })
    expect(stdout.trim().split('\n')).toEqual([
      'user_name:ada@acme.example got answer 1',
      'user_name:ada@acme.example got answer 2',
      'user_name:ada@acme.example got answer 3',
      expect.stringMatching(/is stopped: .* of 1\.00 USD .*Again from \d{4}-/),
    ])
    expect(await left()).toMatchObject({ settled: '0.733', held: '0.00', remaining: '0.267' })
  })

  test('with curl: who may not spend is told so', async () => {
    const { stdout } = await run('sh', ['examples/ask-before-you-spend.sh'], { env })
    expect(stdout).toContain('"code":"spend-limit-exceeded"')
    expect(stdout).toContain('may not spend this.')
  })

  test('following events: who is in and what they spent is known, and the next run goes on where this one was', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'purser-follow-')), 'followed.json')
    const follow = async () =>
      (await run(process.execPath, ['examples/follow-events.ts', '--once'], { env: { ...env, PURSER_KEY: team.apiKey, FOLLOW_FILE: file } })).stdout
    const member = (await left()).member_id
    expect(await follow()).toContain(`${member} has spent 0.54975 USD`)
    expect(JSON.parse(readFileSync(file, 'utf8')).members[member]).toBe('active')
    const [user] = (await team.api('GET', '/users')).body.items
    await team.directory.scim('DELETE', `/Users/${user.id}`)
    expect(await follow()).toBe('')
    expect(JSON.parse(readFileSync(file, 'utf8')).members[member]).toBe('deprovisioned')
  })

  test('following events: while Purser is away it waits, and goes on', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'purser-follow-')), 'followed.json')
    let asked = 0
    // The first is cut off as by a restart; then it is there again.
    const behind = createServer((request, response) => {
      if (asked++ === 0) request.socket.destroy()
      else response.end(JSON.stringify({ items: [], next_cursor: 'here', has_more: false }))
    })
    onTestFinished(() => void behind.close())
    await once(behind.listen(0, '127.0.0.1'), 'listening')
    const { port } = behind.address() as AddressInfo // it listens on a port
    await run(process.execPath, ['examples/follow-events.ts', '--once'], {
      env: { ...env, PURSER_URL: `http://127.0.0.1:${port}`, FOLLOW_FILE: file },
    })
    expect(asked).toBe(2)
    expect(JSON.parse(readFileSync(file, 'utf8')).cursor).toBe('here')
    expect(readdirSync(dirname(file))).toEqual(['followed.json'])
  }, 20_000)
})
