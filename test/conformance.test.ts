import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runConformance } from '../conformance/conformance.ts'
import { parseOptions } from '../conformance/options.ts'
import { judge } from '../conformance/report.ts'
import { databases } from './support/databases.ts'
import { startTestServer, type TestDirectory } from './support/test-server.ts'

/** Runs it as an operator would start it. */
async function start(args: string[], stopAfter?: RegExp): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['conformance/run.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    const isDue = stopAfter !== undefined && !stopAfter.test(said.stdout)
    said.stdout += chunk.toString()
    if (isDue && stopAfter.test(said.stdout)) child.kill('SIGINT') // once: a second one ends it without cleaning up
  })
  const [code] = await once(child, 'close')
  return { code, ...said }
}

const access = ({ baseUrl, token }: TestDirectory) => ['--base', baseUrl, '--token', token]
const howMany = async ({ scim }: TestDirectory) => [
  (await scim('GET', '/Users?count=0')).body.totalResults,
  (await scim('GET', '/Groups?count=0')).body.totalResults,
]

describe.each(databases)('the conformance runner, on %s', (database) => {
  test('no MUST fails, and nothing is left behind', { timeout: 600_000 }, async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { directory } = await server.addTeam()
    const options = parseOptions(access(directory), {})
    let table = ''
    const { results, leftBehind, exitCode } = await runConformance(options!, (text) => (table += text), false)
    expect(exitCode, table).toBe(0)
    expect(results.filter((result) => judge(result, false) === 'FAIL')).toEqual([])
    expect(results.filter(({ outcome }) => outcome === 'pass').length, table).toBeGreaterThan(700)
    expect(leftBehind).toEqual([])
    expect(await howMany(directory)).toEqual([0, 0])
  })
})

test('a run that is stopped removes what it made, and ends with 130', async () => {
  const server = await startTestServer('sqlite')
  onTestFinished(server.stop)
  const { directory } = await server.addTeam()
  // All themes, so that it is far from its end when it is told to stop.
  const { code, stdout } = await start(access(directory), /pass/)
  expect(code, stdout).toBe(130)
  expect(stdout).toMatch(/Stopped after \d+ cases\./)
  expect(await howMany(directory)).toEqual([0, 0])
})

test('results as JSON, of the cases that are asked for', async () => {
  const server = await startTestServer('sqlite')
  onTestFinished(server.stop)
  const { directory } = await server.addTeam()
  const { code, stdout } = await start([...access(directory), '--theme', 'users', '--only', 'location', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ base: directory.baseUrl, results: [{ theme: 'Users', clause: 'RFC 7644 §3.3', outcome: 'pass' }] })
})

test('a server that gets things wrong is told what, with the request and the answer, and the run ends with 1', async () => {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(request.url?.startsWith('/scim/Users') ? '{"Resources":[]}' : '<h1>Welcome</h1>')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const { code, stdout } = await start(['--base', `http://127.0.0.1:${port}/scim/`, '--token', 'x', '--theme', 'Discovery', '--theme', 'Groups'])
  expect(code).toBe(1)
  expect(stdout).toContain('FAIL  RFC 7643 §5')
  expect(stdout).toContain('GET /ServiceProviderConfig\n        → 200 <h1>Welcome</h1>')
  expect(stdout).toMatch(/\d\d cases failed\./)
})

test.each([
  [['--token', 'x'], 'There is no --base'],
  [['--base', 'http://127.0.0.1:9/scim'], 'There is no --token'],
  [['--base', 'here', '--token', 'x'], '--base is no URL'],
  [['--base', 'http://127.0.0.1:9/scim', '--token', 'x', '--theme', 'Weather'], 'There is no theme Weather'],
  [['--base', 'http://127.0.0.1:9/scim', '--token', 'x', '--nonsense'], '--nonsense'],
  [['--base', 'http://127.0.0.1:9/scim', '--token', 'x'], 'The server cannot be reached'],
])('%j ends with 2: %s', async (args, sentence) => {
  const { code, stderr } = await start(args)
  expect(stderr).toContain(sentence)
  expect(code).toBe(2)
})
