import type { Case, Theme } from '../case.ts'
import type { Resource } from '../client.ts'
import { expectError, expectLike, expectStatus, expectThat, type Pattern } from '../expect.ts'
import { toObject, type JsonObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'
import { attributesNamedIn } from '../named.ts'
import { E, U } from '../urns.ts'
import { expectMembers } from './groups.ts'

/** What a user has before, what of it a PUT sends otherwise, and what it has then. */
type Row = [why: string, before: JsonObject, sent: JsonObject, after: { [name: string]: Pattern }, more?: Partial<Case>]

const rows: Row[] = [
  ['a simple value is replaced', { nickName: 'A' }, { nickName: 'B' }, { nickName: 'B' }],
  ['what is left out is cleared', { nickName: 'A', title: 'T' }, { nickName: undefined }, { nickName: undefined, title: 'T' }, { level: 'should' }],
  ['null clears', { nickName: 'A' }, { nickName: null }, { nickName: undefined }, { clause: 'RFC 7643 §2.5' }],
  [
    'an empty list clears',
    { phoneNumbers: [{ value: '+1 555 0100' }] },
    { phoneNumbers: [] },
    { phoneNumbers: undefined },
    { clause: 'RFC 7643 §2.5' },
  ],
  [
    'a complex value is replaced whole',
    { name: { givenName: 'A', familyName: 'B' } },
    { name: { givenName: 'C' } },
    { name: { givenName: 'C', familyName: undefined } },
    { level: 'should' },
  ],
  [
    'several values are replaced by those that are sent',
    {
      phoneNumbers: [
        { value: '+1 555 0100', type: 'work' },
        { value: '+1 555 0101', type: 'home' },
      ],
    },
    { phoneNumbers: [{ value: '+1 555 0102', type: 'mobile' }] },
    { phoneNumbers: [{ value: '+1 555 0102', type: 'mobile' }] },
  ],
  ['active: false takes effect', {}, { active: false }, { active: false }],
  ['active: true takes effect', { active: false }, { active: true }, { active: true }],
  ["externalId is the client's to change", {}, { externalId: 'another' }, { externalId: 'another' }, { clause: 'RFC 7643 §3.1' }],
  [
    'an extension is replaced',
    { schemas: [U, E], [E]: { department: 'A', division: 'D' } },
    { [E]: { department: 'B' } },
    { [E]: { department: 'B' } },
    { needs: ['enterprise'] },
  ],
  [
    'an extension that is left out is cleared',
    { schemas: [U, E], [E]: { department: 'A' } },
    { schemas: [U], [E]: undefined },
    { [E]: undefined },
    { needs: ['enterprise'], level: 'should' },
  ],
  [
    'an extension may come with a PUT',
    {},
    { schemas: [U, E], [E]: { department: 'B' } },
    { schemas: [U, E], [E]: { department: 'B' } },
    { needs: ['enterprise'] },
  ],
  ['groups is ignored', {}, { groups: [{ value: 'none-such' }] }, { groups: undefined }],
  ['meta is ignored', {}, { meta: { resourceType: 'Robot', created: '1999-01-01T00:00:00Z' } }, { meta: { resourceType: 'User', created: /^2/ } }],
  [
    'without active a user who is not stays inactive',
    { active: false },
    { active: undefined },
    { active: false },
    { clause: 'Okta', level: 'client' },
  ],
  ['without active a user who is active stays active', {}, { active: undefined }, { active: true }, { clause: 'Okta', level: 'client' }],
]

const tables: Case[] = rows.map(([why, before, sent, after, more]) => ({
  clause: 'RFC 7644 §3.5.1',
  name: `PUT of a user: ${why}`,
  ...more,
  needs: [...attributesNamedIn(before, sent), ...(more?.needs ?? [])],
  run: async (scim) => {
    const first = scim.userBody(before)
    const { path } = await scim.user(first)
    const answer = await scim.put(path, { ...first, ...sent })
    expectStatus(answer, 200)
    expectLike(answer.body, after)
    expectLike((await scim.get(path)).body, after, 'what is read then')
  },
}))

const refusals: [why: string, sent: JsonObject, level?: 'should'][] = [
  ['without userName', { userName: undefined }],
  ['with a name that is a text', { name: 'Ada' }],
  ['with an active that is no boolean', { active: 'perhaps' }],
  ['without schemas', { schemas: undefined }, 'should'],
]

const users: Case[] = [
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT answers 200 with the resource, its id and the moment of the change',
    needs: ['User.nickName'],
    run: async (scim) => {
      const { path, id, body } = await scim.user()
      const answer = await scim.put(path, scim.userBody({ userName: body['userName'], nickName: 'N' }))
      expectStatus(answer, 200)
      expectLike(answer.body, { id, nickName: 'N', meta: { created: toObject(body['meta'])['created'] } })
      expectThat(
        toText(toObject(toObject(answer.body)['meta'])['lastModified']) >= toText(toObject(body['meta'])['lastModified']),
        'lastModified goes back',
      )
    },
  },
  {
    clause: 'scimverify',
    name: 'PUT of what GET answered, just as it is, succeeds and changes nothing',
    level: 'client',
    needs: ['User.nickName'],
    run: async (scim) => {
      const { path, body } = await scim.user({ nickName: 'N' })
      const answer = await scim.put(path, body)
      expectStatus(answer, 200)
      const { meta: _, ...rest } = body
      expectLike(answer.body, rest)
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT renames: the same id has another userName, and the old name is free',
    run: async (scim) => {
      const first = scim.userBody()
      const { path, id } = await scim.user(first)
      const userName = `${scim.unique('renamed')}@example.com`
      expectLike((await scim.put(path, { ...first, userName })).body, { id, userName })
      expectStatus(await scim.post('/Users', scim.userBody({ userName: first['userName'] })), 201)
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'the id in the body is ignored',
    run: async (scim) => {
      const first = scim.userBody()
      const { path, id } = await scim.user(first)
      const answer = await scim.put(path, { ...first, id: 'another' })
      expectStatus(answer, 200)
      expectLike(answer.body, { id })
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT creates nothing: an unknown id is 404',
    run: async (scim) => expectError(await scim.put('/Users/none-such', scim.userBody()), 404),
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT with the userName of another, in any letter case, is 409 uniqueness, and changes nothing',
    needs: ['User.nickName'],
    run: async (scim) => {
      const other = await scim.user()
      const first = scim.userBody()
      const { path } = await scim.user(first)
      const answer = await scim.put(path, { ...first, userName: toText(other.body['userName']).toUpperCase(), nickName: 'changed' })
      expectError(answer, 409, 'uniqueness')
      expectLike((await scim.get(path)).body, { userName: first['userName'], nickName: undefined })
    },
  },
  ...refusals.map(([why, sent, level = 'must' as const]): Case => ({
    clause: 'RFC 7644 §3.5.1',
    name: `PUT ${why} is 400, and changes nothing`,
    level,
    needs: ['User.nickName'],
    run: async (scim) => {
      const first = scim.userBody({ nickName: 'before' })
      const { path, body } = await scim.user(first)
      expectError(await scim.put(path, { ...first, nickName: 'after', ...sent }), 400)
      expectLike((await scim.get(path)).body, { nickName: 'before', userName: body['userName'] })
    },
  })),
]

const needs: Capability[] = ['groups']
const valuesOf = (members: readonly Resource[]) => members.map(({ id }) => ({ value: id }))

const groups: Case[] = [
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT of a group replaces its members: who is not named leaves, who is named joins or stays',
    needs,
    run: async (scim) => {
      const [ada, bo, cy] = [await scim.user(), await scim.user(), await scim.user()]
      const first = scim.groupBody({ members: valuesOf([ada, bo]) })
      const group = await scim.group(first)
      expectStatus(await scim.put(group.path, { ...first, members: valuesOf([bo, cy]) }), 200)
      await expectMembers(scim, group, bo, cy)
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT of a group with members: [] takes all away',
    needs,
    run: async (scim) => {
      const first = scim.groupBody({ members: valuesOf([await scim.user()]) })
      const group = await scim.group(first)
      expectStatus(await scim.put(group.path, { ...first, members: [] }), 200)
      await expectMembers(scim, group)
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT of a group renames it and keeps its id',
    needs,
    run: async (scim) => {
      const { path, id } = await scim.group()
      const displayName = scim.unique('renamed')
      expectLike((await scim.put(path, scim.groupBody({ displayName }))).body, { id, displayName })
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT of a group without displayName is 400',
    needs,
    run: async (scim) => expectError(await scim.put((await scim.group()).path, scim.groupBody({ displayName: undefined })), 400),
  },
  {
    clause: 'SCIMServer',
    name: 'PUT of a group with the displayName of another is 409 uniqueness',
    level: 'client',
    needs,
    run: async (scim) => {
      const other = await scim.group()
      expectError(await scim.put((await scim.group()).path, scim.groupBody({ displayName: other.body['displayName'] })), 409, 'uniqueness')
    },
  },
  {
    clause: 'RFC 7644 §3.5.1',
    name: 'PUT of an unknown group is 404',
    needs,
    run: async (scim) => expectError(await scim.put('/Groups/none-such', scim.groupBody()), 404),
  },
]

export const put: Theme = { name: 'PUT', cases: [...tables, ...users, ...groups] }
