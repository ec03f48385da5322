import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { ask } from './support/test-server.ts'

const demoFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('purser-demo-'))

test('the demo brings a company, prints one line of JSON, stands still, and ends with 0', async () => {
  const before = new Set(demoFolders())
  // By npm, as scripts start it: the signal that npm gets must reach the server.
  const child = spawn('npm', ['run', '--silent', 'demo', '--', '--still', '--json', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const firstLine = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      resolve(line)
    })
  })
  const access = JSON.parse(await firstLine)
  expect(Object.keys(access)).toEqual(['url', 'scimBaseUrl', 'scimToken', 'apiBaseUrl', 'apiKey', 'teamId', 'signInUrl'])
  expect(access.apiBaseUrl).toBe(`${access.url}/v1`)

  const idp = { authorization: `Bearer ${access.scimToken}` }
  const program = { authorization: `Bearer ${access.apiKey}` }
  const count = async (path: string) => (await ask('GET', `${access.scimBaseUrl}${path}?count=0`, undefined, idp)).body.totalResults
  expect([await count('/Users'), await count('/Groups')]).toEqual([200, 15])
  const limit = async (who: string) => (await ask('GET', `${access.apiBaseUrl}/users/${who}/effective_limit`, undefined, program)).body
  expect(await limit('email:morgan.reed@acme.example')).toMatchObject({
    status: 'active',
    limit: { amount: '80.00' },
    source: 'group',
    ignored: [{ name: 'Everyone', reason: 'unset' }],
  })
  const groups = (await ask('GET', `${access.scimBaseUrl}/Groups`, undefined, idp)).body.Resources
  expect(groups.some(({ members }: { members: { type: string }[] }) => members.some(({ type }) => type === 'Group'))).toBe(true)

  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
  expect(lines).toHaveLength(1)
  expect(demoFolders().filter((name) => !before.has(name) && existsSync(name))).toEqual([])
})
