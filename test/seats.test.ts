import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeMember, type Member } from '../server/members/membership.ts'
import { write } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { startTestServer, type TestDirectory, type TestServer, type TestTeam } from './support/test-server.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

describe.each(databases)('seats that are contended, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const person = (userName: string, email: string, more: object = {}) => ({
    schemas: [userSchema],
    userName,
    emails: [{ value: email, primary: true }],
    ...more,
  })
  const post = async (directory: TestDirectory, body: object) => (await directory.scim('POST', '/Users', body)).body.id
  const memberOf = async (team: TestTeam, id: string) => (await team.api('GET', `/users/${id}`)).body
  const setRole = (team: TestTeam, memberId: string, role: Member['role']) =>
    server.db.transact((trx) =>
      trx
        .updateTable('members')
        .set({ role })
        .where('teamId', '=', team.teamId)
        .where('memberId', '=', memberId as Member['memberId'])
        .execute(),
    )
  const lastChanges = async (team: TestTeam) => (await team.api('GET', '/provisioning_log?operation=create_user')).body.items[0]

  test('a name that is given to somebody else takes no seat that another directory holds', async () => {
    const team = await server.addTeam({ domains: ['acme.example'] })
    const other = await team.addDirectory()
    const first = await post(team.directory, person('bob', 'bob@acme.example', { externalId: 'bob-1' }))
    await post(other, person('bob', 'bob@acme.example'))
    const { id } = await memberOf(team, first)
    await setRole(team, id, 'admin')
    await team.directory.scim('DELETE', `/Users/${first}`)
    const newcomer = await post(team.directory, person('bob', 'bob2@elsewhere.example', { externalId: 'bob-2' }))
    expect(await memberOf(team, newcomer)).toMatchObject({ role: 'member', email: 'bob2@elsewhere.example' })
    expect(await memberOf(team, id)).toMatchObject({ role: 'admin', status: 'active', email: 'bob@acme.example' })
  })

  test('who comes back by name, address or adoption is told with what moved, the role too', async () => {
    const team = await server.addTeam({ domains: ['beta.example'] })
    const first = await post(team.directory, person('eve', 'eve@beta.example', { externalId: 'e1', displayName: 'Eve' }))
    const { id } = await memberOf(team, first)
    await setRole(team, id, 'admin')
    await team.directory.scim('DELETE', `/Users/${first}`)
    await post(team.directory, person('eve', 'eve.new@beta.example', { externalId: 'e2', displayName: 'Eve New' }))
    const { changes } = await lastChanges(team)
    expect(changes).toContainEqual({
      kind: 'member.updated',
      member: id,
      before: { email: 'eve@beta.example', displayName: 'Eve', role: 'admin' },
      after: { email: 'eve.new@beta.example', displayName: 'Eve New', role: 'member' },
    })
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'member.reactivated', member: id }))
  })

  test('who is brought inactive is not said to be in', async () => {
    const team = await server.addTeam()
    await post(team.directory, person('out', 'out@acme.example', { active: false }))
    const { summary, changes } = await lastChanges(team)
    expect(summary).toContain('known to the team, and not in it')
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'member.created', status: 'deprovisioned' }))
  })

  test('one new person whom two directories bring at once is one member', async () => {
    const team = await server.addTeam({ domains: ['gamma.example'] })
    const other = await team.addDirectory()
    for (let round = 0; round < 8; round++) {
      const email = `new${round}@gamma.example`
      const ids = await Promise.all([team.directory, other].map((directory) => post(directory, person(`new${round}`, email))))
      const members = await Promise.all(ids.map((id) => memberOf(team, id)))
      expect(new Set(members.map(({ id }) => id)).size).toBe(1)
    }
  })

  test('of several who left with one address nobody comes back by it, and several who are in are named', async () => {
    const team = await server.addTeam({ domains: ['delta.example'] })
    const twins = [
      await post(team.directory, person('twin1', 'twin@delta.example')),
      await post(team.directory, person('twin2', 'twin@delta.example')),
    ]
    const before = await Promise.all(twins.map((id) => memberOf(team, id)))
    for (const id of twins) await team.directory.scim('DELETE', `/Users/${id}`)
    const answer = await team.directory.scim('POST', '/Users', person('third', 'twin@delta.example'))
    // Two formers have this address, so it tells nobody apart.
    expect(answer.status).toBe(201)
    expect(before.map(({ id }) => id)).not.toContain((await memberOf(team, answer.body.id)).id)
    for (const email of ['pair@delta.example', 'PAIR@delta.example']) {
      const made = { email, displayName: null, role: 'member', origin: 'invite', active: true } as const
      await write(server.db, (trx) => makeMember(trx, server.environment, team.teamId, made, server.environment.now()))
    }
    expect(await team.directory.scim('POST', '/Users', person('pair', 'pair@delta.example'))).toMatchObject({
      status: 409,
      body: { scimType: 'uniqueness' },
    })
  })

  test('a deleted group takes its limit with it, in its own row of the log', async () => {
    const team = await server.addTeam()
    const { id } = (await team.directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'Limited' })).body
    await team.api('PUT', `/spend_limits/groups/${id}`, { kind: 'amount', amount: '5' })
    await team.directory.scim('DELETE', `/Groups/${id}`)
    expect((await team.api('GET', '/spend_limits')).body.items).toEqual([])
    const [{ changes }] = (await team.api('GET', '/provisioning_log?operation=delete_group')).body.items
    expect(changes).toContainEqual({ kind: 'limit.unset', scope: 'group', subject: id, before: { kind: 'amount', amount: '5.00' }, after: null })
  })

  test('a replace whose members are all unknown leaves the group as it is', async () => {
    const team = await server.addTeam()
    const member = await post(team.directory, person('stays', 'stays@acme.example'))
    const { id } = (await team.directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'Kept', members: [{ value: member }] })).body
    const replace = { Operations: [{ op: 'replace', path: 'members', value: [{ value: 'usr_00000000000000000000000000' }] }] }
    expect(await team.directory.scim('PATCH', `/Groups/${id}`, replace)).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } })
    expect((await team.directory.scim('GET', `/Groups/${id}`)).body.members).toHaveLength(1)
  })

  test('deleting users while their group is pushed waits in no ring', async () => {
    const { directory } = await server.addTeam()
    const ids = await Promise.all(Array.from({ length: 40 }, (_, number) => post(directory, person(`r${number}`, `r${number}@acme.example`))))
    const members = ids.map((value) => ({ value }))
    const { id } = (await directory.scim('POST', '/Groups', { schemas: [groupSchema], displayName: 'Ring', members })).body
    const startedAt = performance.now()
    const push = () => directory.scim('PATCH', `/Groups/${id}`, { Operations: [{ op: 'replace', path: 'members', value: members }] })
    const answers = await Promise.all([
      ...ids.slice(0, 20).map((user) => directory.scim('DELETE', `/Users/${user}`)),
      ...Array.from({ length: 10 }, push),
    ])
    for (const { status } of answers) expect([200, 204]).toContain(status)
    // A deadlock costs PostgreSQL a second before it is found, and each of these thirty would meet several.
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect((await directory.scim('GET', `/Groups/${id}`)).body.members).toHaveLength(20)
  })

  test('a body that is no UTF-8 is no JSON, so that no two names become one', async () => {
    const { directory } = await server.addTeam()
    const body = Buffer.concat([Buffer.from(`{"schemas":["${userSchema}"],"userName":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])
    const headers = { authorization: `Bearer ${directory.token}`, 'content-type': 'application/scim+json' }
    const response = await fetch(`${directory.baseUrl}/Users`, { method: 'POST', headers, body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ scimType: 'invalidSyntax', detail: expect.stringContaining('UTF-8') })
  })
})
