import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from './support/databases.ts'
import { expectScimError } from './support/scim.ts'
import { startTestServer } from './support/test-server.ts'

describe.each(databases)('an address that presents wrong tokens, on %s', (database) => {
  test('is answered 429 with Retry-After after so many, while a valid token is answered as before', async () => {
    const server = await startTestServer(database, { authFailureRate: 20 })
    onTestFinished(server.stop)
    const { directory } = await server.addTeam()
    const guess = (place: number) => directory.scim('GET', '/Users?count=1', undefined, { authorization: `Bearer purser_scim_wrong${place}` })
    for (let place = 0; place < 20; place++) expectScimError(await guess(place), 401)
    const refused = await guess(20)
    expectScimError(refused, 429, undefined, /wrong credential/)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expectScimError(await directory.scim('GET', '/Users', undefined, { authorization: '' }), 429)
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, place) => (place % 2 === 0 ? directory.scim('GET', '/Users?count=1') : guess(place))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(30).fill([200, 429]).flat())
    expect((await directory.scim('GET', '/ServiceProviderConfig', undefined, { authorization: 'Bearer wrong' })).status).toBe(429)
  })

  test('is counted by itself, as the proxy names it where one is trusted', async () => {
    const server = await startTestServer(database, { authFailureRate: 3, trustProxy: 1 })
    onTestFinished(server.stop)
    const { directory } = await server.addTeam()
    const guess = async (from: string) =>
      (await directory.scim('GET', '/Users', undefined, { authorization: 'Bearer purser_scim_wrong', 'x-forwarded-for': from })).status
    const statuses = []
    for (const from of ['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']) statuses.push(await guess(from))
    expect(statuses).toEqual([401, 401, 401, 429, 401])
  })
})
