import { expect, test } from 'vitest'
import { ask, startTestServer } from './support/test-server.ts'

// What a client sends as X-Forwarded-For itself stands to the left of what the proxies append.
test.each<[number | string[], string, string, string]>([
  [0, '203.0.113.9', '127.0.0.1', 'no proxy is trusted'],
  [1, '203.0.113.9', '203.0.113.9', 'the one proxy tells the client'],
  [1, '198.51.100.1, 203.0.113.9', '203.0.113.9', 'the client made up what stands to the left'],
  [2, '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9', 'of two proxies the first tells the client'],
  [1, '198.51.100.1, unknown', '127.0.0.1', 'what is no address is dropped'],
  [1, '<b>203.0.113.9</b>', '127.0.0.1', 'what is no address is dropped'],
  [['127.0.0.0/8', '10.0.0.0/8'], '198.51.100.1, 203.0.113.9, 10.0.0.2', '203.0.113.9', 'the proxies are known by where they are'],
  [['10.0.0.0/8'], '203.0.113.9', '127.0.0.1', 'the one who asks is no proxy'],
])('trusting %j, of %j the client is %s: %s', async (trustProxy, forwarded, ip, _because) => {
  const server = await startTestServer('sqlite', { trustProxy })
  const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
  const { cookie } = await team.signIn()
  await ask(
    'PATCH',
    `${server.url}/v1/team`,
    { name: 'Renamed' },
    {
      cookie,
      origin: server.url,
      'content-type': 'application/json',
      'x-forwarded-for': forwarded,
    },
  )
  const log = await ask('GET', `${server.url}/v1/audit_log?action=rename_team`, undefined, { cookie })
  expect(log.body.items).toMatchObject([{ from: { ip } }])
  await server.stop()
})
