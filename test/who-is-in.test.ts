import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeMember, type NewMember } from '../server/members/membership.ts'
import { write } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { create, expectList, expectScimError, groupOf, memberIds, patchOf, person, query, sorted } from './support/scim.ts'
import { startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('who is in, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let directory: TestDirectory
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())
  // A team of its own for each, since domains belong to one team in the whole installation.
  let number = 0
  let domain: string
  beforeEach(async () => {
    domain = `team${number++}.example`
    team = await server.addTeam({ domains: [domain] })
    directory = team.directory
  })

  const own = (name: string, more: object = {}) =>
    person(name, { userName: `${name}@${domain}`, emails: [{ value: `${name}@${domain}`, primary: true, type: 'work' }], ...more })
  const post = (body: object, to: TestDirectory = directory) => to.scim('POST', '/Users', body)
  const add = (body: object, to: TestDirectory = directory) => create(to, 'Users', body)
  const patchUser = (id: string, value: object, from: TestDirectory = directory) =>
    from.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }))
  const end = (id: string, from: TestDirectory = directory) => from.scim('DELETE', `/Users/${id}`)
  const memberOf = async (address: string) => (await team.api('GET', `/users/${encodeURIComponent(address)}`)).body
  const listed = async (status = '') =>
    (await team.api('GET', `/members${status && `?status=${status}`}`)).body.items.map(({ id }: { id: string }) => id)
  const findings = async (code: string) =>
    (await team.api('GET', '/findings')).body.items.filter((finding: { code: string }) => finding.code === code)
  /** Somebody who was in the team before any directory. */
  const settle = async (member: Partial<NewMember>): Promise<string> => {
    const whole: NewMember = { email: null, displayName: null, role: 'member', origin: 'invite', active: true, ...member }
    const { member: made } = await write(server.db, (trx) => makeMember(trx, server.environment, team.teamId, whole, server.environment.now()))
    return made.memberId
  }
  const giveRole = (memberId: string, role: NewMember['role']) =>
    write(server.db, (trx) =>
      trx
        .updateTable('members')
        .set({ role })
        .where('memberId', '=', memberId as never)
        .execute(),
    )
  const limitOf = async (address: string) => (await team.api('GET', `/users/${encodeURIComponent(address)}/effective_limit`)).body

  describe('leaving (GH:msaad00/agent-bom#3535; GH:cloudflare/cloudflare-docs#21381)', () => {
    test.each([
      ['active: false by PATCH', (id: string) => patchUser(id, { active: false }), 200],
      [
        'active: "False" by a PATCH with a path',
        (id: string) => directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' })),
        200,
      ],
      ['active: false by PUT', (id: string) => directory.scim('PUT', `/Users/${id}`, own('ada', { active: false })), 200],
      ['DELETE', (id: string) => end(id), 204],
    ])('%s ends the membership at once', async (_how, leave, status) => {
      const id = await add(own('ada'))
      const member = await memberOf(id)
      expect(member).toMatchObject({ status: 'active', ended_at: null, role: 'member', origin: 'scim', email: `ada@${domain}` })
      expect(await listed()).toContain(member.id)
      expect(await limitOf(id)).toMatchObject({ status: 'active', member_id: member.id })

      expect((await leave(id)).status).toBe(status)
      expect(await memberOf(id)).toMatchObject({ id: member.id, status: 'deprovisioned', ended_at: expect.any(String) })
      expect(await listed()).not.toContain(member.id)
      expect(await listed('deprovisioned')).toContain(member.id)
      expect(await listed('all')).toContain(member.id)
      expect(await limitOf(id)).toMatchObject({ status: 'deprovisioned', member_id: member.id })
    })

    test('active: false leaves the resource where it was: read, listed, found, and in its groups', async () => {
      const id = await add(own('ada'))
      const group = await create(directory, 'Groups', groupOf('Eng', [id]))
      await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '80' })
      await patchUser(id, { active: false })
      expect((await directory.scim('GET', `/Users/${id}`)).body).toMatchObject({ active: false, groups: [{ value: group }] })
      expectList(await directory.scim('GET', `/Users${query({ filter: `userName eq "ada@${domain}"` })}`), 1)
      expectList(await directory.scim('GET', '/Users'), 1)
      expect(memberIds(await directory.scim('GET', `/Groups/${group}`))).toEqual([id])
      await patchUser(id, { active: true })
      expect(await limitOf(id)).toMatchObject({ status: 'active', source: 'group', limit: { amount: '80.00' } })
    })

    test('DELETE ends the resource as well: 404, out of its groups, its userName and its externalId are free', async () => {
      const id = await add(own('ada'))
      const group = await create(directory, 'Groups', groupOf('Eng', [id]))
      await end(id)
      for (const method of ['GET', 'DELETE']) expectScimError(await directory.scim(method, `/Users/${id}`), 404)
      expectScimError(await directory.scim('PUT', `/Users/${id}`, own('ada')), 404)
      expectScimError(await patchUser(id, { active: true }), 404)
      expectList(await directory.scim('GET', '/Users'), 0)
      expect(memberIds(await directory.scim('GET', `/Groups/${group}`))).toEqual([])
      expectScimError(
        await directory.scim('PATCH', `/Groups/${group}`, patchOf({ op: 'add', path: 'members', value: [{ value: id }] })),
        400,
        'invalidValue',
      )
      expect(await add(own('ada'))).not.toBe(id)
    })

    test('a DELETE of who is inactive, and active: false twice, are no news', async () => {
      const id = await add(own('ada'))
      await patchUser(id, { active: false })
      const { ended_at: endedAt } = await memberOf(id)
      server.pass(60)
      await patchUser(id, { active: false })
      expect(await end(id)).toMatchObject({ status: 204 })
      expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned', ended_at: endedAt })
    })

    test('somebody created inactive was never in', async () => {
      const id = await add(own('ada', { active: false }))
      expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned' })
      expect(await listed()).toEqual([])
      await patchUser(id, { active: true })
      expect(await memberOf(id)).toMatchObject({ status: 'active', ended_at: null })
    })
  })

  describe('a change', () => {
    test('of name and address follows to the same member', async () => {
      const id = await add(own('ada'))
      const { id: memberId } = await memberOf(id)
      await directory.scim(
        'PATCH',
        `/Users/${id}`,
        patchOf(
          { op: 'replace', path: 'displayName', value: 'Ada Lovelace' },
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'countess@new.example' },
          { op: 'replace', path: 'userName', value: `lovelace@${domain}` },
        ),
      )
      for (const address of [id, memberId, 'external_id:00u-ada', `user_name:LOVELACE@${domain}`, 'email:Countess@New.example']) {
        expect(await memberOf(address), address).toMatchObject({ id: memberId, email: 'countess@new.example', display_name: 'Ada Lovelace' })
      }
      expect((await team.api('GET', `/users/user_name:ada@${domain}`)).status).toBe(404)
      await directory.scim('PUT', `/Users/${id}`, own('ada', { displayName: 'Ada King' }))
      expect(await memberOf(id)).toMatchObject({ id: memberId, email: `ada@${domain}`, display_name: 'Ada King' })
    })

    test('of something else in one directory leaves the name that another directory changed last', async () => {
      const first = await add(own('ada', { displayName: 'Ada of the first' }))
      const second = await team.addDirectory()
      await add(own('ada', { displayName: 'Ada of the second' }), second)
      expect(await memberOf(first)).toMatchObject({ display_name: 'Ada of the second' })
      await patchUser(first, { title: 'Countess' })
      expect(await memberOf(first)).toMatchObject({ display_name: 'Ada of the second' })
      await patchUser(first, { displayName: 'Ada again' })
      expect(await memberOf(first)).toMatchObject({ display_name: 'Ada again' })
    })
  })

  describe('coming back (GH:better-auth/better-auth#11111; GH:FusionAuth/fusionauth-issues#3244, #3311; GH:15five/django-scim2#83)', () => {
    const hasRole = async (role: NewMember['role'], body = own('ada')) => {
      const id = await add(body)
      const { id: memberId } = await memberOf(id)
      await giveRole(memberId, role)
      return { id, memberId }
    }

    test('with the same externalId after DELETE, everything returns, the role too, under another userName and address', async () => {
      const { id, memberId } = await hasRole('admin')
      await end(id)
      const again = await add(own('lovelace', { externalId: '00u-ada' }))
      expect(again).not.toBe(id)
      expect(await memberOf(again)).toMatchObject({ id: memberId, status: 'active', role: 'admin', ended_at: null, email: `lovelace@${domain}` })
      expect(await findings('returned-by-name')).toEqual([])
      expect(await memberOf(id)).toMatchObject({ id: memberId })
    })

    test.each([
      ['userName', () => own('ada', { externalId: 'another', emails: [{ value: 'ada@elsewhere.example', primary: true }] }), 'userName'],
      ['address', () => own('lovelace', { externalId: 'another', emails: [{ value: `ADA@${domain}`, primary: true }] }), 'email'],
      ['userName, without an externalId', () => own('ada', { externalId: undefined }), 'userName'],
    ])('with only the %s after DELETE, it is the same member without the role, and a finding says so', async (_what, body, matchedBy) => {
      const { id, memberId } = await hasRole('admin')
      await end(id)
      const again = await add(body())
      expect(await memberOf(again)).toMatchObject({ id: memberId, status: 'active', role: 'member' })
      const [finding] = await findings('returned-by-name')
      expect(finding).toMatchObject({
        detail: expect.stringMatching(/admin/),
        evidence: [{ note: { member: memberId, matchedBy, formerRole: 'admin' } }],
      })
      await giveRole(memberId, 'admin')
      expect(await findings('returned-by-name')).toEqual([])
    })

    test('by activation of the same resource, everything returns', async () => {
      const { id, memberId } = await hasRole('auditor')
      await patchUser(id, { active: false })
      await patchUser(id, { active: true })
      expect(await memberOf(id)).toMatchObject({ id: memberId, role: 'auditor', status: 'active', ended_at: null })
      const { items } = (await team.api('GET', '/findings')).body
      expect(items.filter(({ severity }: { severity: string }) => severity === 'warning')).toEqual([])
    })

    test('by POST, the userName of an inactive user brings that one back, with its id, 201 and its groups', async () => {
      const { id, memberId } = await hasRole('billing_admin')
      const group = await create(directory, 'Groups', groupOf('Eng', [id]))
      await patchUser(id, { active: false })
      const again = await post(own('ADA', { externalId: '00u-ada', title: 'Countess' }))
      expect(again).toMatchObject({
        status: 201,
        body: { id, active: true, userName: `ADA@${domain}`, title: 'Countess', groups: [{ value: group }] },
      })
      expect(again.headers.get('location')).toBe(`${directory.baseUrl}/Users/${id}`)
      expect(await memberOf(id)).toMatchObject({ id: memberId, role: 'billing_admin', status: 'active' })
      expectList(await directory.scim('GET', '/Users'), 1)
      expect(await findings('returned-by-name')).toEqual([])
    })

    test('by POST with another externalId, the same id, but without the role, and a finding says so', async () => {
      const { id, memberId } = await hasRole('admin')
      await patchUser(id, { active: false })
      const again = await post(own('ada', { externalId: 'another' }))
      expect(again).toMatchObject({ status: 201, body: { id, externalId: 'another' } })
      expect(await memberOf(id)).toMatchObject({ id: memberId, role: 'member', status: 'active' })
      expect(await findings('returned-by-name')).toMatchObject([{ evidence: [{ note: { member: memberId, formerRole: 'admin' } }] }])
    })

    test('by POST, inactive still: the same id, and nobody is in', async () => {
      const { id } = await hasRole('member')
      await patchUser(id, { active: false })
      expect(await post(own('ada', { active: false }))).toMatchObject({ status: 201, body: { id, active: false } })
      expect(await memberOf(id)).toMatchObject({ status: 'deprovisioned' })
    })

    test('by POST to an active user is 409 uniqueness, whatever the externalId', async () => {
      const { id, memberId } = await hasRole('member')
      for (const more of [{}, { externalId: 'another' }, { active: false }, { userName: ` Ada@${domain.toUpperCase()} ` }]) {
        expectScimError(await post(own('ada', more)), 409, 'uniqueness', new RegExp(`ada@${domain}.*update it`, 'i'))
      }
      expect(await memberOf(id)).toMatchObject({ id: memberId, status: 'active' })
    })

    test('twice at once with the userName of an inactive user: one comes back, the other is 409', async () => {
      const { id } = await hasRole('member')
      await patchUser(id, { active: false })
      const answers = await Promise.all([post(own('ada')), post(own('ada')), post(own('ada'))])
      expect(sorted(answers.map(({ status }) => status))).toEqual(['201', '409', '409'])
      expectList(await directory.scim('GET', '/Users'), 1)
    })

    test('of somebody whose member is there already under another name makes another member', async () => {
      const { id, memberId } = await hasRole('admin')
      await end(id)
      const again = await add(own('lovelace', { externalId: '00u-ada' }))
      const other = await add(own('ada', { externalId: 'another' }))
      expect((await memberOf(again)).id).toBe(memberId)
      expect(await memberOf(other)).toMatchObject({ role: 'member', status: 'active' })
      expect((await memberOf(other)).id).not.toBe(memberId)
    })

    test('to another team is nobody’s return', async () => {
      const { id, memberId } = await hasRole('admin')
      await end(id)
      const stranger = await server.addTeam()
      const again = await create(stranger.directory, 'Users', own('ada'))
      const { body } = await stranger.api('GET', `/users/${again}`)
      expect(body).toMatchObject({ role: 'member' })
      expect(body.id).not.toBe(memberId)
    })
  })

  describe('adoption (GH:onyx-dot-app/onyx#8959; GH:sourcegraph/sourcegraph#48441; GH:eneo-ai/eneo#443; GH:different-ai/openwork#5026)', () => {
    test('of an owner by an address in an own domain: the same member, and a finding says so', async () => {
      const owner = await settle({ email: `Olga@${domain}`, role: 'owner', origin: 'bootstrap' })
      const id = await add(own('olga'))
      expect(await memberOf(id)).toMatchObject({ id: owner, role: 'owner', status: 'active', origin: 'bootstrap', email: `olga@${domain}` })
      expect(await findings('adopted-privileged-member')).toMatchObject([
        { detail: expect.stringMatching(/olga@.*owner/), evidence: [{ note: { member: owner, role: 'owner' } }] },
      ])
      expect(await listed()).toEqual([owner])
    })

    test('of an admin raises the finding too, of a member none', async () => {
      await settle({ email: `al@${domain}`, role: 'admin' })
      const plain = await settle({ email: `bo@${domain}` })
      await add(own('al'))
      expect(await findings('adopted-privileged-member')).toMatchObject([{ evidence: [{ note: { role: 'admin' } }] }])
      expect((await memberOf(await add(own('bo')))).id).toBe(plain)
      expect(await findings('adopted-privileged-member')).toHaveLength(1)
    })

    test('also by the userName, where it is the address and there is no other', async () => {
      const member = await settle({ email: `ada@${domain}` })
      expect((await memberOf(await add(own('ada', { emails: undefined })))).id).toBe(member)
    })

    test.each([
      ['a foreign domain', (own_: string) => `ada@x-${own_}`],
      ['a subdomain of an own one', (own_: string) => `ada@mail.${own_}`],
      ['an own domain before the sign', (own_: string) => `${own_}@elsewhere.example`],
      ['an own domain as a label', (own_: string) => `ada@${own_}.elsewhere.example`],
      ['an address with a second sign', (own_: string) => `ada@${own_}@elsewhere.example`],
    ])('never by %s: somebody else is made, and a finding says so', async (_what, addressIn) => {
      const address = addressIn(domain)
      const owner = await settle({ email: address, role: 'owner' })
      const id = await add(own('ada', { emails: [{ value: address, primary: true }] }))
      expect(await memberOf(id)).toMatchObject({ role: 'member', status: 'active', email: address })
      expect((await memberOf(id)).id).not.toBe(owner)
      expect(await findings('adopted-privileged-member')).toEqual([])
      const [finding] = await findings('foreign-domain')
      expect(finding.evidence).toMatchObject([{ note: { user: id, userName: `ada@${domain}` } }])
      await end(id)
      expect(await findings('foreign-domain')).toEqual([])
    })

    test('never by another team’s domain', async () => {
      const stranger = await server.addTeam()
      const admin = await write(server.db, (trx) =>
        makeMember(
          trx,
          server.environment,
          stranger.teamId,
          { email: `ada@${domain}`, displayName: null, role: 'admin', origin: 'invite', active: true },
          server.environment.now(),
        ),
      )
      const id = await create(stranger.directory, 'Users', own('ada'))
      const { body } = await stranger.api('GET', `/users/${id}`)
      expect(body).toMatchObject({ role: 'member' })
      expect(body.id).not.toBe(admin.member.memberId)
    })

    test('that several match is refused with 409 that names them, and nothing is made', async () => {
      const both = [await settle({ email: `ada@${domain}` }), await settle({ email: `ADA@${domain}`, role: 'admin' })]
      const answer = await post(own('ada'))
      expectScimError(answer, 409, 'uniqueness', new RegExp(`ada@${domain}`))
      for (const member of both) expect(answer.body.detail).toContain(member)
      expectList(await directory.scim('GET', '/Users'), 0)
      expect((await listed('all')).toSorted()).toEqual(both.toSorted())
    })

    test('by somebody inactive ends the member who was in', async () => {
      await settle({ email: `boss@${domain}`, role: 'owner' })
      const member = await settle({ email: `ada@${domain}`, role: 'admin' })
      const id = await add(own('ada', { active: false }))
      expect(await memberOf(id)).toMatchObject({ id: member, status: 'deprovisioned' })
    })

    test('of one who was ended before: the same member without the role', async () => {
      const member = await settle({ email: `ada@${domain}`, role: 'admin', active: false })
      const id = await add(own('ada'))
      expect(await memberOf(id)).toMatchObject({ id: member, role: 'member', status: 'active' })
      expect(await findings('returned-by-name')).toHaveLength(1)
    })

    test('takes nobody who stands for a living user of the same directory', async () => {
      const id = await add(own('ada'))
      const other = await add(own('lovelace', { emails: [{ value: `ada@${domain}`, primary: true }] }))
      expect((await memberOf(other)).id).not.toBe((await memberOf(id)).id)
    })

    test('at once by two users of one directory: one adopts, the other is somebody else', async () => {
      const member = await settle({ email: `ada@${domain}`, role: 'admin' })
      const emails = [{ value: `ada@${domain}`, primary: true }]
      const ids = await Promise.all(['one', 'two', 'three'].map((name) => add(own(name, { emails }))))
      const members = await Promise.all(ids.map(async (id) => (await memberOf(id)).id))
      expect(new Set(members).size).toBe(3)
      expect(members).toContain(member)
    })

    test('at once by two directories makes one member', async () => {
      const member = await settle({ email: `ada@${domain}` })
      const second = await team.addDirectory()
      const [one, other] = await Promise.all([add(own('ada')), add(own('ada'), second)])
      expect([(await memberOf(one)).id, (await memberOf(other)).id]).toEqual([member, member])
    })
  })

  describe('the last active owner (GH:croffasia/itsaplan#250; GH:vouch-sh/vouch#1415)', () => {
    test.each([
      ['active: false by PATCH', (id: string) => patchUser(id, { active: false })],
      ['active: false by PUT', (id: string) => directory.scim('PUT', `/Users/${id}`, own('olga', { active: false }))],
      ['DELETE', (id: string) => end(id)],
    ])('stays in spite of %s, which succeeds, and a finding says so until there is another', async (_how, leave) => {
      const owner = await settle({ email: `olga@${domain}`, role: 'owner', origin: 'bootstrap' })
      const id = await add(own('olga'))
      expect((await leave(id)).status).toBeLessThan(300)
      expect(await memberOf(owner)).toMatchObject({ status: 'active', role: 'owner', ended_at: null })
      expect(await listed()).toEqual([owner])
      expect(await findings('last-owner-kept')).toMatchObject([
        { detail: expect.stringMatching(/olga@.*last active owner/), evidence: [{ note: { member: owner } }] },
      ])
      await giveRole(owner, 'admin')
      expect(await findings('last-owner-kept')).toEqual([])
    })

    test('leaves once there is another owner and the identity provider says so again, as the finding asks', async () => {
      const owner = await settle({ email: `olga@${domain}`, role: 'owner' })
      const id = await add(own('olga'))
      await patchUser(id, { active: false })
      await settle({ email: `second@${domain}`, role: 'owner' })
      expect((await patchUser(id, { active: false })).status).toBe(200)
      expect(await memberOf(owner)).toMatchObject({ status: 'deprovisioned' })
    })

    test('is kept only while there is no other: of two, the first leaves', async () => {
      const [one, two] = [await settle({ email: `one@${domain}`, role: 'owner' }), await settle({ email: `two@${domain}`, role: 'owner' })]
      const ids = [await add(own('one')), await add(own('two'))]
      for (const id of ids) await patchUser(id, { active: false })
      expect(await memberOf(one)).toMatchObject({ status: 'deprovisioned' })
      expect(await memberOf(two)).toMatchObject({ status: 'active' })
    })

    test('is one of those who leave at the same moment', async () => {
      const owners = ['a', 'b', 'c', 'd']
      for (const name of owners) await settle({ email: `${name}@${domain}`, role: 'owner' })
      const ids = []
      for (const name of owners) ids.push(await add(own(name)))
      const answers = await Promise.all(ids.map((id, place) => (place % 2 === 0 ? patchUser(id, { active: false }) : end(id))))
      expect(answers.map(({ status }) => status)).toEqual([200, 204, 200, 204])
      expect(await listed()).toHaveLength(1)
    })
  })

  describe('two directories that point to one member', () => {
    let second: TestDirectory
    let first: string
    let other: string
    beforeEach(async () => {
      second = await team.addDirectory()
      first = await add(own('ada'))
      other = await add(own('ada', { externalId: 'other-ada' }), second)
    })

    test('are one person, who is in while any says so', async () => {
      const member = await memberOf(first)
      expect(await memberOf(other)).toEqual(member)
      expect(member.directory_users.map(({ id, directory_id: of }: { id: string; directory_id: string }) => [id, of])).toEqual([
        [first, directory.directoryId],
        [other, second.directoryId],
      ])
      await patchUser(first, { active: false })
      expect(await memberOf(member.id)).toMatchObject({ status: 'active' })
      await end(other, second)
      expect(await memberOf(member.id)).toMatchObject({ status: 'deprovisioned' })
      await patchUser(first, { active: true })
      expect(await memberOf(member.id)).toMatchObject({ status: 'active' })
    })

    test('end the membership when both end theirs at the same moment, and resume it likewise', async () => {
      for (const active of [false, true, false, true, false]) {
        await Promise.all([patchUser(first, { active }), patchUser(other, { active }, second)])
        expect((await memberOf(first)).status).toBe(active ? 'active' : 'deprovisioned')
      }
    })

    test('give the groups of all that are active', async () => {
      const group = await create(directory, 'Groups', groupOf('Of the first', [first]))
      const larger = await create(second, 'Groups', groupOf('Of the second', [other]))
      await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '20' })
      await team.api('PUT', `/spend_limits/groups/${larger}`, { kind: 'amount', amount: '80' })
      const amount = async () => (await limitOf(first)).limit.amount
      expect(await amount()).toBe('80.00')
      await patchUser(other, { active: false }, second)
      expect(await amount()).toBe('20.00')
      await patchUser(other, { active: true }, second)
      expect(await amount()).toBe('80.00')
      await end(other, second)
      expect(await amount()).toBe('20.00')
    })

    test('see nothing of each other', async () => {
      expectScimError(await second.scim('GET', `/Users/${first}`), 404)
      expectList(await second.scim('GET', '/Users'), 1)
    })

    test('may each have the same userName, externalId and group name', async () => {
      await create(directory, 'Groups', groupOf('Same'))
      await create(second, 'Groups', groupOf('Same'))
      expect((await memberOf('external_id:other-ada')).id).toBe((await memberOf(`user_name:ada@${domain}`)).id)
    })
  })

  describe('a person is addressed', () => {
    test('by mem_, usr_, external_id:, user_name: and email:', async () => {
      const id = await add(own('ada+x', { externalId: 'X:1/é' }))
      const { id: memberId } = await memberOf(id)
      for (const address of [
        memberId,
        id,
        'external_id:X:1/é',
        `user_name:ADA+X@${domain}`,
        `user_name: ada+x@${domain} `,
        `email:Ada+X@${domain}`,
      ]) {
        expect(await memberOf(address), address).toMatchObject({ id: memberId, directory_users: [{ id, member_id: memberId, deleted_at: null }] })
        expect(await limitOf(address), address).toMatchObject({ member_id: memberId })
      }
      for (const address of [
        'external_id:x:1/é',
        'email:',
        'user_name:',
        'external_id:',
        `mem_${'0'.repeat(26)}`,
        `usr_${'0'.repeat(26)}`,
        'ada',
        `EMAIL:ada+x@${domain}`,
      ]) {
        const answer = await team.api('GET', `/users/${encodeURIComponent(address)}`)
        expect(answer, address).toMatchObject({ status: 404, body: { code: 'user-not-found', detail: expect.stringMatching(/mem_/) } })
      }
    })

    test('the living before the deleted', async () => {
      const gone = await add(own('ada', { externalId: 'x', emails: undefined, userName: 'ada' }))
      await end(gone)
      const second = await team.addDirectory()
      const living = await add(own('ada', { externalId: 'x', emails: undefined, userName: 'ada' }), second)
      const { id: memberId } = await memberOf(living)
      expect((await memberOf(gone)).id).not.toBe(memberId)
      for (const address of ['user_name:ada', 'external_id:x']) expect((await memberOf(address)).id, address).toBe(memberId)
    })

    test('the deleted where nobody lives, so that late usage finds its way', async () => {
      const id = await add(own('ada'))
      const { id: memberId } = await memberOf(id)
      await end(id)
      for (const address of [memberId, id, 'external_id:00u-ada', `user_name:ada@${domain}`, `email:ada@${domain}`]) {
        expect(await memberOf(address), address).toMatchObject({
          id: memberId,
          status: 'deprovisioned',
          directory_users: [{ id, active: false, deleted_at: expect.any(String) }],
        })
      }
    })

    test('by what several living people have is 409 that names them', async () => {
      const second = await team.addDirectory()
      const users = [
        await add(own('x', { userName: 'same', externalId: 'same' })),
        await add(own('y', { userName: 'same', externalId: 'same' }), second),
      ]
      const [one, two] = [await memberOf(users[0] ?? ''), await memberOf(users[1] ?? '')]
      expect(one.id).not.toBe(two.id)
      const address = { emails: [{ value: 'shared@elsewhere.example', primary: true }] }
      await patchUser(users[0] ?? '', address)
      await patchUser(users[1] ?? '', address, second)
      for (const name of ['user_name:same', 'external_id:same', 'email:shared@elsewhere.example']) {
        const answer = await team.api('GET', `/users/${name}`)
        expect(answer, name).toMatchObject({ status: 409, body: { code: 'ambiguous-user', candidates: sorted([one.id, two.id]) } })
        for (const { id } of [one, two]) expect(answer.body.detail).toContain(id)
        expect((await team.api('GET', `/users/${name}/effective_limit`)).status).toBe(409)
      }
      await end(users[1] ?? '', second)
      for (const name of ['user_name:same', 'external_id:same', 'email:shared@elsewhere.example'])
        expect((await memberOf(name)).id, name).toBe(one.id)
    })
  })
})
