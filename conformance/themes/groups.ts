import type { Case, Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat } from '../expect.ts'
import { toList, toObject, toText, type Json } from '../json.ts'
import type { Capability } from '../offer.ts'
import { G } from '../urns.ts'

const needs: Capability[] = ['groups']
const ids = (body: Json | undefined): string[] => toList(toObject(body)['members']).map((member) => toText(toObject(member)['value']))
const valuesOf = (resources: readonly Resource[]) => resources.map(({ id }) => ({ value: id }))

/** Reads the group and compares the ids of its members. */
export async function expectMembers(scim: Client, { path }: Pick<Resource, 'path'>, ...members: readonly Resource[]): Promise<void> {
  const answer = await scim.get(path)
  expectStatus(answer, 200)
  expectLike(ids(answer.body).toSorted(), members.map(({ id }) => id).toSorted(), 'the ids of the members')
}

const creating: Case[] = [
  {
    clause: 'RFC 7644 §3.3',
    name: 'POST answers 201 with Location, id, displayName, schemas and meta',
    needs,
    run: async (scim) => {
      const body = scim.groupBody()
      const answer = await scim.post('/Groups', body)
      expectStatus(answer, 201)
      expectLike(answer.body, {
        id: /./,
        displayName: body['displayName'],
        schemas: [G],
        meta: { resourceType: 'Group', location: answer.headers.get('location') },
      })
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'POST without displayName is 400',
    needs,
    run: async (scim) => expectError(await scim.post('/Groups', scim.groupBody({ displayName: undefined })), 400),
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'a group is created with its members: users, each with value, $ref and type',
    needs,
    run: async (scim) => {
      const [ada, bo] = [await scim.user(), await scim.user()]
      const group = await scim.group({ members: valuesOf([ada, bo]) })
      await expectMembers(scim, group, ada, bo)
      const { body } = await scim.get(group.path)
      for (const member of toList(toObject(body)['members']))
        expectLike(member, { value: /./, $ref: new RegExp(`/Users/${toText(toObject(member)['value'])}$`), type: 'User' })
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'a member that is named twice is a member once',
    needs,
    run: async (scim) => {
      const ada = await scim.user()
      await expectMembers(scim, await scim.group({ members: valuesOf([ada, ada]) }), ada)
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'a group may be a member, of type Group',
    level: 'should', // a server may do without nesting
    needs,
    run: async (scim) => {
      const inner = await scim.group()
      const outer = await scim.group({ members: [{ value: inner.id, type: 'Group' }] })
      expectLike((await scim.get(outer.path)).body, { members: [{ value: inner.id, type: 'Group', $ref: new RegExp(`/Groups/${inner.id}$`) }] })
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'two groups that hold each other are stored and answered',
    level: 'should',
    needs: ['groups', 'patch'],
    run: async (scim) => {
      const one = await scim.group()
      const two = await scim.group({ members: valuesOf([one]) })
      expectStatus(await scim.patch(one.path, [{ op: 'add', path: 'members', value: valuesOf([two]) }]), 200, 204)
      await expectMembers(scim, one, two)
      await expectMembers(scim, two, one)
    },
  },
  {
    clause: 'SCIM-SDK',
    name: 'a member without a type, or with a wrong one, has the true type',
    level: 'client',
    needs,
    run: async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: [{ value: ada.id, type: 'Group' }] })
      expectLike((await scim.get(group.path)).body, { members: [{ value: ada.id, type: 'User' }] })
    },
  },
  {
    clause: 'authentik',
    name: 'members is an empty list where there are none',
    level: 'client',
    needs,
    run: async (scim) => {
      const { path, body } = await scim.group()
      for (const answered of [body, toObject((await scim.get(path)).body)]) expectThat(Array.isArray(answered['members']), 'members is absent')
    },
  },
  {
    clause: 'keycloak-scim-server',
    name: 'a group of members that are all unknown is 400, not silence',
    level: 'client',
    needs,
    run: async (scim) => expectError(await scim.post('/Groups', scim.groupBody({ members: [{ value: 'none-such' }] })), 400),
  },
  {
    clause: 'SCIM Validator',
    name: 'the displayName of another group is 409 uniqueness, in any letter case',
    level: 'client',
    needs,
    run: async (scim) => {
      const { body } = await scim.group()
      expectError(await scim.post('/Groups', scim.groupBody({ displayName: body['displayName'] })), 409, 'uniqueness')
      expectError(await scim.post('/Groups', scim.groupBody({ displayName: toText(body['displayName']).toUpperCase() })), 409, 'uniqueness')
    },
  },
  {
    clause: 'RFC 7643 §3.1',
    name: 'externalId is stored and answered',
    needs: ['groups', 'Group.externalId'],
    run: async (scim) => {
      const externalId = scim.unique('External')
      const { path } = await scim.group({ externalId })
      expectLike((await scim.get(path)).body, { externalId })
    },
  },
]

const belonging: Case[] = [
  {
    clause: 'RFC 7643 §4.1.2',
    name: 'groups of a user names the groups that hold it directly',
    needs: ['groups', 'User.groups'],
    run: async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: valuesOf([ada]) })
      expectLike((await scim.get(ada.path)).body, { groups: [{ value: group.id }] })
    },
  },
  {
    clause: 'RFC 7643 §4.1.2',
    name: 'groups says display, $ref and type direct',
    level: 'should',
    needs: ['groups', 'User.groups'],
    run: async (scim) => {
      const ada = await scim.user()
      const { id, body } = await scim.group({ members: valuesOf([ada]) })
      const { body: read } = await scim.get(ada.path)
      expectLike(read, { groups: [{ value: id, display: body['displayName'], $ref: new RegExp(`/Groups/${id}$`), type: 'direct' }] })
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'a user that is deleted is in no group any more',
    needs,
    run: async (scim) => {
      const [ada, bo] = [await scim.user(), await scim.user()]
      const group = await scim.group({ members: valuesOf([ada, bo]) })
      await scim.delete(ada.path)
      await expectMembers(scim, group, bo)
    },
  },
  {
    clause: 'RFC 7643 §4.2',
    name: 'a group that is deleted is in no user and no group any more, and its members stay',
    needs: ['groups', 'User.groups'],
    run: async (scim) => {
      const ada = await scim.user()
      const inner = await scim.group({ members: valuesOf([ada]) })
      const outer = await scim.group({ members: valuesOf([inner, ada]) })
      expectStatus(await scim.delete(inner.path), 204)
      expectError(await scim.get(inner.path), 404)
      expectLike((await scim.get(ada.path)).body, { groups: [{ value: outer.id }] })
      await expectMembers(scim, outer, ada)
    },
  },
  {
    clause: 'Entra',
    name: 'who is made inactive stays a member: Entra does not send memberships again',
    level: 'client',
    needs: ['groups', 'patch', 'User.active'],
    run: async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: valuesOf([ada]) })
      expectStatus(await scim.patch(ada.path, [{ op: 'replace', path: 'active', value: false }]), 200, 204)
      await expectMembers(scim, group, ada)
    },
  },
  {
    clause: 'RFC 7644 §3.5',
    name: 'a group keeps its id and its members when it is renamed',
    needs: ['groups', 'patch'],
    run: async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: valuesOf([ada]) })
      const displayName = scim.unique('renamed')
      expectStatus(await scim.patch(group.path, [{ op: 'replace', path: 'displayName', value: displayName }]), 200, 204)
      expectLike((await scim.get(group.path)).body, { id: group.id, displayName })
      await expectMembers(scim, group, ada)
    },
  },
  {
    clause: 'RFC 7644 §3.6',
    name: 'the displayName of a group that was deleted is free',
    needs,
    run: async (scim) => {
      const { path, body } = await scim.group()
      await scim.delete(path)
      expectError(await scim.delete(path), 404)
      expectStatus(await scim.post('/Groups', scim.groupBody({ displayName: body['displayName'] })), 201)
    },
  },
]

const finding: [name: string, filter: (group: Resource, member: Resource) => string][] = [
  ['displayName', ({ body }) => `displayName eq "${toText(body['displayName'])}"`],
  ['displayName in other letter case', ({ body }) => `displayName eq "${toText(body['displayName']).toUpperCase()}"`],
  ['id', ({ id }) => `id eq "${id}"`],
  ['externalId', ({ body }) => `externalId eq "${toText(body['externalId'])}"`],
  ['members.value', (_, { id }) => `members.value eq "${id}"`],
  ['members', (_, { id }) => `members eq "${id}"`],
  ['members[value eq …]', (_, { id }) => `members[value eq "${id}"]`],
  ['id and members.value', ({ id }, member) => `id eq "${id}" and members.value eq "${member.id}"`],
]

const found: Case[] = finding.map(([name, filter]) => ({
  clause: 'RFC 7644 §3.4.2.2',
  name: `a group is found by ${name}`,
  needs: ['groups', 'filter'],
  level: name.includes('letter case') ? 'client' : 'must',
  run: async (scim) => {
    const ada = await scim.user()
    const group = await scim.group({ externalId: scim.unique('external'), members: valuesOf([ada]) })
    await scim.group()
    expectLike(expectList(await scim.get('/Groups', { filter: filter(group, ada) })), [{ id: group.id }], 'Resources')
  },
}))

const lists: Case[] = [
  {
    clause: 'RFC 7644 §3.4.2',
    name: 'a filter that matches no group is an empty list, not 404',
    needs: ['groups', 'filter'],
    run: async (scim) => {
      expectLike(expectList(await scim.get('/Groups', { filter: `displayName eq "${scim.unique('none')}"` }), { totalResults: 0 }), [], 'Resources')
    },
  },
  {
    clause: 'Entra',
    name: 'excludedAttributes=members leaves the members out, by id and in a list',
    level: 'client',
    needs: ['groups', 'filter'],
    run: async (scim) => {
      const ada = await scim.user()
      const { path, body } = await scim.group({ members: valuesOf([ada]) })
      const withoutMembers = { displayName: body['displayName'], members: undefined }
      expectLike((await scim.get(path, { excludedAttributes: 'members' })).body, withoutMembers)
      const filter = `displayName eq "${toText(body['displayName'])}"`
      expectLike(expectList(await scim.get('/Groups', { excludedAttributes: 'members', filter })), [withoutMembers], 'Resources')
    },
  },
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'twenty who add a member each at once lose none',
    needs: ['groups', 'patch'],
    run: async (scim) => {
      const people = await Promise.all(Array.from({ length: 20 }, () => scim.user()))
      const group = await scim.group()
      const answers = await Promise.all(people.map(({ id }) => scim.patch(group.path, [{ op: 'add', path: 'members', value: [{ value: id }] }])))
      for (const answer of answers) expectStatus(answer, 200, 204)
      await expectMembers(scim, group, ...people)
    },
  },
]

export const groups: Theme = { name: 'Groups', cases: [...creating, ...belonging, ...found, ...lists] }
