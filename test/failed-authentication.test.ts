import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from './support/databases.ts'
import { expectScimError } from './support/scim.ts'
import { ask, startTestServer } from './support/test-server.ts'

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
    server.pass(Number(refused.headers.get('retry-after')))
    expectScimError(await guess(100), 401)
    for (let place = 0; place < 20; place++) await guess(place)
    expect((await directory.scim('GET', '/ServiceProviderConfig', undefined, { authorization: 'Bearer wrong' })).status).toBe(429)
  })

  test('is answered so by the API too, while a right key is answered at once; who signs in anew is not counted', async () => {
    const server = await startTestServer(database, { authFailureRate: 5 })
    onTestFinished(server.stop)
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    const guess = (headers: Record<string, string>) => ask('GET', `${server.url}/v1/team`, undefined, headers)
    for (let place = 0; place < 20; place++) expect((await guess({ cookie: `purser_session=purser_session_${place}` })).status).toBe(401)
    for (let place = 0; place < 5; place++) expect((await guess({ authorization: `Bearer purser_key_wrong${place}` })).status).toBe(401)
    const refused = await guess({ authorization: 'Bearer purser_key_wrong' })
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-failures' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await team.api('GET', '/team')).status).toBe(200)
    expect((await (await team.signIn()).api('GET', '/team')).status).toBe(200)
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
