import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PrerequisiteId } from '../server/kernel/actor.ts'
import { createDirectory } from '../server/provisioning/create-directory.ts'
import { removeDomain, vouchForDomain } from '../server/sso/claim-domain.ts'
import { openDatabase } from '../server/store/open.ts'
import { setPlan } from '../server/teams/change-team.ts'
import { databases } from './support/databases.ts'
import { entitle, giveConnection, ownDomainOf, setConnectionState } from './support/entitled.ts'
import { PatientIdp } from './support/patient-idp.ts'
import { create, expectScimError, groupOf, patchOf, person } from './support/scim.ts'
import { ask, startTestServer, type Answer, type BareTeam, type TestServer, type TestTeam } from './support/test-server.ts'

// What a team needs before it may have directories, and what becomes of them when it loses that.

describe.each(databases)('the gate, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  /** Takes one of the three away, and gives it back. */
  const take: Record<PrerequisiteId, (team: BareTeam, db?: TestServer['db']) => Promise<unknown>> = {
    plan: ({ by }, db = server.db) => setPlan(db, by(), 'standard'),
    sso: ({ by }, db = server.db) => setConnectionState(db, by(), 'inactive'),
    domain: async ({ by, api }, db = server.db) => {
      for (const { id } of (await api('GET', '/domains')).body.items) await removeDomain(db, by(), id)
    },
  }
  const give: typeof take = {
    plan: ({ by }, db = server.db) => setPlan(db, by(), 'enterprise'),
    sso: ({ by }, db = server.db) => setConnectionState(db, by(), 'active'),
    domain: ({ by }, db = server.db) => vouchForDomain(db, server.environment, by(), ownDomainOf(by())),
  }
  const prerequisites = async (team: BareTeam) => (await team.api('GET', '/prerequisites')).body
  const met = (list: { id: string; met: boolean }[]) => list.filter((each) => each.met).map(({ id }) => id)
  const findings = async (team: BareTeam) => (await team.api('GET', '/findings')).body.items

  describe('in front of a new directory', () => {
    const expectRefused = async (team: BareTeam, missing: PrerequisiteId[]) => {
      const answer = await team.api('POST', '/directories', { name: 'Okta', provider: 'okta' })
      const list = await prerequisites(team)
      expect(answer).toMatchObject({ status: 403, body: { code: 'prerequisites-missing', prerequisites: list } })
      expect(met(list)).toEqual(['plan', 'sso', 'domain'].filter((id) => !missing.some((each) => each === id)))
      for (const { fix_url: url } of list.filter((each: { met: boolean }) => !each.met)) {
        expect(answer.body.detail).toContain(url)
        // A page of the dashboard: any other address would be 404.
        const page = await ask('GET', url, undefined, { accept: 'text/html' })
        const signIn = `/sign-in?return_to=${encodeURIComponent(new URL(url).pathname)}`
        expect([page.status, page.headers.get('location')]).toEqual([303, signIn])
      }
      // At the command line alike: this is what it calls.
      await expect(createDirectory(server.db, server.environment, team.by(), { name: 'Okta', provider: 'okta' }, server.url)).rejects.toThrow(
        'may have no directory',
      )
      expect((await team.api('GET', '/directories')).body.items).toEqual([])
    }

    test('each of the three is asked for, told with what to do and where, and with all of them it is made', async () => {
      const team = await server.addBareTeam()
      expect(await prerequisites(team)).toEqual([
        { id: 'plan', met: true, since: expect.stringMatching(/^20/), detail: expect.any(String), fix_url: `${server.url}/settings` },
        { id: 'sso', met: false, since: null, detail: expect.stringContaining('POST /v1/connections'), fix_url: `${server.url}/sso` },
        { id: 'domain', met: false, since: null, detail: expect.stringContaining('POST /v1/domains'), fix_url: `${server.url}/sso#domains` },
      ])
      await expectRefused(team, ['sso', 'domain'])
      const claimed = (await team.api('POST', '/domains', { domain: ownDomainOf(team.by()) })).body
      await expectRefused(team, ['sso', 'domain']) // a claim is not a proof
      server.dns.set(claimed.txt.name, [claimed.txt.value])
      await team.api('POST', `/domains/${claimed.id}/verify`)
      await expectRefused(team, ['sso'])
      await giveConnection(server.db, server.environment, team.by())
      await take.plan(team)
      await expectRefused(team, ['plan'])
      await give.plan(team)
      await take.domain(team)
      await expectRefused(team, ['domain'])
      await give.domain(team)
      const made = await team.api('POST', '/directories', { name: 'Okta', provider: 'okta' })
      expect(made).toMatchObject({
        status: 201,
        body: { id: expect.stringMatching(/^dir_/), scim_base_url: `${server.url}/scim/v2/${made.body.id}`, state: 'active' },
      })
      expect(met(await prerequisites(team))).toEqual(['plan', 'sso', 'domain'])
      const token = await team.api('POST', `/directories/${made.body.id}/tokens`)
      expect(token).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^tok_/), secret: expect.stringMatching(/^purser_scim_/) } })
      expect((await team.api('GET', `/directories/${made.body.id}/tokens`)).text).not.toContain('purser_scim_'.concat(token.body.secret.slice(12)))
      const rotated = await team.api('POST', `/directories/${made.body.id}/tokens/${token.body.id}/rotate`)
      expect(rotated).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^purser_scim_/) } })
      expect((await team.api('DELETE', `/directories/${made.body.id}/tokens/${rotated.body.id}`)).status).toBe(204)
    })

    test('what another team has is of no use', async () => {
      const [rich, poor] = [await server.addBareTeam(), await server.addBareTeam()]
      await entitle(server.db, server.environment, rich.by)
      await expectRefused(poor, ['sso', 'domain'])
    })
  })

  const words: Record<PrerequisiteId, RegExp> = {
    plan: /plan.*enterprise.*\/settings\b/,
    sso: /no active single sign-on connection.*\/sso\b/,
    domain: /no verified domain.*\/sso#domains/,
  }

  describe.each([[['plan']], [['sso']], [['domain']], [['plan', 'sso', 'domain']]] as [PrerequisiteId[]][])(
    'in front of SCIM, without %j',
    (lost) => {
      let team: TestTeam
      let group: string
      const ids: Record<string, string> = {}
      const names = ['ana', 'bo', 'cy', 'di', 'eve']
      const scim: TestTeam['directory']['scim'] = (...args) => team.directory.scim(...args)
      const expectHeld = (answer: Answer) => {
        for (const id of lost) expectScimError(answer, 403, undefined, words[id])
        expect(answer.body.detail).toContain(server.url)
      }
      beforeAll(async () => {
        team = await server.addTeam()
        for (const name of names) ids[name] = await create(team.directory, 'Users', person(name))
        await scim('PATCH', `/Users/${ids['eve']}`, patchOf({ op: 'replace', value: { active: false } }))
        group = await create(team.directory, 'Groups', groupOf('Eng', [ids['ana']!, ids['bo']!]))
        for (const id of lost) await take[id](team)
      })

      test('reads go on', async () => {
        for (const path of ['/Users', `/Users/${ids['ana']}`, '/Groups', `/Groups/${group}`, '/ServiceProviderConfig', '/Schemas'])
          expect((await scim('GET', path)).status, path).toBe(200)
        expect((await scim('GET', '/Users?filter=userName%20eq%20%22ana@acme.example%22')).body.totalResults).toBe(1)
      })

      test('who is deactivated or deleted is out, and of a deactivation nothing else is applied', async () => {
        const status = async (name: string) => (await team.api('GET', `/users/${ids[name]}`)).body.status
        const renamed = patchOf({ op: 'replace', value: { active: false, displayName: 'Renamed' } })
        expect((await scim('PATCH', `/Users/${ids['ana']}`, renamed)).body).toMatchObject({ active: false })
        expect((await scim('GET', `/Users/${ids['ana']}`)).body.displayName).toBeUndefined()
        expect((await scim('PUT', `/Users/${ids['bo']}`, person('bo', { active: false, title: 'Boss' }))).body).not.toHaveProperty('title')
        expect((await scim('DELETE', `/Users/${ids['cy']}`)).status).toBe(204)
        expect([await status('ana'), await status('bo'), await status('cy'), await status('di')]).toEqual([
          'deprovisioned',
          'deprovisioned',
          'deprovisioned',
          'active',
        ])
      })

      test.each([
        ['a new user', () => scim('POST', '/Users', person('new'))],
        ['a user who comes back', () => scim('POST', '/Users', person('eve'))],
        ['an activation', () => scim('PATCH', `/Users/${ids['eve']}`, patchOf({ op: 'replace', value: { active: true } }))],
        ['another name', () => scim('PATCH', `/Users/${ids['di']}`, patchOf({ op: 'replace', path: 'displayName', value: 'D' }))],
        ['a user put anew', () => scim('PUT', `/Users/${ids['di']}`, person('di', { title: 'Boss' }))],
        ['a new group', () => scim('POST', '/Groups', groupOf('New'))],
        ['a joining', () => scim('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: ids['di'] }] }))],
        ['a leaving', () => scim('PATCH', `/Groups/${group}`, patchOf({ op: 'remove', path: 'members' }))],
        ['a group put anew', () => scim('PUT', `/Groups/${group}`, groupOf('Eng', []))],
        ['a group deleted', () => scim('DELETE', `/Groups/${group}`)],
      ])('%s is 403, which says what is missing and where to fix it', async (_what, send) => expectHeld(await send()))

      test('of several operations at once each is judged by itself', async () => {
        const bulk = (...Operations: object[]) =>
          scim('POST', '/Bulk', { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations })
        const { body } = await bulk(
          { method: 'POST', path: '/Users', bulkId: 'a', data: person('bulky') },
          { method: 'PATCH', path: `/Users/${ids['ana']}`, data: patchOf({ op: 'replace', value: { active: false } }) },
        )
        expect(body.Operations.map(({ status }: { status: string }) => status)).toEqual(['403', '200'])
      })

      test('admins are told by a finding, by the log, and by the prerequisites', async () => {
        const [finding] = await findings(team)
        expect(finding).toMatchObject({ code: 'prerequisites-missing', detail: expect.stringMatching(/Okta.*Nobody is out by this/) })
        expect(met(await prerequisites(team))).toEqual(['plan', 'sso', 'domain'].filter((id) => !lost.some((each) => each === id)))
        for (const { since } of await prerequisites(team)) expect(since).toMatch(/^20/)
        const [refused] = (await team.api('GET', '/provisioning_log?outcome=refused')).body.items
        expect(refused).toMatchObject({ code: 'prerequisites-missing', outcome: 'refused' })
        expect((await team.api('POST', '/directories', { name: 'Second', provider: 'okta' })).body.code).toBe('prerequisites-missing')
      })

      test('nobody was deleted, and it goes on with the same token', async () => {
        expect((await scim('GET', '/Users')).body.totalResults).toBe(names.length - 1) // cy, by the identity provider
        for (const id of lost.slice(1)) await give[id](team)
        if (lost.length > 1) expectScimError(await scim('POST', '/Users', person('new')), 403, undefined, words.plan) // each is needed
        await give[lost[0]!](team)
        expect((await scim('POST', '/Users', person('new'))).status).toBe(201)
        expect((await scim('PATCH', `/Users/${ids['ana']}`, patchOf({ op: 'replace', value: { active: true } }))).status).toBe(200)
        expect((await findings(team)).map(({ code }: { code: string }) => code)).not.toContain('prerequisites-missing')
      })
    },
  )

  test('a loss that another node commits binds the very next request', async () => {
    const team = await server.addTeam()
    const node = openDatabase(server.databaseUrl)
    try {
      for (const id of ['plan', 'sso', 'domain'] as const) {
        await take[id](team, node)
        expectScimError(await team.directory.scim('POST', '/Groups', groupOf(id)), 403, undefined, words[id])
        await give[id](team, node)
        expect((await team.directory.scim('POST', '/Groups', groupOf(id))).status).toBe(201)
      }
    } finally {
      await node.close()
    }
  })

  test('paused and without a domain, both are told', async () => {
    const team = await server.addTeam()
    await team.api('POST', `/directories/${team.directory.directoryId}/pause`)
    await take.domain(team)
    expectScimError(await team.directory.scim('POST', '/Groups', groupOf('g')), 403, undefined, /no verified domain.*is paused/)
  })

  test('lost and regained under a running sync: nobody is lost, who leaves is out, the rest is refused and sent again', async () => {
    const team = await server.addTeam()
    const idp = new PatientIdp(team.directory)
    const named = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
    const [first, late, leavers] = [named('first', 30), named('late', 20), named('leaver', 10)]
    idp.want('assign', ...first, ...leavers)
    idp.want('group', 'Eng')
    await idp.cycle()
    idp.want('join', ...first.slice(0, 10))
    await idp.cycle()
    expect([idp.isDone, idp.refused.length]).toEqual([true, 0])

    // The connection goes down while the next cycle is running.
    idp.want('assign', ...late)
    idp.want('rename', ...first)
    idp.want('unassign', ...leavers)
    idp.want('join', ...first.slice(10))
    await Promise.all([idp.cycle(), setConnectionState(server.db, team.by(), 'inactive')])
    await idp.cycle() // what was refused is sent again, and refused again
    expect(idp.refused.length).toBeGreaterThan(0)
    expect(idp.refused.filter(({ task }) => task.what === 'unassign')).toEqual([])
    for (const { answer } of idp.refused) expectScimError(answer, 403, undefined, words.sso)
    const members = async () =>
      Object.fromEntries(
        (await server.db.read.selectFrom('members').select(['email', 'status']).where('teamId', '=', team.teamId).execute()).map(
          ({ email, status }) => [email, status],
        ),
      )
    const held = await members()
    for (const name of first) expect(held[`${name}@acme.example`]).toBe('active')
    for (const name of leavers) expect(held[`${name}@acme.example`]).toBe('deprovisioned')

    // It comes back under the next one.
    const before = idp.refused.length
    await Promise.all([idp.cycle(), setConnectionState(server.db, team.by(), 'active')])
    await idp.cycle()
    expect([idp.isDone, idp.refused.length >= before]).toEqual([true, true])
    const after = await members()
    for (const name of [...first, ...late]) expect(after[`${name}@acme.example`]).toBe('active')
    for (const name of leavers) expect(after[`${name}@acme.example`]).toBe('deprovisioned')
    expect((await team.directory.scim('GET', '/Users?count=0')).body.totalResults).toBe(60)
    expect((await team.directory.scim('GET', `/Groups/${idp.ids.get('Eng')}`)).body.members).toHaveLength(30)
    const { body } = await team.directory.scim('GET', `/Users/${idp.ids.get('first3')}`)
    expect(body).toMatchObject({ displayName: 'first3 renamed', active: true })
    const refused = await server.db.read
      .selectFrom('journal')
      .select('code')
      .where('teamId', '=', team.teamId)
      .where('outcome', '=', 'refused')
      .execute()
    expect(refused).toHaveLength(idp.refused.length)
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['prerequisites-missing']))
  })
})
