import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { almostDone, useProduct } from '../demo/spending.ts'
import { signInByHand } from '../demo/sign-in-by-hand.ts'
import { faultyClient, FaultyProvider } from './support/faulty-provider.ts'
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
  expect(Object.keys(access)).toEqual([
    'url',
    'scimBaseUrl',
    'scimToken',
    'apiBaseUrl',
    'apiKey',
    'teamId',
    'signInUrl',
    'oidcConnectionId',
    'oidcRedirectUri',
    'samlConnectionId',
    'samlAcsUrl',
    'samlEntityId',
    'secondTeamId',
    'secondApiKey',
    'secondSignInUrl',
    'casesUrl',
  ])
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
  // Somebody has used almost all, and the story tells at once that they are stopped, and why.
  expect(await limit(`user_name:${almostDone.email}`)).toMatchObject({ settled: '14.50', remaining: '0.50', source: 'team_default' })
  expect(await useProduct(access, almostDone)).toMatch(
    /^\w+ \w+ is stopped before spending [\d.]+: .* has 0\.50 of 15\.00 USD left until .*, by the team's default/,
  )
  const groups = (await ask('GET', `${access.scimBaseUrl}/Groups`, undefined, idp)).body.Resources
  expect(groups.some(({ members }: { members: { type: string }[] }) => members.some(({ type }) => type === 'Group'))).toBe(true)

  // Its team signs in through its own identity provider, and the printed link leads there.
  expect(access.oidcRedirectUri).toBe(`${access.url}/sso/${access.oidcConnectionId}/callback`)
  expect((await ask('GET', `${access.apiBaseUrl}/connections/${access.oidcConnectionId}`, undefined, program)).body).toMatchObject({
    state: 'active',
  })
  expect(await signInByHand(`${access.url}/sso/${access.oidcConnectionId}/start`, 'morgan.reed@acme.example')).toContain('<title>Purser</title>')
  // A SAML draft waits for a provider's metadata.
  expect([access.samlAcsUrl, access.samlEntityId]).toEqual(['acs', 'metadata'].map((end) => `${access.url}/sso/${access.samlConnectionId}/${end}`))
  expect((await ask('GET', `${access.apiBaseUrl}/connections/${access.samlConnectionId}`, undefined, program)).body.state).toBe('draft')
  // A script brings an identity provider of its own, on this machine and over http.
  const own = await FaultyProvider.start()
  const wanted = { protocol: 'oidc', name: 'Own', issuer: own.issuer, client_id: faultyClient.clientId, client_secret: faultyClient.clientSecret }
  const headers = { ...program, 'content-type': 'application/json' }
  expect(await ask('POST', `${access.apiBaseUrl}/connections`, wanted, headers)).toMatchObject({ status: 201, body: { state: 'configured' } })
  await own.stop()

  // The second company is not connected, until its identity provider is told to do something; each case is named by the finding that it is listed with.
  const second = { authorization: `Bearer ${access.secondApiKey}` }
  const found = async () =>
    (await ask('GET', `${access.apiBaseUrl}/findings`, undefined, second)).body.items.map(({ code }: { code: string }) => code)
  expect(await found()).toEqual(['provisioning-locked'])
  const cases: { name: string; finds: string | null }[] = (await ask('GET', `${access.casesUrl}/cases`)).body
  for (const { name, finds } of cases) {
    const { body } = await ask('POST', `${access.casesUrl}/cases/${name}`)
    expect(body, name).toMatchObject({ case: name, finds })
    expect([null, ...body.findings], name).toContain(finds)
  }
  expect((await ask('GET', `${access.casesUrl}/`)).text).toContain('groups-not-pushed')

  // Whoever sets up a directory there by hand has it push to that one.
  await ask('POST', `${access.casesUrl}/connect`)
  const asSecond = { ...second, 'content-type': 'application/json' }
  const { body: made } = await ask('POST', `${access.apiBaseUrl}/directories`, { name: 'By hand', provider: 'okta' }, asSecond)
  const { body: token } = await ask('POST', `${access.apiBaseUrl}/directories/${made.id}/tokens`, { name: 'pasted' }, asSecond)
  const push = (sent: object | string) => ask('POST', `${access.casesUrl}/push`, sent, { 'content-type': 'application/json' })
  expect(await push({ base_url: made.scim_base_url, token: 'purser_scim_wrong' })).toMatchObject({ status: 422 })
  expect(await push('{"base_url": ')).toMatchObject({ status: 422, body: { error: expect.stringContaining('no JSON') } })
  expect(await push({ base_url: 'https://elsewhere.example/scim', token: token.secret })).toMatchObject({ status: 422 })
  expect(await push({ base_url: made.scim_base_url, token: token.secret })).toMatchObject({ status: 200 })
  const pushed = await ask('GET', `${access.apiBaseUrl}/groups?directory=${made.id}`, undefined, second)
  expect(pushed.body.items.map(({ display_name: name }: { display_name: string }) => name)).toEqual(['Engineering', 'On-call'])
  expect((await ask('POST', `${access.casesUrl}/connect`, undefined, { origin: 'https://elsewhere.example' })).status).toBe(403)

  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
  expect(lines).toHaveLength(1)
  expect(demoFolders().filter((name) => !before.has(name) && existsSync(name))).toEqual([])
}, 120_000)
