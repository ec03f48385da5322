import { afterAll, beforeAll, describe, test } from 'vitest'
import { identities } from './known-failures/identities.ts'
import { lists } from './known-failures/lists.ts'
import { members } from './known-failures/members.ts'
import { service } from './known-failures/service.ts'
import { values } from './known-failures/values.ts'
import { databases } from './support/databases.ts'
import { begin, converse, expectExchange } from './support/exchange.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

describe.each(databases)('on %s, it is wrong when', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  describe.each([
    ['values', values],
    ['members', members],
    ['identities', identities],
    ['lists', lists],
    ['the service', service],
  ])('%s', (_subject, cases) => {
    test.each(cases.map((each) => [each.wrong, each.source, each] as const))('%s (%s)', async (_wrong, _source, { given = {}, right }) => {
      const team = await server.addTeam()
      const conversation = converse(team, team.directory)
      await begin(conversation, given)
      for (const exchange of right) await expectExchange(conversation, exchange)
    })
  })
})
