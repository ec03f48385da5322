import fc from 'fast-check'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { expectTold, step } from './previewed.ts'

describe.each(databases)('a preview, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  test('tells of everybody what then happens, whatever the directory is and whatever is frozen', { timeout: 120_000 }, async () => {
    const whatHappens = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 9 }), (steps) => expectTold(server, steps))
    await fc.assert(whatHappens, { numRuns: database === 'sqlite' ? 8 : 4, endOnFailure: true })
  })
})
