import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, groupOf, patchOf, person, until } from './support/scim.ts'
import { startTestServer, type TestServer } from './support/test-server.ts'

describe.each(databases)('the health of a directory, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  test('tells what happened for the first time, by which request, and what moved of late', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const health = async (search = '') => (await team.api('GET', `/directories/${directory.directoryId}/health${search}`)).body
    expect(await health()).toMatchObject({
      provider_name: 'Okta',
      last_request: null,
      rhythm: { source: 'on_change', minutes: null },
      milestones: { first_request: null, first_user: null, first_group: null, first_membership: null },
      window: { hours: 24, requests: 0, is_more: false },
      tokens: [{ name: 'token', state: 'live', last_used_at: null }],
    })

    const post = (path: string, body: object) => directory.scim('POST', path, body)
    const user = await post('/Users', person('ada'))
    const requestOf = ({ headers }: { headers: Headers }) => headers.get('x-request-id')
    const group = await post('/Groups', groupOf('Eng'))
    const joined = await directory.scim(
      'PATCH',
      `/Groups/${group.body.id}`,
      patchOf({ op: 'add', path: 'members', value: [{ value: user.body.id }] }),
    )
    await post('/Users', person('ada'))
    await directory.scim('PATCH', `/Users/${user.body.id}`, patchOf({ op: 'replace', value: { active: false } }))
    await until(async () => ((await health()).tokens[0].last_used_at === null ? undefined : true))
    expect(await health()).toMatchObject({
      is_silent: false,
      last_request: { at: expect.any(String) },
      last_refusal: { request: expect.stringMatching(/^req_/) },
      milestones: {
        first_request: { request: requestOf(user) },
        first_user: { at: user.body.meta.created, request: requestOf(user) },
        first_group: { request: requestOf(group) },
        first_membership: { request: requestOf(joined) },
      },
      window: { requests: 5, refused: 1, users_created: 1, users_updated: 1, went_out: 1, groups_created: 1, memberships_changed: 1 },
    })
    server.pass(2 * 3600)
    expect((await health('?hours=1')).window).toMatchObject({ hours: 1, requests: 0 })
  })

  test('a call with a token that opens nothing is no first request, and is told without the id of the directory', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const { directoryId } = directory
    expect((await team.api('DELETE', `/directories/${directoryId}/tokens/${directory.tokenId}`)).status).toBe(204)
    expect((await directory.scim('GET', '/Users')).status).toBe(401)
    const [entry] = await until(async () => {
      const { items } = (await team.api('GET', `/provisioning_log?directory=${directoryId}`)).body
      return items.length === 0 ? undefined : items
    })
    expect(entry.parts).toMatchObject([{ code: 'refused', operation: 'authenticate', subject: null }])
    expect((await team.api('GET', `/directories/${directoryId}/health`)).body.milestones.first_request).toBeNull()
  })

  test('is of the team’s own directories', async () => {
    const [team, other] = [await server.addTeam(), await server.addTeam()]
    expect((await other.api('GET', `/directories/${team.directory.directoryId}/health`)).status).toBe(404)
  })

  test('the frequent questions are answered from it, and from what stands in the way', async () => {
    const team = await server.addTeam()
    const faq = async () => (await team.api('GET', '/faq')).body.items
    const entry = async (id: string) => (await faq()).find((each: { id: string }) => each.id === id)
    expect((await faq()).map(({ id }: { id: string }) => id)).toEqual([
      'scim-not-showing',
      'users-not-syncing',
      'groups-not-appearing',
      'limits-not-applying',
      'edit-directly',
      'how-fast',
      'duplicate-people',
    ])
    expect(await entry('users-not-syncing')).toMatchObject({ findings: [{ code: 'nothing-received' }] })
    expect(await entry('edit-directly')).toMatchObject({ answer: expect.stringMatching(/^No: .*Okta.*"Assignments → Assign"/), findings: [] })
    const ada = await create(team.directory, 'Users', person('ada'))
    expect(await entry('users-not-syncing')).toMatchObject({ findings: [], answer: expect.stringContaining('Nothing stands in the way') })
    expect(await entry('groups-not-appearing')).toMatchObject({
      findings: [{ code: 'groups-not-pushed' }],
      answer: expect.stringContaining('Push Groups'),
    })
    await create(team.directory, 'Groups', groupOf('Eng', [ada]))
    expect(await entry('groups-not-appearing')).toMatchObject({ findings: [] })
    expect((await entry('how-fast')).answer).toMatch(/holds at once.*It last called Okta 20.*last changed something 20/)
  })
})
