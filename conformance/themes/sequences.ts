import type { Case } from '../case.ts'
import { toResource, type Client, type Resource } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus } from '../expect.ts'
import { toText, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { E, G, U } from '../urns.ts'
import { expectMembers } from './groups.ts'

// The life of a user and a group as each identity provider drives it, request by request.

const find = (scim: Client, userName: string, query: Record<string, number> = {}) =>
  scim.get('/Users', { filter: `userName eq "${userName}"`, ...query })

/** Nobody has the name yet; then the user is made. */
async function provision(scim: Client, body: JsonObject): Promise<Resource> {
  expectLike(expectList(await find(scim, toText(body['userName'])), { totalResults: 0 }), [], 'Resources')
  return toResource('/Users', await scim.post('/Users', body))
}

/** A user with the fields that most of them send. */
const ana = (scim: Client, more: JsonObject = {}): JsonObject =>
  scim.userBody({ name: { givenName: 'Ana', familyName: 'Li' }, displayName: 'Ana Li', ...more })

async function oktaByPut(scim: Client): Promise<void> {
  expectList(await scim.get('/Users', { startIndex: 1, count: 2 }))
  const body = ana(scim, { locale: 'en-US', groups: [], password: 'r4nd0mPw!' })
  const { path, id } = await provision(scim, body)
  expectLike(expectList(await find(scim, toText(body['userName']), { startIndex: 1, count: 100 })), [{ id }], 'Resources')
  const sent = { ...body, id, groups: [], meta: { resourceType: 'User' }, password: undefined }
  expectLike((await scim.put(path, { ...sent, name: { givenName: 'Anna', familyName: 'Li' } })).body, { name: { givenName: 'Anna' }, active: true })
  expectLike((await scim.put(path, { ...sent, active: false })).body, { id, active: false })
  expectLike((await scim.get(path)).body, { active: false })
  expectLike((await scim.put(path, { ...sent, active: true })).body, { id, active: true })
}

async function oktaByPatch(scim: Client): Promise<void> {
  const { path, id } = await provision(scim, ana(scim))
  expectStatus(await scim.patch(path, [{ op: 'replace', value: { active: false } }]), 200, 204)
  expectLike((await scim.get(path)).body, { id, active: false })
  expectStatus(await scim.patch(path, [{ op: 'replace', value: { active: true } }]), 200, 204)
  expectStatus(await scim.patch(path, [{ op: 'replace', value: { password: 'An0ther!pw' } }]), 200, 204)
  expectLike((await scim.get(path)).body, { id, active: true })
}

async function oktaGroupPush(scim: Client): Promise<void> {
  const [ada, bo] = [await scim.user(), await scim.user()]
  const displayName = scim.unique('Eng')
  expectLike(expectList(await scim.get('/Groups', { filter: `displayName eq "${displayName}"` })), [], 'Resources')
  const group = toResource('/Groups', await scim.post('/Groups', { schemas: [G], displayName, members: [] }))
  const member = ({ id, body }: Resource) => ({ value: id, display: toText(body['userName']) })
  expectStatus(await scim.patch(group.path, [{ op: 'add', path: 'members', value: [member(ada)] }]), 200, 204)
  const renamed = scim.unique('Engineering')
  expectStatus(await scim.patch(group.path, [{ op: 'replace', value: { id: group.id, displayName: renamed } }]), 200, 204)
  const swap = [
    { op: 'remove', path: `members[value eq "${ada.id}"]` },
    { op: 'add', path: 'members', value: [member(bo)] },
  ]
  expectStatus(await scim.patch(group.path, swap), 200, 204)
  await expectMembers(scim, group, bo)
  expectStatus(await scim.put(group.path, { schemas: [G], id: group.id, displayName: renamed, members: [{ value: ada.id, display: null }] }), 200)
  await expectMembers(scim, group, ada)
  expectStatus(await scim.delete(group.path), 204)
  expectError(await scim.get(group.path), 404)
}

async function entraUser(scim: Client): Promise<void> {
  const boss = await scim.user()
  const body = ana(scim, { schemas: [U, E], roles: [], meta: { resourceType: 'User' }, [E]: { department: 'Sales' } })
  const { path, id } = await provision(scim, body)
  const changes = [
    { op: 'Replace', path: 'emails[type eq "work"].value', value: `${scim.unique('new')}@example.com` },
    { op: 'Replace', path: 'name.givenName', value: 'Anna' },
    { op: 'Add', path: `${E}:manager`, value: boss.id },
    { op: 'Add', path: `${E}:employeeNumber`, value: '77' },
  ]
  expectStatus(await scim.patch(path, changes), 200, 204)
  expectLike((await scim.get(path)).body, {
    id,
    name: { givenName: 'Anna' },
    [E]: { department: 'Sales', employeeNumber: '77', manager: { value: boss.id } },
  })
  expectStatus(await scim.patch(path, [{ op: 'Replace', path: 'active', value: 'False' }]), 200, 204)
  expectLike(expectList(await scim.get('/Users', { filter: `externalId eq "${toText(body['externalId'])}"` })), [{ id, active: false }], 'Resources')
  expectStatus(await scim.patch(path, [{ op: 'Replace', path: 'active', value: 'True' }]), 200, 204)
  expectLike((await scim.get(path)).body, { active: true })
  expectStatus(await scim.delete(path), 204)
  expectError(await scim.get(path), 404)
}

async function entraGroup(scim: Client): Promise<void> {
  const [ada, bo] = [await scim.user(), await scim.user()]
  const displayName = scim.unique('Eng')
  const query = { excludedAttributes: 'members', filter: `displayName eq "${displayName}"` }
  expectLike(expectList(await scim.get('/Groups', query)), [], 'Resources')
  const group = toResource(
    '/Groups',
    await scim.post('/Groups', { schemas: [G], externalId: scim.unique('8aa1'), displayName, meta: { resourceType: 'Group' } }),
  )
  expectLike(expectList(await scim.get('/Groups', query)), [{ id: group.id, members: undefined }], 'Resources')
  const member = ({ id }: Resource) => ({ $ref: null, value: id })
  expectStatus(await scim.patch(group.path, [{ op: 'Add', path: 'members', value: [member(ada), member(bo)] }]), 200, 204)
  await expectMembers(scim, group, ada, bo)
  expectStatus(await scim.patch(group.path, [{ op: 'Remove', path: 'members', value: [member(ada)] }]), 200, 204)
  await expectMembers(scim, group, bo)
  expectStatus(await scim.patch(group.path, [{ op: 'Replace', path: 'displayName', value: scim.unique('Renamed') }]), 200, 204)
  expectStatus(await scim.delete(group.path), 204)
}

async function oneLogin(scim: Client): Promise<void> {
  const body = ana(scim, { id: null, active: 'true', [E]: { department: '', manager: { managerId: 'u9', displayName: 'Max' } } })
  const { path, id } = await provision(scim, body)
  expectLike((await scim.get(path)).body, { active: true })
  expectLike((await scim.put(path, { ...body, id, active: 'false' })).body, { id, active: false })
  const group = await scim.group()
  expectStatus(await scim.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: id }] }]), 200, 204)
  expectStatus(await scim.delete(path), 204)
  await expectMembers(scim, group)
}

async function jumpCloud(scim: Client): Promise<void> {
  const user = await provision(scim, ana(scim))
  const group = await scim.group()
  const add = [{ op: 'add', path: 'members', value: [{ value: user.id }] }]
  expectStatus(await scim.patch(group.path, add), 200, 204)
  expectStatus(await scim.patch(group.path, add), 200, 204)
  await expectMembers(scim, group, user)
  expectStatus(await scim.delete(group.path), 204)
  expectStatus(await scim.delete(user.path), 204)
}

async function pingFederate(scim: Client): Promise<void> {
  const body = ana(scim)
  const { path, id } = await provision(scim, body)
  expectLike(expectList(await scim.get('/Users', { filter: `username Eq "${toText(body['userName'])}"` })), [{ id }], 'Resources')
  const group = toResource('/Groups', await scim.post('/Groups', scim.groupBody()))
  expectList(await scim.get('/Groups', { startIndex: 1, count: 100 }))
  expectStatus(await scim.put(group.path, { ...group.body, members: [{ value: id }] }), 200)
  expectLike((await scim.put(path, { ...body, active: false })).body, { active: false })
}

async function keycloak(scim: Client): Promise<void> {
  const body = ana(scim, { emails: [{ value: 'ana@example.com' }], roles: [] })
  const user = toResource('/Users', await scim.post('/Users', body))
  expectError(await scim.post('/Users', body), 409, 'uniqueness')
  expectLike(expectList(await scim.get('/Users', { filter: `userName EQ "${toText(body['userName'])}"` })), [{ id: user.id }], 'Resources')
  expectStatus(await scim.put(user.path, { ...body, id: user.id, displayName: 'Ana L.' }), 200)
  const group = await scim.group({ members: [{ value: user.id, $ref: `Users/${user.id}` }] })
  await expectMembers(scim, group, user)
  expectStatus(await scim.patch(group.path, [{ op: 'remove', path: 'members' }]), 200, 204)
  await expectMembers(scim, group)
  expectStatus(await scim.delete(user.path), 204)
}

async function authentik(scim: Client): Promise<void> {
  expectStatus(await scim.get('/ServiceProviderConfig'), 200)
  const body = ana(scim)
  const user = toResource('/Users', await scim.post('/Users', body))
  expectError(await scim.post('/Users', body), 409, 'uniqueness')
  expectLike(expectList(await scim.get('/Users', { filter: `userName eq ${toText(body['userName'])}` })), [{ id: user.id }], 'Resources')
  expectStatus(await scim.put(user.path, { ...body, id: user.id }), 200)
  const group = await scim.group({ externalId: 'ak-1' })
  expectError(await scim.post('/Groups', scim.groupBody({ displayName: group.body['displayName'] })), 409, 'uniqueness')
  expectStatus(await scim.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]), 200, 204)
  const whole = { schemas: [G], id: group.id, externalId: 'ak-1', displayName: toText(group.body['displayName']) }
  expectStatus(await scim.patch(group.path, [{ op: 'replace', value: whole }]), 200, 204)
  await expectMembers(scim, group, user)
}

async function awsSync(scim: Client): Promise<void> {
  const body = ana(scim)
  const user = await provision(scim, body)
  const displayName = scim.unique('aws')
  const group = toResource('/Groups', await scim.post('/Groups', { schemas: [G], displayName }))
  expectStatus(await scim.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]), 200, 204)
  const filter = `id eq "${group.id}" and members.value eq "${user.id}"`
  expectLike(expectList(await scim.get('/Groups', { filter })), [{ id: group.id }], 'Resources')
  expectStatus(await scim.patch(group.path, [{ op: 'remove', path: 'members', value: [{ value: user.id }] }]), 200, 204)
  expectLike(expectList(await scim.get('/Groups', { filter })), [], 'Resources')
}

const both: Capability[] = ['filter', 'patch', 'groups']
const lives: [clause: string, name: string, run: Case['run'], needs: Capability[]][] = [
  ['Okta', 'a user by PUT: look up, create, rename, deactivate, reactivate', oktaByPut, ['filter', 'index']],
  ['Okta', 'a user by PATCH: create, deactivate, reactivate, change the password', oktaByPatch, ['filter', 'patch']],
  ['Okta', 'a group is pushed: create, add, rename, swap members, PUT, delete', oktaGroupPush, both],
  ['Entra', 'a user: look up, create, change, disable, enable, delete', entraUser, ['filter', 'patch', 'enterprise']],
  ['Entra', 'a group: look up without members, create, add two, remove one, rename, delete', entraGroup, both],
  ['OneLogin', 'a user by its template: create, suspend by PUT, delete while in a group', oneLogin, both],
  ['JumpCloud', 'the activation: a test user in a test group, added twice, both deleted', jumpCloud, both],
  ['PingFederate', 'a user and a group by PUT, the group looked for in the whole list', pingFederate, ['filter', 'groups', 'index']],
  ['Keycloak', 'a user without a look-up, found after 409, and a group with relative references', keycloak, both],
  ['authentik', 'a user and a group, found after 409, the group replaced whole', authentik, both],
  ['AWS', 'members are checked by id and members.value', awsSync, both],
]

export const sequences: Case[] = lives.map(([clause, name, run, needs]) => ({ clause, name, level: 'client', needs, run }))
