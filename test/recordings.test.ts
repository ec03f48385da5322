import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordings } from './recordings/index.ts'
import { databases } from './support/databases.ts'
import { converse, expectExchange, type Conversation } from './support/exchange.ts'
import { until } from './support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  // Each has a team of its own, since who has one address is one member of a team.
  const rows = recordings.map((recording) => [recording.client, recording.sources.join('; '), recording] as const)
  describe.each(rows)('%s (%s)', (_client, _sources, { headers, recognisedAs, exchanges }) => {
    let team: TestTeam
    let conversation: Conversation
    beforeAll(async () => {
      team = await server.addTeam()
      conversation = converse(team, team.directory, headers)
    })

    const requests = exchanges.map((exchange) => [exchange.send, exchange.status, exchange.because ?? '', exchange] as const)
    test.each(requests)('%s is %i %s', async (_send, _status, _because, exchange) => {
      await expectExchange(conversation, exchange)
    })

    test('is recognised, where its requests tell', async () => {
      const asked = server.environment.now()
      await team.directory.scim('GET', '/Users?count=0')
      const directory = async () => (await team.api('GET', '/directories')).body.items[0]
      // What requests tell is written a moment later, in their order.
      const heard = await until(async () => [await directory()].find(({ last_request_at: at }) => at !== null && at >= asked))
      expect(heard.detected_provider).toBe(recognisedAs ?? null)
    })
  })
})
