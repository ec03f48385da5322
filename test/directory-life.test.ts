import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json } from '../scim/json.ts'
import { parsePatch } from '../scim/patch.ts'
import { parseResource } from '../scim/resource.ts'
import { groupType, userType } from '../scim/resource-types.ts'
import { changeStatus, requireDirectoryToDelete } from '../server/directory/directories.ts'
import { standardTypes } from '../server/directory/directory-types.ts'
import { addUser } from '../server/directory/users.ts'
import { keepHouse } from '../server/housekeeping.ts'
import type { DirectoryActor } from '../server/kernel/actor.ts'
import type { MemberId } from '../server/kernel/ids.ts'
import { makeMember, type NewMember } from '../server/members/membership.ts'
import { patchUser } from '../server/provisioning/change-user.ts'
import { createGroup } from '../server/provisioning/create-group.ts'
import { createUser } from '../server/provisioning/create-user.ts'
import { write } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { create, createMany, expectList, expectScimError, groupOf, patchOf, person, sorted, until } from './support/scim.ts'
import { startTestServer, type Answer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

const asJson = (body: object): Json => JSON.parse(JSON.stringify(body))
const noPreconditions = { ifMatch: undefined, ifNoneMatch: undefined }
const retention = { requestBodyDays: 30, provisioningLogDays: 400 }

describe.each(databases)("a directory's life, on %s", (database) => {
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
    domain = `life${number++}.example`
    team = await server.addTeam({ domains: [domain] })
    directory = team.directory
  })

  const own = (name: string, more: object = {}) =>
    person(name, { userName: `${name}@${domain}`, emails: [{ value: `${name}@${domain}`, primary: true, type: 'work' }], ...more })
  const add = (body: object, to: TestDirectory = directory) => create(to, 'Users', body)
  const step = (what: string, of: TestDirectory, body?: object, query = '') =>
    team.api(what === 'delete' ? 'DELETE' : 'POST', `/directories/${of.directoryId}${what === 'delete' ? '' : `/${what}`}${query}`, body)
  const take = async (what: string, of: TestDirectory, body?: object, query = '') => {
    const answer = await step(what, of, body, query)
    expect(answer.status, answer.text).toBe(200)
    return answer.body
  }
  const preview = (what: string, of: TestDirectory, body?: object) => take(what, of, body, '?dry_run=true')
  const memberOf = async (address: string) => (await team.api('GET', `/users/${encodeURIComponent(address)}`)).body
  const limitOf = async (address: string) => (await team.api('GET', `/users/${encodeURIComponent(address)}/effective_limit`)).body
  const setLimit = (group: string, amount: string) => team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })
  const limits = async () => (await team.api('GET', '/spend_limits')).body.items
  const members = async (status = 'active'): Promise<string[]> =>
    (await team.api('GET', `/members?status=${status}&limit=200`)).body.items.map(({ email }: { email: string }) => email)
  const finding = async (code: string) => (await team.api('GET', '/findings')).body.items.find((each: { code: string }) => each.code === code)
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
  /** The team's journal rows of an operation, oldest first. */
  const journal = (operation: string) =>
    server.db.read
      .selectFrom('journal')
      .selectAll()
      .where('teamId', '=', team.teamId)
      .where('operation', '=', operation)
      .where('outcome', '=', 'applied')
      .orderBy('position')
      .execute()
  const everything = async () => {
    const tables = ['directories', 'directoryTokens', 'directoryUsers', 'directoryGroups', 'groupUsers', 'members', 'limits', 'journal'] as const
    const rows = await Promise.all(tables.map((table) => server.db.read.selectFrom(table).selectAll().where('teamId', '=', team.teamId).execute()))
    // When and how often it spoke, and what it read, is written a moment after each request.
    const told = rows.map((each) => each.filter((row) => !('outcome' in row) || row.outcome !== 'read'))
    const text = (row: unknown) =>
      JSON.stringify(row, (key, value) =>
        /^(first|last)(Request|Write|Group|Used)At$|^last(Ip|UserAgent)$|^detectedProvider$|^count$/.test(key)
          ? undefined
          : typeof value === 'bigint'
            ? String(value)
            : value,
      )
    // PostgreSQL gives the rows of a table in the order of their last writing.
    return told.map((each) => each.map(text).toSorted())
  }
  const statusOf = async (of: TestDirectory) => (await team.api('GET', `/directories/${of.directoryId}`)).body

  describe('paused', () => {
    let ada: string
    let bob: string
    let group: string
    beforeEach(async () => {
      ada = await add(own('ada'))
      bob = await add(own('bob', { active: false }))
      group = await create(directory, 'Groups', groupOf('Eng', [ada]))
      await take('pause', directory)
    })

    test('it is read as before, and nobody is out', async () => {
      expect((await directory.scim('GET', `/Users/${ada}`)).body).toMatchObject({ active: true, groups: [{ value: group }] })
      expectList(await directory.scim('GET', '/Users'), 2)
      expectList(await directory.scim('POST', '/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] }), 3, 3)
      expect((await directory.scim('GET', '/ServiceProviderConfig')).status).toBe(200)
      expect(await memberOf(ada)).toMatchObject({ status: 'active' })
      await setLimit(group, '80')
      expect(await limitOf(ada)).toMatchObject({ status: 'active', source: 'group', limit: { amount: '80.00' } })
      expect(await statusOf(directory)).toMatchObject({ status: 'paused', status_since: expect.any(String), replaced_by: null })
    })

    const held: [what: string, method: string, path: () => string, body: () => object | undefined][] = [
      ['a new user', 'POST', () => '/Users', () => own('new')],
      ['a new user who is inactive', 'POST', () => '/Users', () => own('new', { active: false })],
      ['who comes back by a POST', 'POST', () => '/Users', () => own('bob')],
      ['a change of a user', 'PATCH', () => `/Users/${ada}`, () => patchOf({ op: 'replace', path: 'displayName', value: 'A' })],
      ['a change of an inactive user', 'PATCH', () => `/Users/${bob}`, () => patchOf({ op: 'replace', path: 'displayName', value: 'B' })],
      ['an activation', 'PATCH', () => `/Users/${bob}`, () => patchOf({ op: 'replace', value: { active: true } })],
      ['an activation as Entra writes it', 'PATCH', () => `/Users/${bob}`, () => patchOf({ op: 'Replace', path: 'active', value: 'True' })],
      ['a removal of active, which ends nothing', 'PATCH', () => `/Users/${ada}`, () => patchOf({ op: 'remove', path: 'active' })],
      [
        'a PATCH that ends in an activation',
        'PATCH',
        () => `/Users/${ada}`,
        () => patchOf({ op: 'replace', path: 'active', value: false }, { op: 'replace', path: 'active', value: true }),
      ],
      ['a replacement of a user', 'PUT', () => `/Users/${ada}`, () => own('ada', { displayName: 'A' })],
      ['a replacement that does not speak of active', 'PUT', () => `/Users/${bob}`, () => ({ ...own('bob'), active: undefined })],
      ['a new group', 'POST', () => '/Groups', () => groupOf('Ops')],
      ['a member more', 'PATCH', () => `/Groups/${group}`, () => patchOf({ op: 'add', path: 'members', value: [{ value: bob }] })],
      ['a member less', 'PATCH', () => `/Groups/${group}`, () => patchOf({ op: 'remove', path: 'members' })],
      ['a replacement of a group', 'PUT', () => `/Groups/${group}`, () => groupOf('Eng', [bob])],
      ['the deletion of a group', 'DELETE', () => `/Groups/${group}`, () => undefined],
    ]
    test.each(held)('it refuses %s: 403, which says that it is paused and how to resume it', async (_what, method, path, body) => {
      const before = await Promise.all([directory.scim('GET', '/Users'), directory.scim('GET', '/Groups')])
      const answer = await directory.scim(method, path(), body())
      expectScimError(answer, 403, undefined, new RegExp(`is paused.*/v1/directories/${directory.directoryId}/resume.*purser directory resume`))
      const after = await Promise.all([directory.scim('GET', '/Users'), directory.scim('GET', '/Groups')])
      expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
      const [refused] = (await team.api('GET', '/provisioning_log?outcome=refused')).body.items
      expect(refused).toMatchObject({ status: 403, code: 'changes-held', summary: expect.stringContaining('is paused') })
    })

    const leaving: [dialect: string, method: string, body: () => object | undefined, status: number][] = [
      ['Okta, by PATCH', 'PATCH', () => patchOf({ op: 'replace', value: { active: false } }), 200],
      ['Entra, by PATCH', 'PATCH', () => patchOf({ op: 'Replace', path: 'active', value: 'False' }), 200],
      ['Entra with its flag', 'PATCH', () => patchOf({ op: 'replace', path: 'active', value: false }), 200],
      ['Okta as OneLogin, by PUT', 'PUT', () => own('ada', { active: false }), 200],
      ['DELETE', 'DELETE', () => undefined, 204],
    ]
    test.each(leaving)('who leaves is out at once: %s', async (_dialect, method, body, status) => {
      const answer = await directory.scim(method, `/Users/${ada}`, body())
      expect(answer.status, answer.text).toBe(status)
      expect(await memberOf(`email:ada@${domain}`)).toMatchObject({ status: 'deprovisioned' })
    })

    test.each<[string, string, () => object]>([
      [
        'PATCH',
        'PATCH',
        () =>
          patchOf(
            { op: 'replace', path: 'displayName', value: 'Other' },
            { op: 'replace', path: 'active', value: false },
            { op: 'replace', path: 'userName', value: 'other@x.example' },
          ),
      ],
      [
        'PATCH without a path',
        'PATCH',
        () => patchOf({ op: 'replace', value: { active: 'False', displayName: 'Other', userName: 'other@x.example' } }),
      ],
      ['PUT', 'PUT', () => own('ada', { active: false, displayName: 'Other', userName: 'other@x.example' })],
    ])('of what comes with a deactivation nothing else is applied, and the log tells it: %s', async (_how, method, body) => {
      const answer = await directory.scim(method, `/Users/${ada}`, body())
      expect(answer.status, answer.text).toBe(200)
      expect(answer.body).toMatchObject({ active: false, userName: `ada@${domain}` })
      expect(answer.body.displayName).toBeUndefined()
      expect(await memberOf(ada)).toMatchObject({ status: 'deprovisioned', email: `ada@${domain}` })
      const [entry] = (await team.api('GET', `/provisioning_log?subject=${ada}&outcome=applied`)).body.items
      expect(entry.summary).toMatch(/deactivated.*nothing else of it was applied, since the directory is paused/)
      expect(entry.notes).toContainEqual({ code: 'deactivated-alone', user: ada, userName: `ada@${domain}`, lacking: ['paused'] })
      expect(await finding('deactivated-alone')).toBeUndefined()
    })

    test('a deactivation alone is told without a remark, and is no news the second time', async () => {
      const deactivation = patchOf({ op: 'replace', value: { active: false } })
      const first = await directory.scim('PATCH', `/Users/${ada}`, deactivation)
      expect(await directory.scim('PATCH', `/Users/${ada}`, deactivation)).toMatchObject({ status: 200, body: { meta: first.body.meta } })
      const notes = (await team.api('GET', `/provisioning_log?subject=${ada}&operation=patch_user`)).body.items.flatMap(
        (each: { notes: [] }) => each.notes,
      )
      expect(notes).toEqual([])
    })

    test('an operation of a bulk request passes the same gate as a request of its own', async () => {
      const { body } = await directory.scim('POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'new', data: own('new') },
          { method: 'PATCH', path: `/Groups/${group}`, data: patchOf({ op: 'remove', path: 'members' }) },
          { method: 'PATCH', path: `/Users/${ada}`, data: patchOf({ op: 'replace', value: { active: false, displayName: 'Other' } }) },
          { method: 'DELETE', path: `/Users/${bob}` },
        ],
      })
      const outcomes = body.Operations.map(({ status, response }: { status: string; response?: { detail?: string } }) => [status, response?.detail])
      const held = ['403', expect.stringContaining('is paused')]
      expect(outcomes).toEqual([held, held, ['200', undefined], ['204', undefined]])
      expect((await directory.scim('GET', `/Users/${ada}`)).body).toMatchObject({ active: false, groups: [{ value: group }] })
      expect((await directory.scim('GET', `/Users/${ada}`)).body.displayName).toBeUndefined()
    })

    test('the version that a client wants is minded, and who is unknown is 404', async () => {
      const deactivation = patchOf({ op: 'replace', value: { active: false } })
      expectScimError(await directory.scim('PATCH', `/Users/${ada}`, deactivation, { 'if-match': 'W/"77"' }), 412)
      expectScimError(await directory.scim('PATCH', `/Users/usr_${'0'.repeat(26)}`, deactivation), 404)
    })

    test('resumed, it takes everything again with the same token, and both are told', async () => {
      expect(await finding('directory-paused')).toMatchObject({ detail: expect.stringContaining('/resume'), since: expect.any(String) })
      expect(await take('resume', directory)).toMatchObject({ dry_run: false, directory: { status: 'active' } })
      expect(await finding('directory-paused')).toBeUndefined()
      await add(own('new'))
      expect((await directory.scim('PATCH', `/Users/${bob}`, patchOf({ op: 'replace', value: { active: true } }))).status).toBe(200)
      expect((await directory.scim('DELETE', `/Groups/${group}`)).status).toBe(204)
      for (const operation of ['pause_directory', 'resume_directory'])
        expect(await journal(operation)).toMatchObject([{ subjectId: directory.directoryId, changes: [{ name: 'Okta' }] }])
    })

    test('another directory of the team is not held up', async () => {
      const id = await add(own('new'), await team.addDirectory())
      expect(await memberOf(id)).toMatchObject({ status: 'active' })
    })
  })

  describe('a preview', () => {
    test.each(['pause', 'resume', 'replace', 'delete'])('of %s changes nothing', async (what) => {
      const other = await team.addDirectory()
      const ids = [await add(own('ada')), await add(own('bob')), await add(person('foreign'))]
      const group = await create(directory, 'Groups', groupOf('Eng', ids))
      await setLimit(group, '80')
      await create(other, 'Groups', groupOf('eng'))
      await add(own('ada'), other)
      await add(person('foreign'), other)
      if (what === 'resume') await take('pause', directory)
      await until(async () => ((await statusOf(directory)).last_request_at === null ? undefined : true))
      const before = await everything()
      const answer = await preview(what, directory, what === 'replace' ? { with: other.directoryId } : undefined)
      expect(answer).toMatchObject({ dry_run: true, effect: { users: 3, groups: 1 } })
      expect(await everything()).toEqual(before)
    })

    test('tells what the step then does, of some thousands of users, and names the first 50', async () => {
      const other = await team.addDirectory()
      await createMany(directory, 1_050, 'out')
      for (let each = 0; each < 70; each++) {
        await add(own(`both${each}`))
        await add(own(`both${each}`), other)
      }
      const previewed = await preview('replace', directory, { with: other.directoryId })
      expect(previewed.effect).toMatchObject({
        users: 1_120,
        members_out: { count: 1_050, truncated: true },
        members_staying: { count: 70, truncated: true },
        members_matched: { count: 0, first: [], truncated: false },
        tokens_ended: { count: 1, first: [{ id: directory.tokenId }] },
      })
      expect(previewed.effect.members_out.first).toHaveLength(50)
      const done = await take('replace', directory, { with: other.directoryId })
      expect(done.effect).toEqual(previewed.effect)
      expect(await members()).toHaveLength(70)
    })
  })

  describe('replaced', () => {
    let next: TestDirectory
    beforeEach(async () => {
      next = await team.addDirectory()
    })
    const replace = (more: object = {}) => take('replace', directory, { with: next.directoryId, ...more })

    test('who is in both stays in as the same member, who is in the old one alone is out, and the answer says so', async () => {
      const ada = await add(own('ada'))
      await add(own('bob'))
      const { id: memberId } = await memberOf(ada)
      await giveRole(memberId, 'admin')
      const newAda = await add(own('ada', { externalId: 'other' }), next)
      const { effect, directory: shape } = await replace()
      expect(effect).toMatchObject({
        users: 2,
        members_out: { count: 1, first: [{ email: `bob@${domain}` }] },
        members_staying: { count: 1, first: [{ id: memberId, role: 'admin' }] },
      })
      expect(shape).toMatchObject({ status: 'detached', replaced_by: next.directoryId })
      expect(await memberOf(newAda)).toMatchObject({ id: memberId, status: 'active', role: 'admin', ended_at: null })
      expect(await memberOf(`email:bob@${domain}`)).toMatchObject({ status: 'deprovisioned', ended_at: expect.any(String) })
      expect(await members()).toEqual([`ada@${domain}`])
      expect((await journal('replace_directory')).flatMap(({ changes }) => changes)).toContainEqual(
        expect.objectContaining({ kind: 'member.deprovisioned', email: `bob@${domain}` }),
      )
    })

    test('who was not recognised when they were pushed is matched by the userName, before the old directory ends', async () => {
      // Their addresses are in no domain of the team, so that the push made members of their own.
      const ada = await add(person('ada'))
      const { id: memberId } = await memberOf(ada)
      await giveRole(memberId, 'admin')
      const newAda = await add(person('ADA', { displayName: 'Ada L', externalId: 'other' }), next)
      const { id: spare } = await memberOf(newAda)
      expect(spare).not.toBe(memberId)
      const previewed = await preview('replace', directory, { with: next.directoryId })
      expect(previewed.effect).toMatchObject({ members_out: { count: 0 }, members_staying: { count: 1 }, members_matched: { count: 1 } })
      // Name and address are the new directory's to say from then on.
      expect((await replace()).effect).toMatchObject({ members_out: { count: 0 }, members_staying: { count: 1 }, members_matched: { count: 1 } })
      expect(await memberOf(newAda)).toMatchObject({ id: memberId, status: 'active', role: 'admin', display_name: 'Ada L', ended_at: null })
      expect(await memberOf(spare)).toMatchObject({ status: 'deprovisioned', email: null })
      expect(await finding('adopted-privileged-member')).toMatchObject({ evidence: [{ note: { member: memberId } }] })
      const [matching] = await journal('replace_directory')
      expect(matching?.changes).toContainEqual(expect.objectContaining({ kind: 'user.relinked', user: newAda, member: memberId, before: spare }))
    })

    test.each<[string, () => Promise<unknown>]>([
      ['is inactive there', () => add(person('ada', { active: false }), next)],
      ['has another name there', () => add(person('other'), next)],
    ])('nobody is matched who %s', async (_what, push) => {
      const ada = await add(person('ada'))
      const { id: memberId } = await memberOf(ada)
      await push()
      expect((await replace()).effect).toMatchObject({ members_matched: { count: 0 }, members_out: { count: 1, first: [{ id: memberId }] } })
    })

    test('a member who was somebody before the new directory is taken over from nobody', async () => {
      await add(person('ada'))
      const newAda = await add(person('ada'), next)
      const { id: theirs } = await memberOf(newAda)
      await giveRole(theirs, 'admin')
      expect((await replace()).effect).toMatchObject({ members_matched: { count: 0 }, members_out: { count: 1 } })
      expect(await memberOf(newAda)).toMatchObject({ id: theirs, status: 'active', role: 'admin' })
    })

    test('its token is dead, the log of the directory tells why, and a finding says that it is still called', async () => {
      await add(own('ada'))
      await replace()
      expect(await finding('ended-directory-called')).toBeUndefined()
      for (const method of ['GET', 'POST']) expectScimError(await directory.scim(method, '/Users', method === 'POST' ? own('eve') : undefined), 401)
      const entry = await until(
        async () => (await team.api('GET', `/provisioning_log?directory=${directory.directoryId}&operation=authenticate`)).body.items[0],
      )
      expect(entry).toMatchObject({ outcome: 'refused', status: 401, code: 'token-directory-ended' })
      expect(await finding('ended-directory-called')).toMatchObject({
        detail: expect.stringContaining('another one replaced'),
        evidence: [{ request: entry.id }],
      })
      const tokens = (await team.api('GET', `/directories/${directory.directoryId}/tokens`)).body.items
      expect(tokens).toMatchObject([{ revoked_at: expect.any(String), revoked_by: 'key' }])
      expect((await next.scim('GET', '/Users')).status).toBe(200)
    })

    test('limits go to the groups of the same externalId or name; the others end; the journal tells it', async () => {
      const ada = await add(own('ada'))
      const newAda = await add(own('ada'), next)
      const groups = {
        eng: await create(directory, 'Groups', groupOf('Engineering', [ada])),
        ops: await create(directory, 'Groups', { ...groupOf('Operations'), externalId: 'g-ops' }),
        gone: await create(directory, 'Groups', groupOf('Gone')),
        own: await create(directory, 'Groups', groupOf('Own')),
      }
      for (const [place, group] of Object.values(groups).entries()) await setLimit(group, String(place + 1))
      const heirs = {
        eng: await create(next, 'Groups', groupOf(' ENGINEERING', [newAda])),
        ops: await create(next, 'Groups', { ...groupOf('SRE'), externalId: 'g-ops' }),
        own: await create(next, 'Groups', groupOf('own')),
      }
      await setLimit(heirs.own, '99')
      const previewed = await preview('replace', directory, { with: next.directoryId })
      const { effect } = await replace()
      expect(effect).toEqual(previewed.effect)
      expect(effect.limits_carried).toMatchObject({
        count: 2,
        first: [
          { group: groups.eng, name: 'Engineering', limit: { amount: '1.00' }, to_group: heirs.eng },
          { group: groups.ops, to_group: heirs.ops, limit: { amount: '2.00' } },
        ],
      })
      expect(effect.limits_ended.first.map(({ group }: { group: string }) => group)).toEqual([groups.gone, groups.own])
      expect(
        Object.fromEntries((await limits()).map(({ group, limit }: { group: string; limit: { amount: string } }) => [group, limit.amount])),
      ).toEqual({
        [heirs.eng]: '1.00',
        [heirs.ops]: '2.00',
        [heirs.own]: '99.00',
      })
      expect(await limitOf(newAda)).toMatchObject({ source: 'group', limit: { amount: '1.00' }, deciding: [{ group: heirs.eng }] })
      const [detached, ...others] = await journal('replace_directory')
      expect(others).toEqual([])
      expect(detached?.changes?.map(({ kind }) => kind)).toEqual([
        'directory.detached',
        'limit.unset',
        'limit.set',
        'limit.unset',
        'limit.set',
        'limit.unset',
        'limit.unset',
      ])
    })

    test('limits end where they are not to be carried over', async () => {
      const group = await create(directory, 'Groups', groupOf('Eng'))
      await setLimit(group, '5')
      await create(next, 'Groups', groupOf('Eng'))
      expect((await replace({ carry_limits: false })).effect).toMatchObject({ limits_carried: { count: 0 }, limits_ended: { count: 1 } })
      expect(await limits()).toEqual([])
    })

    test('its groups count for no limit, also of who stays in, and are listed no more', async () => {
      const ada = await add(own('ada'))
      const newAda = await add(own('ada'), next)
      const group = await create(directory, 'Groups', groupOf('Eng', [ada]))
      await setLimit(group, '80')
      expect(await limitOf(newAda)).toMatchObject({ source: 'group' })
      await replace()
      expect(await limitOf(newAda)).toMatchObject({ source: 'none', status: 'active' })
      expect((await team.api('GET', '/groups')).body.items).toEqual([])
      expect((await team.api('GET', '/users')).body.items.map(({ id }: { id: string }) => id)).toEqual([newAda])
      expect(await setLimit(group, '1')).toMatchObject({ status: 404, body: { code: 'group-not-found' } })
    })

    test('who is in by a third directory stays in', async () => {
      const third = await team.addDirectory()
      await add(own('ada'))
      await add(own('ada'), third)
      expect((await replace()).effect).toMatchObject({ members_out: { count: 0 }, members_staying: { count: 1 } })
      expect(await members()).toEqual([`ada@${domain}`])
    })
  })

  describe('deleted', () => {
    test('who was in by it alone is out when it is answered; history stays; its names are free for another directory', async () => {
      const ada = await add(own('ada'))
      const group = await create(directory, 'Groups', groupOf('Eng', [ada]))
      await setLimit(group, '80')
      const previewed = await preview('delete', directory)
      const { effect, directory: shape } = await take('delete', directory)
      expect(effect).toEqual(previewed.effect)
      expect(effect).toMatchObject({ users: 1, groups: 1, members_out: { count: 1 }, limits_ended: { count: 1 }, tokens_ended: { count: 1 } })
      expect(shape).toMatchObject({ id: directory.directoryId, status: 'deleted', replaced_by: null })
      expect(await members()).toEqual([])
      expect(await memberOf(ada)).toMatchObject({ status: 'deprovisioned', directory_users: [{ id: ada, deleted_at: expect.any(String) }] })
      for (const path of ['/users', '/groups', `/users?directory=${directory.directoryId}`])
        expect((await team.api('GET', path)).body.items).toEqual([])
      expect(await limits()).toEqual([])
      expectScimError(await directory.scim('GET', `/Users/${ada}`), 401)
      expect((await team.api('GET', '/provisioning_log?outcome=applied')).body.items.length).toBeGreaterThan(1)
      expect((await team.api('GET', '/directories')).body.items).toEqual([])
      expect((await team.api('GET', '/directories?status=all')).body.items).toMatchObject([{ status: 'deleted' }])
      const [told] = await journal('delete_directory')
      expect(told?.changes).toMatchObject([
        { kind: 'directory.deleted', holding: { users: 1, groups: 1, tokens: 1 } },
        { kind: 'limit.unset', subject: group },
      ])
      // They come back by another directory as the same member.
      const back = await add(own('ada'), await team.addDirectory())
      expect(await memberOf(back)).toMatchObject({ id: (await memberOf(ada)).id, status: 'active' })
    })

    test('who was invited and is in by no directory stays', async () => {
      await settle({ email: `invited@${domain}` })
      await add(own('ada'))
      await take('delete', directory)
      expect(await members()).toEqual([`invited@${domain}`])
    })

    test('the last active owner is kept, and a finding says so', async () => {
      const ids = [await add(own('ada')), await add(own('bob')), await add(own('eve'))]
      const owners = await Promise.all(ids.slice(0, 2).map(async (id) => String((await memberOf(id)).id)))
      for (const owner of owners) await giveRole(owner, 'owner')
      const previewed = await preview('delete', directory)
      expect(previewed.effect).toMatchObject({ members_out: { count: 2 }, owners_kept: { count: 1, first: [{ id: owners[1] }] } })
      expect((await take('delete', directory)).effect).toEqual(previewed.effect)
      expect(await members()).toEqual([`bob@${domain}`])
      expect(await finding('last-owner-kept')).toMatchObject({ evidence: [{ note: { member: owners[1] } }] })
    })

    test('a detached directory is deleted as well', async () => {
      const next = await team.addDirectory()
      await add(own('ada'))
      await take('replace', directory, { with: next.directoryId })
      expect(await take('delete', directory)).toMatchObject({ directory: { status: 'deleted', replaced_by: next.directoryId }, effect: { users: 0 } })
    })

    test('a sweep that was broken off is finished by housekeeping, once, under the request that began it', async () => {
      await createMany(directory, 450, 'out')
      await create(directory, 'Groups', groupOf('Eng'))
      const { teamId } = team
      // The process ends after the commit that ended the directory: nothing of it is swept yet.
      const requestId = server.environment.newId('req')
      await write(server.db, (trx) =>
        trx
          .updateTable('directories')
          .set({ status: 'deleted', statusSince: server.environment.now(), statusRequest: requestId })
          .where('teamId', '=', teamId)
          .execute(),
      )
      await Promise.all([keepHouse(server.db, server.environment, retention), keepHouse(server.db, server.environment, retention)])
      expect(await members()).toEqual([])
      const rows = await journal('delete_directory')
      expect(rows.map((row) => [row.actorKind, row.requestId])).toEqual(rows.map(() => ['housekeeping', requestId]))
      const told = rows.flatMap(({ changes }) => (changes ?? []).map(({ member }) => member))
      expect([told.length, new Set(told).size]).toEqual([450, 450])
      const before = await everything()
      await keepHouse(server.db, server.environment, retention)
      expect(await everything()).toEqual(before)
    })
  })

  describe('while an identity provider goes on pushing', () => {
    test.each(['replace', 'delete'])('%s leaves nobody in by the directory that ended, and no answer is a fault', async (what) => {
      const next = await team.addDirectory()
      const standing = await createMany(directory, 120, 'old')
      const sent: Promise<Answer>[] = []
      let isOver = false
      const push = async (worker: number) => {
        for (let each = 0; !isOver && each < 500; each++) {
          const name = `w${worker}n${each}`
          const old = standing[(worker * 31 + each) % standing.length]
          sent.push(directory.scim('POST', '/Users', own(name)))
          sent.push(directory.scim('PATCH', `/Users/${old}`, patchOf({ op: 'replace', value: { active: each % 3 !== 0 } })))
          if (what === 'replace') sent.push(next.scim('POST', '/Users', own(name)))
          await Promise.allSettled(sent.slice(-3))
        }
      }
      const workers = [1, 2, 3, 4].map(push)
      await take(what, directory, what === 'replace' ? { with: next.directoryId } : undefined)
      isOver = true
      await Promise.all(workers)
      const answers = await Promise.all(sent)
      expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([])
      const left = await server.db.read
        .selectFrom('members')
        .innerJoin('directoryUsers', (join) =>
          join.onRef('directoryUsers.teamId', '=', 'members.teamId').onRef('directoryUsers.memberId', '=', 'members.memberId'),
        )
        .select(['members.memberId', 'members.email'])
        .where('members.teamId', '=', team.teamId)
        .where('members.status', '=', 'active')
        .where('directoryUsers.directoryId', '=', directory.directoryId)
        .execute()
      const heldByNext = new Set(
        (
          await server.db.read
            .selectFrom('directoryUsers')
            .select('memberId')
            .where('directoryId', '=', next.directoryId)
            .where('active', '=', true)
            .execute()
        ).map(({ memberId }) => memberId),
      )
      expect(left.filter(({ memberId }) => !heldByNext.has(memberId))).toEqual([])
      expect(
        await server.db.read
          .selectFrom('directoryUsers')
          .select('userId')
          .where('directoryId', '=', directory.directoryId)
          .where('deletedAt', 'is', null)
          .execute(),
      ).toEqual([])
    })
  })

  describe('a request whose token was checked before the directory ended', () => {
    const late = (): DirectoryActor => ({
      ...team.by(),
      kind: 'directory_token',
      directoryId: directory.directoryId,
      tokenId: directory.tokenId as DirectoryActor['tokenId'],
      lacking: [],
      homeUrl: '',
    })
    const sent = (body: object) => parseResource(asJson(body), userType)

    test('brings nobody new in', async () => {
      await take('delete', directory)
      await expect(createUser(server.db, server.environment, late(), standardTypes, sent(own('late')))).rejects.toMatchObject({
        kind: { code: 'directory-gone', status: 401 },
      })
      expect(await members('all')).toEqual([])
    })

    test('makes no group', async () => {
      await take('delete', directory)
      const group = { resource: parseResource(asJson(groupOf('Late')), groupType).resource, unused: [] }
      await expect(createGroup(server.db, server.environment, late(), standardTypes, group)).rejects.toMatchObject({
        kind: { code: 'directory-gone', status: 401 },
      })
      expect(await server.db.read.selectFrom('directoryGroups').selectAll().where('directoryId', '=', directory.directoryId).execute()).toEqual([])
    })

    test('brings nobody back, also where the sweep has not come by yet', async () => {
      const ada = await add(own('ada', { active: false }))
      await write(server.db, (trx) =>
        trx.updateTable('directories').set({ status: 'deleted' }).where('directoryId', '=', directory.directoryId).execute(),
      )
      await createUser(server.db, server.environment, late(), standardTypes, sent(own('ada')))
      await patchUser(
        server.db,
        late(),
        standardTypes,
        ada,
        parsePatch(asJson(patchOf({ op: 'replace', value: { active: true, displayName: 'A' } })), userType),
        noPreconditions,
      )
      expect(await memberOf(ada)).toMatchObject({ status: 'deprovisioned' })
    })

    test('is waited for where it has begun to write: whom it brings is out with the others', async () => {
      const memberId = await settle({ email: `slow@${domain}`, origin: 'scim' })
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const { promise: inserted, resolve: tellInserted } = Promise.withResolvers<void>()
      const slow = write(server.db, async (trx) => {
        const { resource } = sent(own('slow'))
        await addUser(trx, { teamId: team.teamId, directoryId: directory.directoryId }, standardTypes, {
          userId: server.environment.newId('usr'),
          memberId: memberId as MemberId,
          resource,
          at: server.environment.now(),
        })
        tellInserted()
        await released
      })
      await inserted
      const deletion = take('delete', directory)
      await untilWaiting(deletion)
      release()
      await slow
      expect((await deletion).effect).toMatchObject({ members_out: { count: 1, first: [{ id: memberId }] } })
    })

    test('waits for an end that is not committed yet, and brings nobody in', async () => {
      const { promise: released, resolve: release } = Promise.withResolvers<void>()
      const { promise: ending, resolve: tellEnding } = Promise.withResolvers<void>()
      const end = write(server.db, async (trx) => {
        await changeStatus(trx, await requireDirectoryToDelete(trx, { teamId: team.teamId }, directory.directoryId), 'deleted', team.by())
        tellEnding()
        await released
      })
      await ending
      const creation = createUser(server.db, server.environment, late(), standardTypes, sent(own('late'))).catch((error: unknown) => error)
      await untilWaiting(creation)
      release()
      await end
      expect(await creation).toMatchObject({ kind: { code: 'directory-gone' } })
      expect(await members('all')).toEqual([])
    })

    /** On SQLite it is queued behind the write that is open; on PostgreSQL it is seen to wait for a row. */
    const untilWaiting = async (work: Promise<unknown>) => {
      if (database === 'postgres') await Promise.race([work, until(async () => ((await countWaiting()) > 0 ? true : undefined))])
    }
    const countWaiting = async () => {
      const { rows } = await sql<{ count: bigint }>`
        select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(server.db.read)
      return Number(rows[0]?.count)
    }
  })

  describe('a step that is not possible', () => {
    const nobody = `dir_${'0'.repeat(26)}`
    const cases: [what: string, send: () => Promise<Answer>, status: number, code: string][] = [
      ['pausing a directory that is none', () => team.api('POST', `/directories/${nobody}/pause`), 404, 'directory-not-found'],
      ['resuming one that is none', () => team.api('POST', `/directories/${nobody}/resume`), 404, 'directory-not-found'],
      [
        'replacing one that is none',
        () => team.api('POST', `/directories/${nobody}/replace`, { with: directory.directoryId }),
        404,
        'directory-not-found',
      ],
      ['replacing by one that is none', () => step('replace', directory, { with: nobody }), 404, 'directory-not-found'],
      ['deleting one that is none', () => team.api('DELETE', `/directories/${nobody}`), 404, 'directory-not-found'],
      ['resuming one that is not paused', () => step('resume', directory), 409, 'directory-not-paused'],
      ['replacing one by itself', () => step('replace', directory, { with: directory.directoryId }), 409, 'directory-replaces-itself'],
      ['replacing without saying by which', () => step('replace', directory, {}), 422, 'schema-violated'],
      [
        'a misspelt member of the body',
        () => step('replace', directory, { with: directory.directoryId, carryLimits: false }),
        422,
        'schema-violated',
      ],
      ['a dry run that is neither', () => step('pause', directory, undefined, '?dry_run=maybe'), 422, 'schema-violated'],
    ]
    test.each(cases)('%s', async (_what, send, status, code) => {
      const answer = await send()
      expect(answer.status, answer.text).toBe(status)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(answer.body).toMatchObject({ code, detail: expect.stringMatching(/.{20}/) })
    })

    test('pausing twice', async () => {
      await take('pause', directory)
      for (const query of ['', '?dry_run=true'])
        expect(await step('pause', directory, undefined, query)).toMatchObject({ status: 409, body: { code: 'directory-paused-already' } })
    })

    test('taking over while paused', async () => {
      const next = await team.addDirectory()
      await take('pause', next)
      for (const query of ['', '?dry_run=true']) {
        expect(await step('replace', directory, { with: next.directoryId }, query)).toMatchObject({
          status: 409,
          body: { code: 'replacement-not-active' },
        })
      }
    })

    test('deleting twice', async () => {
      await take('delete', directory)
      for (const query of ['', '?dry_run=true'])
        expect(await step('delete', directory, undefined, query)).toMatchObject({ status: 409, body: { code: 'directory-ended' } })
    })

    test.each(['detached', 'deleted'])('anything else with one that is %s', async (state) => {
      const next = await team.addDirectory()
      const body = { with: next.directoryId }
      await (state === 'detached' ? take('replace', directory, body) : take('delete', directory))
      const ended = { status: 409, body: { code: 'directory-ended', detail: expect.stringContaining(state) } }
      for (const query of ['', '?dry_run=true']) {
        for (const what of ['pause', 'resume']) expect(await step(what, directory, undefined, query)).toMatchObject(ended)
        expect(await step('replace', directory, body, query)).toMatchObject(ended)
        expect(await step('replace', next, { with: directory.directoryId }, query)).toMatchObject({
          status: 409,
          body: { code: 'replacement-not-active' },
        })
      }
      expect(await team.api('PATCH', `/directories/${directory.directoryId}`, { name: 'x' })).toMatchObject(ended)
      expect(await team.api('POST', `/directories/${directory.directoryId}/tokens`, {})).toMatchObject(ended)
    })
  })

  describe('by the API', () => {
    test('a directory is made, renamed and given a token that opens it', async () => {
      const made = await team.api('POST', '/directories', { name: ' Entra ', provider: 'entra' })
      expect(made).toMatchObject({
        status: 201,
        body: { name: 'Entra', provider: 'entra', status: 'active', scim_base_url: `${server.url}/scim/v2/${made.body.id}` },
      })
      const renamed = await team.api('PATCH', `/directories/${made.body.id}`, { name: 'Entra ID' })
      expect(renamed).toMatchObject({ status: 200, body: { name: 'Entra ID', provider: 'entra' } })
      expect((await team.api('GET', `/directories/${made.body.id}`)).body).toEqual({
        ...renamed.body,
        totals: { users: 0, active_users: 0, groups: 0 },
      })
      const token = await team.api('POST', `/directories/${made.body.id}/tokens`, { name: 'first', expires_at: '2099-01-01T00:00:00+01:00' })
      expect(token).toMatchObject({
        status: 201,
        body: { name: 'first', expires_at: '2098-12-31T23:00:00.000Z', secret: expect.stringMatching(/^purser_scim_/) },
      })
      const open = (secret: string) => fetch(`${made.body.scim_base_url}/Users`, { headers: { authorization: `Bearer ${secret}` } })
      expect((await open(token.body.secret)).status).toBe(200)
      const listed = await team.api('GET', `/directories/${made.body.id}/tokens`)
      expect(listed.text).not.toContain(token.body.secret)
      // Rotated, both open it, until the overlap is over.
      const rotated = await team.api('POST', `/directories/${made.body.id}/tokens/${token.body.id}/rotate`, { overlap_seconds: 60 })
      expect(rotated.status, rotated.text).toBe(201)
      for (const secret of [token.body.secret, rotated.body.secret]) expect((await open(secret)).status).toBe(200)
      server.pass(61)
      expect((await open(token.body.secret)).status).toBe(401)
      expect((await team.api('DELETE', `/directories/${made.body.id}/tokens/${rotated.body.id}`)).status).toBe(204)
      expect((await open(rotated.body.secret)).status).toBe(401)
      expect(await team.api('DELETE', `/directories/${made.body.id}/tokens/${rotated.body.id}`)).toMatchObject({
        status: 409,
        body: { code: 'credential-ended' },
      })
      expect(sorted((await journal('update_directory')).flatMap(({ changes }) => (changes ?? []).map(({ kind }) => kind)))).toEqual([
        'directory.updated',
      ])
    })

    test.each<[string, string, string, object, number, string]>([
      ['a provider that is none', 'POST', '', { name: 'x', provider: 'oktta' }, 422, 'provider-unknown'],
      ['a name that is blank', 'POST', '', { name: '  ' }, 422, 'schema-violated'],
      ['a member that is none', 'POST', '', { name: 'x', status: 'paused' }, 422, 'schema-violated'],
      ['a status, which is changed otherwise', 'PATCH', '/:own', { status: 'paused' }, 422, 'schema-violated'],
      ['a provider that is none, later', 'PATCH', '/:own', { provider: 'oktta' }, 422, 'provider-unknown'],
      ['a token that ends before it begins', 'POST', '/:own/tokens', { expires_at: '2001-01-01T00:00:00Z' }, 422, 'expiry-past'],
      ['a token with an end that is no moment', 'POST', '/:own/tokens', { expires_at: 'soon' }, 422, 'schema-violated'],
      ['a token of another directory', 'POST', '/:own/tokens/:theirs/rotate', {}, 404, 'token-not-found'],
      ['an overlap that is none', 'POST', '/:own/tokens/:mine/rotate', { overlap_seconds: -1 }, 422, 'schema-violated'],
    ])('it refuses %s', async (_what, method, path, body, status, code) => {
      const other = await team.addDirectory()
      const url = path.replace(':own', directory.directoryId).replace(':theirs', other.tokenId).replace(':mine', directory.tokenId)
      expect(await team.api(method, `/directories${url}`, body)).toMatchObject({ status, body: { code } })
    })

    test('a change that says what is so already is no news', async () => {
      expect((await team.api('PATCH', `/directories/${directory.directoryId}`, { name: 'Okta' })).status).toBe(200)
      expect(await journal('update_directory')).toEqual([])
    })
  })
})
