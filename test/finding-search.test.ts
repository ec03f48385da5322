import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, groupOf, patchOf, person, query, until } from './support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

type Answer = { code: string; facts: Record<string, unknown>; what: string; to_do: string; link: string; evidence: { request: string }[] }

describe.each(databases)('why is somebody not here, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let ada: string
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ ownerEmail: 'morgan@acme.example' })
    ada = await create(
      team.directory,
      'Users',
      person('ada.lovelace', { externalId: '00u-ada', emails: [{ value: 'ada@acme.example', primary: true }] }),
    )
  })
  afterAll(() => server.stop())

  const search = async (q: string): Promise<Answer[]> => (await team.api('GET', `/findings/search${query({ q })}`)).body.items
  const codes = async (q: string) => (await search(q)).map(({ code }) => code)
  const deactivate = (id: string) => team.directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }))

  test('who is here is found, in whichever case, with what they may spend and why', async () => {
    const [present, limit, ...others] = await search('Ada.Lovelace@ACME.example')
    expect(others).toEqual([])
    expect(present).toMatchObject({ code: 'person-present', facts: { user: ada, is_let_in: true }, link: expect.stringMatching(/^\/users\/mem_/) })
    expect(limit).toMatchObject({
      code: 'person-limit',
      facts: { source: 'none', is_unlimited: true },
      what: expect.stringContaining('nothing is set'),
    })
  })

  test('a limit that does not hold is told with the groups that do not count', async () => {
    const bo = await create(team.directory, 'Users', person('bo'))
    const inner = await create(team.directory, 'Groups', groupOf('Inner', [bo]))
    const outer = await create(team.directory, 'Groups', groupOf('Outer', [inner]))
    await team.api('PUT', `/spend_limits/groups/${outer}`, { kind: 'amount', amount: '10' })
    expect((await search('bo@acme.example')).find(({ code }) => code === 'person-limit')).toMatchObject({
      facts: {
        source: 'none',
        groups: expect.arrayContaining([
          { name: 'Outer', reason: 'nested' },
          { name: 'Inner', reason: 'unset' },
        ]),
      },
      what: expect.stringContaining('Outer holds them through another group alone'),
    })
  })

  test.each([
    ['00u-ada', 'external-id', 'the externalId'],
    ['ada@acme.example', 'address', 'an address of theirs'],
    ['ada.lovelace@acme.org', 'same-mailbox', 'the same mailbox in another domain'],
    ['ada.lovelace+work@acme.org', 'same-mailbox', 'a tag in the address'],
    ['Ada Lovelace', 'same-mailbox', 'names as addresses join them'],
    ['ada.love', 'same-mailbox', 'how the userName begins'],
  ])('%s finds whom it may mean, by %s: %s', async (q, by) => {
    expect((await search(q))[0]).toMatchObject({
      code: 'person-under-another-name',
      facts: { user: ada, by, user_name: 'ada.lovelace@acme.example' },
    })
  })

  test('who was deactivated or deleted, with the request that did it', async () => {
    const id = await create(team.directory, 'Users', person('cy'))
    const { headers } = await deactivate(id)
    const request = headers.get('x-request-id')
    expect((await search('cy@acme.example'))[0]).toMatchObject({
      code: 'person-deactivated',
      facts: { request, at: expect.any(String), assign_menu: 'Assignments → Assign' },
      link: `/log?request=${request}`,
      evidence: [{ request }],
    })
    const gone = (await team.directory.scim('DELETE', `/Users/${id}`)).headers.get('x-request-id')
    expect((await search('cy@acme.example'))[0]).toMatchObject({ code: 'person-deleted', facts: { request: gone }, evidence: [{ request: gone }] })
    await create(team.directory, 'Users', person('cy'))
    expect((await codes('cy@acme.example'))[0]).toBe('person-present')
  })

  test('who was refused, and by which rule, until they came in', async () => {
    const refused = await team.directory.scim('POST', '/Users', person('dee', { active: 'perhaps' }))
    expect(await search('dee@acme.example')).toMatchObject([
      {
        code: 'person-refused',
        facts: { reason: 'invalidValue', operation: 'create_user', example: refused.body.detail },
        evidence: [{ request: refused.headers.get('x-request-id') }],
      },
    ])
    await create(team.directory, 'Users', person('dee'))
    expect(await codes('dee@acme.example')).toEqual(['person-present', 'person-limit'])
  })

  test('who was never received, and who was looked for and not sent', async () => {
    expect(await search('nobody@acme.example')).toMatchObject([
      { code: 'never-received', facts: { looked_up_at: null }, to_do: expect.stringContaining('Assignments') },
    ])
    await team.directory.scim('GET', `/Users${query({ filter: 'userName eq "eve@acme.example"' })}`)
    const found = await until(async () => {
      const [answer] = await search('eve@acme.example')
      return answer?.facts['looked_up_at'] === null ? undefined : answer
    })
    expect(found).toMatchObject({
      code: 'never-received',
      what: expect.stringContaining('found nobody here'),
      evidence: [{ request: expect.stringMatching(/^req_/) }],
    })
  })

  test('a member whom no directory has', async () => {
    expect(await search('morgan@acme.example')).toMatchObject([{ code: 'person-without-directory', facts: { origin: 'bootstrap', is_in: true } }])
  })

  test('a group that is here, is called otherwise, was refused or was deleted', async () => {
    const group = await create(team.directory, 'Groups', groupOf('Engineering', [ada]))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '40' })
    expect(await search('ENGINEERING')).toMatchObject([
      { code: 'group-present', facts: { group, is_empty: false, has_limit: true, amount: '40.00' } },
    ])
    expect(await search('Okta Engineering')).toMatchObject([{ code: 'group-under-another-name', facts: { group } }])
    await team.directory.scim('POST', '/Groups', groupOf('Sales', ['nobody']))
    expect(await search('Sales')).toMatchObject([{ code: 'group-refused', facts: { reason: 'members-unknown' } }])
    const request = (await team.directory.scim('DELETE', `/Groups/${group}`)).headers.get('x-request-id')
    expect(await search('Engineering')).toMatchObject([{ code: 'group-deleted', facts: { group, request } }])
  })

  test('it tells no limit to who may not read them, and nothing to who may not see people', async () => {
    const as = async (scopes: string[]) =>
      ask('GET', `${server.url}/v1/findings/search${query({ q: 'ada@acme.example' })}`, undefined, {
        authorization: `Bearer ${await team.addKey(scopes)}`,
      })
    expect((await as(['directory:read'])).body.items.map(({ code }: Answer) => code)).toEqual(['person-under-another-name'])
    expect((await as(['directory_setup:read'])).status).toBe(403)
  })

  test('another team finds nobody', async () => {
    const other = await server.addTeam()
    expect((await other.api('GET', `/findings/search${query({ q: 'ada@acme.example' })}`)).body.items.map(({ code }: Answer) => code)).toEqual([
      'never-received',
    ])
  })
})
