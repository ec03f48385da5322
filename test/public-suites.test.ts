import { afterAll, beforeAll, describe, test } from 'vitest'
import { i2scim } from './public-suites/i2scim.ts'
import { oktaCrud, oktaSpec } from './public-suites/okta.ts'
import { scimSdk } from './public-suites/scim-sdk.ts'
import { validatorGroups, validatorPreview, validatorUsers } from './public-suites/scim-validator.ts'
import { scim2Tester } from './public-suites/scim2-tester.ts'
import { scimple } from './public-suites/scimple.ts'
import { scimServer } from './public-suites/scimserver.ts'
import { scimverify } from './public-suites/scimverify.ts'
import { databases } from './support/databases.ts'
import { begin, converse, expectExchange } from './support/exchange.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

// The checks of the suites that servers are publicly held to. Where suites contradict each other or the RFC, the name says what holds.
const suites = [oktaSpec, oktaCrud, validatorUsers, validatorGroups, validatorPreview, scim2Tester, scimverify, scimple, i2scim, scimSdk, scimServer]

describe.each(databases)('on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  describe.each(suites)('$suite ($source)', ({ checks }) => {
    test.each(checks)('%s', async (_name, given, exchanges) => {
      const team = await server.addTeam()
      const conversation = converse(team, team.directory)
      await begin(conversation, given)
      for (const exchange of exchanges) await expectExchange(conversation, exchange)
    })
  })
})
