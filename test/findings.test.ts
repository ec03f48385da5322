import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { revokeToken } from '../server/directory/tokens.ts'
import { databases } from './support/databases.ts'
import { entitle } from './support/entitled.ts'
import { create, groupOf, patchOf, person, until } from './support/scim.ts'
import { ask, startTestServer, type BareTeam, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

type Found = {
  code: string
  severity: string
  title: string
  detail: string
  what: string
  to_do: string
  since: string
  facts: Record<string, unknown>
  link: string
  evidence: { request: string; at: string }[]
}
const hours = (count: number) => count * 3600

/** Each rule is made true by real requests, and false again by those that it asks for. */
describe.each(databases)('findings, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const list = async (team: BareTeam): Promise<Found[]> => (await team.api('GET', '/findings')).body.items
  const find = async (team: BareTeam, code: string): Promise<Found | undefined> => (await list(team)).find((finding) => finding.code === code)
  /** What identity providers do is remembered a moment later. */
  const untilFound = (team: BareTeam, code: string) => until(() => find(team, code))
  const untilGone = (team: BareTeam, code: string) => until(async () => ((await find(team, code)) === undefined ? true : undefined))
  const members = (...ids: string[]) => patchOf({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
  const leave = (id: string) => patchOf({ op: 'remove', path: `members[value eq "${id}"]` })
  const amount = (units: string) => ({ kind: 'amount', amount: units })
  const limit = (team: BareTeam, group: string, units: string) => team.api('PUT', `/spend_limits/groups/${group}`, amount(units))

  test('say what is so and what to do, in words that hold nothing but their facts, with the requests that show it', async () => {
    const team = await server.addTeam()
    await create(team.directory, 'Groups', groupOf('Empty'))
    const finding = await untilFound(team, 'groups-empty')
    expect(finding).toMatchObject({
      severity: 'info',
      title: expect.any(String),
      since: expect.stringMatching(/^20.*Z$/),
      detail: `${finding.what} ${finding.to_do}`,
      what: expect.stringContaining('Empty'),
      to_do: expect.stringContaining('Assignments → Assign'),
      facts: {
        provider: 'okta',
        provider_name: 'Okta',
        count: 1,
        is_more: false,
        groups: [{ group: expect.stringMatching(/^grp_/), name: 'Empty' }],
      },
      link: expect.stringMatching(/^\/groups\/grp_/),
    })
  })

  describe('of setting up', () => {
    test('a team that may have no directory yet is told what is missing', async () => {
      const team = await server.addBareTeam()
      const found = await find(team, 'provisioning-locked')
      expect(found).toMatchObject({ severity: 'info', facts: { missing: [{ id: 'sso' }, { id: 'domain' }] }, link: '/sso' })
      await entitle(server.db, server.environment, team.by)
      expect(await find(team, 'provisioning-locked')).toBeUndefined()
    })

    test('a directory is waited for from its token on: nothing came, then look-ups alone, then users', async () => {
      const team = await server.addBareTeam()
      await entitle(server.db, server.environment, team.by)
      const { id } = (await team.api('POST', '/directories', { name: 'Entra', provider: 'entra' })).body
      expect(await find(team, 'directory-without-token')).toMatchObject({ severity: 'info', to_do: expect.stringContaining('"Secret Token"') })
      const { secret } = (await team.api('POST', `/directories/${id}/tokens`, {})).body
      expect(await find(team, 'directory-without-token')).toBeUndefined()
      expect(await find(team, 'nothing-received')).toMatchObject({ severity: 'info', to_do: expect.stringContaining('Start provisioning') })
      server.pass(hours(2))
      expect(await find(team, 'nothing-received')).toMatchObject({ severity: 'warning', what: expect.stringContaining('40 minutes') })

      const call = (method: string, path: string, body?: unknown) =>
        ask(method, `${server.url}/scim/v2/${id}${path}`, body, { authorization: `Bearer ${secret}`, 'content-type': 'application/scim+json' })
      await call('GET', '/Users?filter=userName%20eq%20%22x%22')
      await untilFound(team, 'only-lookups')
      expect(await find(team, 'nothing-received')).toBeUndefined()
      server.pass(hours(2))
      // What was read stands in the log a moment later than that something was.
      const shown = await until(async () => ((await find(team, 'only-lookups'))?.evidence.length === 1 ? find(team, 'only-lookups') : undefined))
      expect(shown).toMatchObject({ severity: 'warning', evidence: [{ request: expect.stringMatching(/^req_/) }] })
      await call('POST', '/Users', person('ada'))
      await untilGone(team, 'only-lookups')
    })
  })

  describe('of what an identity provider calls', () => {
    test('a token that was revoked and is still used, until a valid one is', async () => {
      const team = await server.addTeam()
      const { directory } = team
      const { secret } = (await team.api('POST', `/directories/${directory.directoryId}/tokens`, { name: 'new' })).body
      await revokeToken(server.db, team.by(), directory.tokenId)
      expect((await directory.scim('GET', '/Users')).status).toBe(401)
      const found = await untilFound(team, 'dead-token-called')
      expect(found).toMatchObject({
        severity: 'warning',
        facts: { token: 'token', why: 'revoked', calls: 1, ended_at: expect.any(String), token_menu: 'Authorization' },
        evidence: [{ request: expect.stringMatching(/^req_/) }],
      })
      server.pass(1)
      await directory.scim('GET', '/Users', undefined, { authorization: `Bearer ${secret}` })
      await untilGone(team, 'dead-token-called')
    })

    test('a token that was cut at pasting, in the place of nothing, until a valid one comes', async () => {
      const team = await server.addTeam()
      const { directoryId, tokenId, token, scim } = team.directory
      expect(await find(team, 'nothing-received')).toBeDefined()
      const headers = { authorization: `Bearer ${token.slice(0, -3)}`, 'user-agent': 'Okta SCIM Client 1.0.0' }
      expect((await scim('GET', '/Users', undefined, headers)).status).toBe(401)
      const found = await untilFound(team, 'unknown-token-called')
      expect(found).toMatchObject({
        severity: 'warning',
        what: expect.stringMatching(/1 call .*begins like the token token \(purser_scim_\w{4}…\).*Okta SCIM Client 1\.0\.0/),
        to_do: expect.stringContaining('"Authorization"'),
        facts: {
          why: 'cut',
          token_id: tokenId,
          token: 'token',
          calls: 1,
          user_agent: 'Okta SCIM Client 1.0.0',
          was_connected: false,
          token_menu: 'Authorization',
        },
        link: `/log?directory=${directoryId}&operation=authenticate`,
        evidence: [{ request: expect.stringMatching(/^req_/) }],
      })
      expect(JSON.stringify(found)).not.toContain(token.slice(0, 20))
      expect(await find(team, 'nothing-received')).toBeUndefined()
      const faq = (await team.api('GET', '/faq')).body.items.find(({ id }: { id: string }) => id === 'users-not-syncing')
      expect(faq.findings).toMatchObject([{ code: 'unknown-token-called' }])
      server.pass(1)
      await scim('GET', '/Users')
      await untilGone(team, 'unknown-token-called')
    })

    test.each([
      ['no token', {}, 'missing', 'warning', /opens the base URL in a browser/],
      ['one of another service', { authorization: 'Bearer eyJhbGciOi' }, 'not-ours', 'warning', /Paste the whole token/],
      ['one that nobody was given', { authorization: `Bearer purser_scim_${'y'.repeat(38)}` }, 'unknown', 'warning', /Paste the whole token/],
    ])('%s, which is told as what it is', async (_what, headers, why, severity, toDo) => {
      const team = await server.addTeam()
      await ask('GET', `${team.directory.baseUrl}/Users`, undefined, headers)
      expect(await untilFound(team, 'unknown-token-called')).toMatchObject({
        severity,
        to_do: expect.stringMatching(toDo),
        facts: { why, token: null },
      })
    })

    test('a directory whose tokens were all revoked', async () => {
      const team = await server.addTeam()
      await revokeToken(server.db, team.by(), team.directory.tokenId)
      expect(await find(team, 'directory-without-token')).toMatchObject({ severity: 'warning', facts: { had_one: true } })
      await team.api('POST', `/directories/${team.directory.directoryId}/tokens`, {})
      expect(await find(team, 'directory-without-token')).toBeUndefined()
    })

    test.each([
      ['a part too many', ({ baseUrl }: TestDirectory) => `${baseUrl}/v2/Users`],
      ['no directory in it', () => `${server.url}/scim/v2/Users`],
    ])('a base URL with %s, until a call reaches something', async (_what, url) => {
      const team = await server.addTeam()
      const { token } = team.directory
      expect((await ask('GET', url(team.directory), undefined, { authorization: `Bearer ${token}` })).status).toBeGreaterThanOrEqual(401)
      const found = await untilFound(team, 'wrong-base-url')
      expect(found).toMatchObject({ facts: { path: new URL(url(team.directory)).pathname, base_url_menu: 'SCIM connector base URL' } })
      server.pass(1)
      await team.directory.scim('GET', '/Users')
      await untilGone(team, 'wrong-base-url')
    })

    test('the silence of a provider that is known to come in cycles', async () => {
      const team = await server.addTeam()
      await team.api('PATCH', `/directories/${team.directory.directoryId}`, { provider: 'entra' })
      await create(team.directory, 'Users', person('ada'))
      await until(async () => (await team.api('GET', `/directories/${team.directory.directoryId}`)).body.first_write_at ?? undefined)
      server.pass(hours(1))
      expect(await find(team, 'idp-silent')).toBeUndefined()
      server.pass(hours(2))
      expect(await find(team, 'idp-silent')).toMatchObject({ severity: 'warning', facts: { cycle_minutes: 40, is_measured: false, minutes: 180 } })
      await team.directory.scim('GET', '/Users')
      await untilGone(team, 'idp-silent')
    })

    test('the silence of one whose calls came in cycles, which are measured', async () => {
      const team = await server.addTeam()
      await create(team.directory, 'Users', person('ada'))
      let last = ''
      for (let cycle = 0; cycle < 6; cycle++) {
        server.pass(hours(2))
        last = server.environment.now()
        await create(team.directory, 'Users', person(`later${cycle}`))
      }
      const { directoryId } = team.directory
      await until(async () => (await team.api('GET', `/directories/${directoryId}`)).body.last_request_at >= last || undefined)
      server.pass(hours(5))
      expect(await find(team, 'idp-silent')).toBeUndefined()
      server.pass(hours(1))
      expect(await find(team, 'idp-silent')).toMatchObject({ facts: { cycle_minutes: 120, is_measured: true } })
      await create(team.directory, 'Users', person('again'))
      await untilGone(team, 'idp-silent')
    })
  })

  describe('of people', () => {
    test('users who were refused, by reason, until each came in', async () => {
      const [team, other] = [await server.addTeam(), await server.addTeam()]
      await create(team.directory, 'Users', person('ada'))
      const refused = await team.directory.scim('POST', '/Users', person('ada', { externalId: '00u-other' }))
      expect(refused.status).toBe(409)
      await team.directory.scim('POST', '/Users', person('bo', { active: 'perhaps' }))
      await other.directory.scim('POST', '/Users', person('', { userName: ' ' }))
      expect((await find(other, 'users-refused'))?.facts).toMatchObject({ names: ['one without a name'] })
      const found = (await list(team)).filter(({ code }) => code === 'users-refused')
      expect(found.map(({ facts }) => facts)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            reason: 'user-name-taken',
            times: 1,
            names: ['ada@acme.example'],
            example: expect.stringContaining('already taken'),
          }),
          expect.objectContaining({ reason: 'invalidValue', names: ['bo@acme.example'] }),
        ]),
      )
      // The first goes on to succeed under the name.
      server.pass(1)
      await team.directory.scim(
        'PUT',
        `/Users/${(await team.directory.scim('GET', '/Users')).body.Resources[0].id}`,
        person('ada', { title: 'Countess' }),
      )
      expect((await list(team)).filter(({ code }) => code === 'users-refused')).toHaveLength(2)
      await create(team.directory, 'Users', person('ada2', { externalId: '00u-other' }))
      await create(team.directory, 'Users', person('bo'))
      expect(await find(team, 'users-refused')).toBeUndefined()
    })

    test('one person in two directories, until one of them says otherwise', async () => {
      const domain = `${server.environment.newId('req').slice(4)}.example`
      const team = await server.addTeam({ domains: [domain] })
      const second = await team.addDirectory()
      const own = (name: string) => person(name, { userName: `${name}@${domain}`, emails: [{ value: `${name}@${domain}`, primary: true }] })
      await create(team.directory, 'Users', own('ada'))
      expect(await find(team, 'people-in-two-directories')).toBeUndefined()
      const id = await create(second, 'Users', own('ada'))
      expect(await find(team, 'people-in-two-directories')).toMatchObject({
        severity: 'info',
        facts: { count: 1, people: [{ user_name: `ada@${domain}` }] },
      })
      expect(await find(team, 'person-twice')).toBeUndefined()
      await second.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }))
      expect(await find(team, 'people-in-two-directories')).toBeUndefined()
    })

    test('one person who is two members, since nobody vouches for the address', async () => {
      const team = await server.addTeam()
      const second = await team.addDirectory()
      await create(team.directory, 'Users', person('ada'))
      const id = await create(second, 'Users', person('ada'))
      const found = await find(team, 'person-twice')
      expect(found).toMatchObject({
        severity: 'warning',
        facts: { people: [{ user_name: 'ada@acme.example', members: [expect.any(String), expect.any(String)] }] },
      })
      await second.scim('DELETE', `/Users/${id}`)
      expect(await find(team, 'person-twice')).toBeUndefined()
    })
  })

  describe('of groups', () => {
    test('users without any group, until one is sent', async () => {
      const team = await server.addTeam()
      expect(await find(team, 'groups-not-pushed')).toBeUndefined()
      await create(team.directory, 'Users', person('ada'))
      expect(await find(team, 'groups-not-pushed')).toMatchObject({
        severity: 'info',
        facts: { users: 1, groups_menu: expect.stringContaining('Push Groups'), hints: ['another-group-than-the-assigning'] },
        to_do: expect.stringMatching(/Push Groups.*another group than the one that assigns/),
      })
      server.pass(hours(1))
      expect(await find(team, 'groups-not-pushed')).toMatchObject({ severity: 'warning' })
      await create(team.directory, 'Groups', groupOf('Eng'))
      expect(await find(team, 'groups-not-pushed')).toBeUndefined()
    })

    test('a group that was refused, until it succeeds', async () => {
      const team = await server.addTeam()
      const ada = await create(team.directory, 'Users', person('ada'))
      expect((await team.directory.scim('POST', '/Groups', groupOf('Eng', ['nobody']))).status).toBe(400)
      const found = await find(team, 'groups-refused')
      expect(found).toMatchObject({ facts: { reason: 'members-unknown', names: ['eng'], retry_menu: expect.stringContaining('Retry All Groups') } })
      expect(await find(team, 'groups-not-pushed')).toBeUndefined() // it was tried
      server.pass(1)
      await create(team.directory, 'Groups', groupOf('Eng', [ada]))
      expect(await find(team, 'groups-refused')).toBeUndefined()
    })

    test('an empty one, and one that holds groups alone, until somebody is in it', async () => {
      const team = await server.addTeam()
      const ada = await create(team.directory, 'Users', person('ada'))
      const inner = await create(team.directory, 'Groups', groupOf('Inner'))
      const outer = await create(team.directory, 'Groups', groupOf('Outer', [inner]))
      expect(await find(team, 'groups-empty')).toMatchObject({ facts: { groups: [{ name: 'Inner' }] } })
      expect(await find(team, 'groups-nested-only')).toMatchObject({ facts: { groups: [{ name: 'Outer' }] }, link: `/groups/${outer}` })
      await team.api('PATCH', '/team', { nested_groups: 'expand' })
      expect(await find(team, 'groups-nested-only')).toBeUndefined()
      await team.api('PATCH', '/team', { nested_groups: 'direct' })
      await team.directory.scim('PATCH', `/Groups/${inner}`, members(ada))
      await team.directory.scim('PATCH', `/Groups/${outer}`, members(ada))
      expect((await list(team)).map(({ code }) => code)).not.toEqual(expect.arrayContaining(['groups-empty', 'groups-nested-only']))
    })

    test('one in which those who were unassigned still are, as of a group that both assigns and is pushed', async () => {
      const team = await server.addTeam()
      const ada = await create(team.directory, 'Users', person('ada'))
      const group = await create(team.directory, 'Groups', groupOf('Everyone', [ada]))
      expect(await find(team, 'group-keeps-leavers')).toBeUndefined()
      await team.directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'replace', value: { active: false } }))
      expect(await find(team, 'group-keeps-leavers')).toMatchObject({ facts: { groups: [{ group, name: 'Everyone', people: 1 }] } })
      await team.directory.scim('PATCH', `/Groups/${group}`, leave(ada))
      expect(await find(team, 'group-keeps-leavers')).toBeUndefined()
    })

    test('two of one name, of which one has a limit', async () => {
      const team = await server.addTeam()
      const second = await team.addDirectory()
      const one = await create(team.directory, 'Groups', groupOf('Eng'))
      const other = await create(second, 'Groups', groupOf('ENG'))
      await limit(team, one, '10')
      expect(await find(team, 'group-name-twice')).toMatchObject({
        facts: { limited: { group: one }, other: { group: other } },
        link: `/groups/${other}`,
      })
      await limit(team, other, '10')
      expect(await find(team, 'group-name-twice')).toBeUndefined()
    })
  })

  describe('of limits', () => {
    const withAda = async (): Promise<{ team: TestTeam; ada: string }> => {
      const team = await server.addTeam()
      return { team, ada: await create(team.directory, 'Users', person('ada')) }
    }

    test('one on a group without anybody, with the group that may be meant', async () => {
      const { team, ada } = await withAda()
      const group = await create(team.directory, 'Groups', groupOf('Engineering'))
      await create(team.directory, 'Groups', groupOf('okta-engineering', [ada]))
      await limit(team, group, '20')
      expect(await find(team, 'limit-on-nobody')).toMatchObject({
        severity: 'warning',
        facts: { group, because: 'empty', amount: '20.00', currency: 'USD', similar: [{ name: 'okta-engineering' }] },
        what: expect.stringContaining('"okta-engineering", without a limit'),
      })
      await team.directory.scim('PATCH', `/Groups/${group}`, members(ada))
      expect(await find(team, 'limit-on-nobody')).toBeUndefined()
      await team.directory.scim('PATCH', `/Users/${ada}`, patchOf({ op: 'replace', value: { active: false } }))
      expect(await find(team, 'limit-on-nobody')).toMatchObject({ facts: { because: 'all-out' } })
    })

    test('one on a group that holds groups alone', async () => {
      const { team, ada } = await withAda()
      const inner = await create(team.directory, 'Groups', groupOf('Inner', [ada]))
      const outer = await create(team.directory, 'Groups', groupOf('Outer', [inner]))
      await limit(team, outer, '20')
      expect(await find(team, 'limit-on-nobody')).toMatchObject({ facts: { group: outer, because: 'nested-only' } })
      await team.api('PATCH', '/team', { nested_groups: 'expand' })
      expect(await find(team, 'limit-on-nobody')).toBeUndefined()
    })

    test('one that never decides, since all its people have a higher one, or one of their own', async () => {
      const { team, ada } = await withAda()
      const low = await create(team.directory, 'Groups', groupOf('Contractors', [ada]))
      const high = await create(team.directory, 'Groups', groupOf('Eng', [ada]))
      await limit(team, low, '20')
      expect(await find(team, 'limit-never-wins')).toBeUndefined()
      await limit(team, high, '200')
      expect(await find(team, 'limit-never-wins')).toMatchObject({
        facts: { group: low, people: 1, instead: [{ group: high, amount: '200.00' }] },
        what: expect.stringMatching(/Contractors, 20.00 USD.*Eng \(200.00 USD\)/),
      })
      const bo = await create(team.directory, 'Users', person('bo'))
      await team.directory.scim('PATCH', `/Groups/${low}`, members(bo))
      expect(await find(team, 'limit-never-wins')).toBeUndefined()
      await team.api('PUT', `/spend_limits/users/${bo}`, { ...amount('5'), reason: 'Trial' })
      expect(await find(team, 'limit-never-wins')).toMatchObject({ facts: { group: low } })
      await team.api('DELETE', `/spend_limits/groups/${high}`)
      expect(await find(team, 'limit-never-wins')).toBeUndefined()
    })

    test('one that went with its group, which is here again', async () => {
      const { team, ada } = await withAda()
      const group = await create(team.directory, 'Groups', groupOf('Eng', [ada]))
      await limit(team, group, '20')
      await team.directory.scim('DELETE', `/Groups/${group}`)
      expect(await find(team, 'limit-left-with-group')).toBeUndefined()
      const again = await create(team.directory, 'Groups', groupOf('eng', [ada]))
      expect(await find(team, 'limit-left-with-group')).toMatchObject({
        facts: { group: again, former_group: group, amount: '20.00' },
        to_do: expect.stringContaining(`purser limit set 20.00 --group ${again}`),
      })
      await limit(team, again, '20')
      expect(await find(team, 'limit-left-with-group')).toBeUndefined()
    })

    test('those that the product never asks for, until it does, and again when it stops', async () => {
      const { team, ada } = await withAda()
      expect(await find(team, 'product-never-asked')).toBeUndefined()
      await team.api('PUT', '/spend_limits/team_default', amount('50'))
      expect(await find(team, 'product-never-asked')).toMatchObject({
        severity: 'info',
        facts: { limits: 1, last_read_at: null, last_spend_at: null },
      })
      server.pass(hours(25))
      expect(await find(team, 'product-never-asked')).toMatchObject({ severity: 'warning' })
      const browser = await team.signIn(undefined).catch(() => undefined)
      if (browser) await browser.api('GET', `/users/${ada}/effective_limit`) // somebody who looks is no product
      expect(await find(team, 'product-never-asked')).toBeDefined()
      await team.api('GET', `/users/${ada}/effective_limit`)
      await untilGone(team, 'product-never-asked')
      server.pass(hours(24 * 8))
      expect(await find(team, 'product-never-asked')).toMatchObject({ severity: 'warning', facts: { last_read_at: expect.any(String) } })
      await team.api('POST', '/authorizations', { user: ada, amount: '1' })
      expect(await find(team, 'product-never-asked')).toBeUndefined()
    })

    test('are for those alone who may read them', async () => {
      const { team } = await withAda()
      await limit(team, await create(team.directory, 'Groups', groupOf('Engineering')), '20')
      const key = await team.addKey(['directory_setup:read'])
      const { items } = (await ask('GET', `${server.url}/v1/findings`, undefined, { authorization: `Bearer ${key}` })).body
      const codes = items.map(({ code }: Found) => code)
      expect(codes).toContain('groups-empty')
      expect(codes).not.toContain('limit-on-nobody')
    })

    test('of limits that are frozen, and that nobody asks for, a set-up of directories is told nothing', async () => {
      const { team, ada } = await withAda()
      await team.api('PATCH', '/team', { on_group_delete: 'freeze' })
      const group = await create(team.directory, 'Groups', groupOf('Secret project', [ada]))
      await limit(team, group, '20')
      await team.directory.scim('DELETE', `/Groups/${group}`)
      server.pass(hours(25))
      const told = ['limits-frozen', 'product-never-asked']
      for (const code of told) expect(await find(team, code)).toBeDefined()
      const key = await team.addKey(['directory_setup:read'])
      for (const path of ['/findings', '/faq']) {
        const { status, text } = await ask('GET', `${server.url}/v1${path}`, undefined, { authorization: `Bearer ${key}` })
        expect(status).toBe(200)
        for (const word of [...told, 'Secret project', '20.00']) expect(text, path).not.toContain(word)
      }
    })
  })

  test('are of their own team', async () => {
    const team = await server.addTeam()
    await team.directory.scim('POST', '/Groups', groupOf('Eng', ['nobody']))
    const other = await server.addTeam()
    expect((await list(other)).map(({ code }) => code)).toEqual(['nothing-received'])
  })
})
