import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { runPurser } from './support/processes.ts'
import { startOidcProvider, type RunningProvider } from './support/start-oidc-provider.ts'
import { ask, startTestServer, type TestServer } from './support/test-server.ts'
import { signInAtProvider, Visitor } from './support/visitor.ts'

/** What docs/gate.md has one do, with what is said to come of it. */
type Step = { line: string; expected: string }

function readSteps(): Step[] {
  const lines = readFileSync('docs/gate.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('    ') && !line.includes('curl'))
    .map((line) => line.slice(4))
  const steps: Step[] = []
  for (const line of lines) {
    const last = steps.at(-1)
    if (/^[$#] /.test(line)) steps.push({ line, expected: '' })
    else if (last) last.expected += `${last.expected === '' ? '' : '\n'}${line}`
  }
  return steps
}

/** What is left out may be anything; all else stands there to the letter. */
const toPattern = (expected: string) =>
  new RegExp(
    `^${expected
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('[^]*?')}${expected.endsWith('…') ? '' : '$'}`,
  )

describe.each(databases)('docs/gate.md, on %s', (database) => {
  let server: TestServer
  let provider: RunningProvider
  beforeAll(async () => {
    ;[server, provider] = await Promise.all([startTestServer(database), startOidcProvider()])
    known.set('ISSUER', provider.issuer)
  })
  afterAll(() => Promise.all([server.stop(), provider.stop()]))

  /** The variables of the shell. */
  const known = new Map<string, string>()
  const learn = (text: string) => {
    const patterns = {
      DOMAIN: /"(dom_\w+)"/,
      CONNECTION: /"(con_\w+)"/,
      DIR: /"(dir_\w+)"/,
      KEY: /"(purser_key_\w+)"/,
      TOKEN: /"secret":"(purser_scim_\w+)"/,
    }
    const others = { TXT: /"(purser-verification=\w+)"/, REDIRECT: /"redirect_uri":"([^"]+)"/, TEST: /^200 \{"url":"([^"]+)"/ }
    for (const [name, pattern] of Object.entries({ ...patterns, ...others })) {
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) known.set(name, found)
    }
  }
  /** The words of a command, as a shell has them. */
  const wordsOf = (line: string) =>
    [...line.matchAll(/'([^']*)'|"((?:\\.|[^"])*)"|(\S+)/g)].map(([, single, double, bare]) => {
      if (single !== undefined) return single
      return (double?.replaceAll('\\"', '"') ?? bare ?? '').replaceAll(/\$([A-Z_]+)/g, (_, name: string) => known.get(name) ?? `no ${name}`)
    })

  async function call(url: string, secret: string, [method = '', path = '', body]: string[]): Promise<string> {
    const headers = { authorization: `Bearer ${known.get(secret)}`, 'content-type': 'application/json' }
    const { status, text } = await ask(method, `${url}${path}`, body, headers)
    return `${status} ${text}`
  }

  async function run([command, ...words]: string[]): Promise<string> {
    switch (command) {
      case 'api':
        return call(`${server.url}/v1`, 'KEY', words)
      case 'scim':
        return call(`${server.url}/scim/v2/${known.get('DIR')}`, 'TOKEN', words)
      case 'purser': {
        const { stdout, stderr } = await runPurser(words, { PURSER_DATABASE_URL: server.databaseUrl, PURSER_SECRET_KEY: 'A'.repeat(43) })
        return `${stdout}${stderr}`.trim()
      }
      case undefined:
      default:
        throw new Error(`The transcript knows no ${command}.`)
    }
  }

  /** What is done elsewhere, by people. */
  const deeds: Record<string, () => Promise<unknown>> = {
    '# at the DNS provider: the TXT record': async () => server.dns.set('_purser-challenge.acme.example', [known.get('TXT') ?? '']),
    '# at the identity provider: a web application with that redirect URI': async () => {
      const { clientId, clientSecret } = await provider.register(known.get('REDIRECT') ?? '')
      known.set('CLIENT_ID', clientId).set('CLIENT_SECRET', clientSecret)
    },
    '# in a browser: that address, and a sign-in as morgan@acme.example': () =>
      signInAtProvider(new Visitor(), known.get('TEST') ?? '', 'morgan@acme.example'),
  }

  test('every line does what it says', async () => {
    const steps = readSteps()
    expect(steps.length).toBeGreaterThan(30)
    for (const { line, expected } of steps) {
      const deed = deeds[line]
      const answer = deed ? (await deed(), '') : await run(wordsOf(line.slice(2)))
      learn(answer)
      expect(answer, line).toMatch(toPattern(expected))
    }
  }, 120_000)
})
