import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkPath } from '../server/access/links.ts'
import { createOperatorKey } from '../server/access/operator-keys.ts'
import { installation } from '../server/kernel/ids.ts'
import { makeLoginLink } from '../server/members/sign-in.ts'
import { databases } from './support/databases.ts'
import { patchOf, person, until } from './support/scim.ts'
import { ask, startTestServer, type TestBrowser, type TestRoute, type TestServer, type TestTeam } from './support/test-server.ts'

// Secrets that people paste into the wrong place, through every route there is.

describe.each(databases)('a secret that is sent to the wrong place, on %s', (database) => {
  const log: string[] = []
  let server: TestServer
  let team: TestTeam
  let browser: TestBrowser
  let secrets: Record<string, string>
  const password = 'correct-horse-battery'
  beforeAll(async () => {
    server = await startTestServer(database, { log: (line) => log.push(line) })
    team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    browser = await team.signIn()
    const operator = await createOperatorKey(
      server.db,
      server.environment,
      { ...team.by(), teamId: installation },
      { name: 'k', scopes: ['*'], expiresAt: null },
    )
    const { secret: link } = await makeLoginLink(server.db, server.environment, team.by())
    secrets = { key: team.apiKey, token: team.directory.token, operator: operator.secret, link, session: browser.cookie.split('=')[1] ?? '' }
  })
  afterAll(() => server.stop())

  test('is in no log line, no error, no row of the journal, so neither in the audit nor in the provisioning log', async () => {
    const errors: string[] = []
    const note = (answer: { status: number; text: string }) => void (answer.status >= 400 && errors.push(answer.text))
    const routes = server.routes.filter(
      ({ method, url, isRefusal }) => method !== 'HEAD' && !isRefusal && !url.startsWith('/docs') && url !== '/v1/session',
    )
    const { body: document } = await ask('GET', `${server.url}/docs/api/openapi.json`)
    const parametersOf = new Map(
      Object.entries<Record<string, { parameters?: { in: string; name: string }[] }>>(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { parameters = [] }]) => [
          `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
          parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
        ]),
      ),
    )
    expect(parametersOf.get('GET /v1/audit_log')).toContain('subject')
    for (const secret of Object.values(secrets)) {
      const send = async ({ method, url }: TestRoute) => {
        const isScim = url.startsWith('/scim')
        // In the path, in the query, in a header that is none of ours, and in every field of a body.
        const path = url.replace(':directory', isScim ? team.directory.directoryId : secret).replaceAll(/:\w+/g, secret)
        const body = isScim
          ? method === 'PATCH'
            ? patchOf({ op: 'replace', path: 'title', value: secret }, { op: 'replace', path: 'password', value: password })
            : person('canary', { userName: secret, title: secret, password })
          : {
              name: secret,
              email: `${secret}@x.example`,
              role: secret,
              scopes: [secret],
              reason: secret,
              kind: 'amount',
              amount: secret,
              overlap: secret,
              [secret]: secret,
            }
        const query = `?cursor=${secret}&filter=userName%20eq%20%22${secret}%22&name=${secret}&subject=${secret}&team=${isScim ? '' : secret}&lang=${secret}`
        const headers = {
          'user-agent': secret,
          'x-note': secret,
          ...(method === 'GET' || method === 'HEAD' ? {} : { 'content-type': 'application/json' }),
        }
        const sent = method === 'GET' ? undefined : body
        const at = `${server.url}${path}`
        if (isScim) note(await ask(method, `${at}${query}`, sent, { ...headers, authorization: `Bearer ${team.directory.token}` }))
        else {
          note(await ask(method, `${at}${query}`, sent, { ...headers, cookie: browser.cookie, origin: server.url }))
          note(await ask(method, at, sent, { ...headers, cookie: browser.cookie, origin: server.url }))
          // Each parameter that the route takes, alone: beside one that it does not, nothing is looked up.
          for (const name of parametersOf.get(`${method} ${url}`) ?? [])
            note(await ask(method, `${at}?${name}=${secret}`, sent, { ...headers, cookie: browser.cookie, origin: server.url }))
          note(await ask(method, at, sent, { ...headers, authorization: `Bearer ${secret}x` }))
          note(await ask(method, at, sent, { ...headers, cookie: browser.cookie, origin: `https://${secret}.example` }))
        }
      }
      await Promise.all(routes.map(send))
    }
    note(
      await ask('POST', `${server.url}${linkPath(secrets['link'] ?? '')}`, `email=${secrets['link']}&team_name=x`, {
        'content-type': 'application/x-www-form-urlencoded',
      }),
    )
    // What reads left behind is written a moment later.
    await until(async () => (await team.api('GET', '/provisioning_log?outcome=read')).body.items[0])
    const rows = await server.db.read.selectFrom('journal').selectAll().execute()
    expect([errors.length > 100, log.length > 200, rows.length > 100]).toEqual([true, true, true])
    const journal = JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
    for (const [name, secret] of Object.entries({ ...secrets, password })) {
      const canary = name === 'password' ? secret : secret.slice(`purser_${name}_`.length + 8) // what the first signs of a secret are, people may see
      expect({ name, holders: [errors.join('\n'), log.join('\n'), journal].map((text) => text.includes(canary)) }).toEqual({
        name,
        holders: [false, false, false],
      })
    }
    for (const path of ['/audit_log/export?format=jsonl', '/audit_log/export?format=csv', '/provisioning_log?limit=200'])
      expect((await team.api('GET', path)).text).not.toMatch(/purser_(key|scim|operator|link|session|setup|setupsession)_[0-9A-Za-z]{8}/)
  })
})
