import type { Case, Level, Theme } from '../case.ts'
import type { Client, Resource } from '../client.ts'
import { expectError, expectLike, expectStatus, expectThat } from '../expect.ts'
import { toObject, type Json, type JsonObject, toText } from '../json.ts'
import type { Capability } from '../offer.ts'
import { attributesNamedIn } from '../named.ts'
import { E, patchUrn } from '../urns.ts'
import { expectMembers } from './groups.ts'
import { additions, removals, replacements, sequences, type PatchRow } from './patch-table.ts'

/** Applies the operations to a user, and compares what is answered and what is read then. */
export async function expectPatched(scim: Client, [, before, operations, after]: PatchRow): Promise<void> {
  const { path } = await scim.user(before)
  const answer = await scim.patch(path, operations)
  expectStatus(answer, 200, 204)
  if (answer.status === 200) expectLike(answer.body, after)
  expectLike((await scim.get(path)).body, after, 'what is read then')
}

const table = (verb: string, section: string, rows: readonly PatchRow[]): Case[] =>
  rows.map((row) => ({
    clause: `RFC 7644 §${section}`,
    name: `${verb}${row[0]}`,
    ...row[4],
    needs: ['patch', ...attributesNamedIn(row.slice(1, 4)), ...(row[4]?.needs ?? [])],
    run: (scim) => expectPatched(scim, row),
  }))

const refused: [why: string, operations: JsonObject[], status: number, scimTypes: string[], level?: Level, needs?: Capability[]][] = [
  ['remove without a path', [{ op: 'remove' }], 400, ['noTarget']],
  ['replace of a value that the filter does not find', [{ op: 'replace', path: 'emails[value co "nobody"].display', value: 'x' }], 400, ['noTarget']],
  ['a path that breaks the grammar', [{ op: 'replace', path: 'emails[type eq', value: 'x' }], 400, ['invalidPath', 'invalidFilter']],
  ['a path with two dots', [{ op: 'replace', path: 'name..givenName', value: 'x' }], 400, ['invalidPath']],
  [
    'a path with a filter that has no such operator',
    [{ op: 'replace', path: 'emails[type xx "work"].value', value: 'x' }],
    400,
    ['invalidPath', 'invalidFilter'],
  ],
  ['an operation that there is not', [{ op: 'move', path: 'nickName', value: 'x' }], 400, []],
  ['an operation without op', [{ path: 'nickName', value: 'x' }], 400, []],
  ['add without a value', [{ op: 'add', path: 'nickName' }], 400, []],
  ['add without path whose value is a text', [{ op: 'add', value: 'x' }], 400, []],
  ['a path that is no text', [{ op: 'replace', path: 7, value: 'x' }], 400, []],
  ['remove of userName, which is required', [{ op: 'remove', path: 'userName' }], 400, ['mutability', 'invalidValue']],
  ['an empty userName', [{ op: 'replace', path: 'userName', value: '' }], 400, []],
  ['a boolean that is none', [{ op: 'replace', path: 'active', value: 'perhaps' }], 400, ['invalidValue', 'invalidSyntax']],
  ['a text where an object belongs', [{ op: 'replace', path: 'name', value: 'Ada' }], 400, ['invalidValue', 'invalidSyntax']],
  ['an object where a text belongs', [{ op: 'replace', path: 'nickName', value: { a: 1 } }], 400, ['invalidValue', 'invalidSyntax']],
  ['id, which is read-only', [{ op: 'replace', path: 'id', value: 'x' }], 400, ['mutability']],
  ['meta.created, which is read-only', [{ op: 'replace', path: 'meta.created', value: '2020-01-01T00:00:00Z' }], 400, ['mutability']],
  ['groups, which is read-only', [{ op: 'add', path: 'groups', value: [{ value: 'x' }] }], 400, ['mutability'], 'must', ['User.groups']],
]

const refusals: Case[] = [
  ...refused.map(([why, operations, status, scimTypes, level = 'must' as const, needs = []]): Case => ({
    clause: 'RFC 7644 §3.5.2',
    name: `${why}: ${[status, scimTypes.join(' or ')].join(' ').trim()}, and nothing changes`,
    level,
    needs: ['patch', ...attributesNamedIn(operations), ...needs],
    run: async (scim) => {
      const { path, body } = await scim.user()
      expectError(await scim.patch(path, operations), status, ...scimTypes)
      expectLike((await scim.get(path)).body, body, 'what is read then')
    },
  })),
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'a PATCH whose last operation fails changes nothing',
    needs: ['patch', 'User.nickName'],
    run: async (scim) => {
      const { path, body } = await scim.user()
      const operations = [
        { op: 'replace', path: 'nickName', value: 'changed' },
        { op: 'remove', path: 'emails' },
        { op: 'replace', path: 'active', value: 'perhaps' },
      ]
      expectError(await scim.patch(path, operations), 400)
      expectLike((await scim.get(path)).body, { ...body, nickName: undefined }, 'what is read then')
    },
  },
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'PATCH of an unknown id is 404',
    needs: ['patch', 'User.nickName'],
    run: async (scim) => expectError(await scim.patch('/Users/none-such', [{ op: 'replace', path: 'nickName', value: 'x' }]), 404),
  },
  {
    clause: 'RFC 7644 §3.12',
    name: 'PATCH to the userName of another, in any letter case, is 409 uniqueness',
    needs: ['patch'],
    run: async (scim) => {
      const other = await scim.user()
      const value = toText(other.body['userName']).toUpperCase()
      expectError(await scim.patch((await scim.user()).path, [{ op: 'replace', path: 'userName', value }]), 409, 'uniqueness')
    },
  },
  {
    clause: 'RFC 7644 §3.12',
    name: 'a PATCH whose Operations is no list is 400',
    needs: ['patch'],
    run: async (scim) => {
      const { path } = await scim.user()
      expectError(await scim.ask('PATCH', path, { body: { schemas: [patchUrn], Operations: 'none' } }), 400)
    },
  },
]

/** So long that a change now has another moment than the last one, on a server that keeps whole seconds too. */
async function untilTheClockMoves({ meta }: JsonObject): Promise<void> {
  const hasFraction = /\.\d*[1-9]/.test(toText(toObject(meta)['lastModified']))
  await new Promise((resolve) => setTimeout(resolve, hasFraction ? 20 : 1100))
}

const effects: Case[] = [
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'PATCH answers 200 with the resource or 204 without a body',
    needs: ['patch', 'User.nickName'],
    run: async (scim) => {
      const { path, id } = await scim.user()
      const answer = await scim.patch(path, [{ op: 'replace', path: 'nickName', value: 'x' }])
      expectStatus(answer, 200, 204)
      if (answer.status === 204) expectLike(answer.text, '', 'the body')
      else expectLike(answer.body, { id, nickName: 'x' })
    },
  },
  {
    clause: 'RFC 7643 §3.1',
    name: 'a PATCH that changes something moves lastModified and keeps created',
    needs: ['patch', 'User.nickName'],
    run: async (scim) => {
      const { path, body } = await scim.user()
      await untilTheClockMoves(body)
      await scim.patch(path, [{ op: 'replace', path: 'nickName', value: 'x' }])
      const meta = toObject(body['meta'])
      const isLater = (value: Json | undefined) => Date.parse(toText(value)) > Date.parse(toText(meta['lastModified']))
      expectLike((await scim.get(path)).body, { meta: { created: meta['created'], lastModified: isLater } })
    },
  },
  ...['replace', 'add'].map((op): Case => ({
    clause: 'RFC 7644 §3.5.2.1',
    name: `${op} of the value that is there succeeds and does not move lastModified`,
    level: 'should',
    needs: ['patch', 'User.title'],
    run: async (scim) => {
      const { path, body } = await scim.user({ title: 'T' })
      await untilTheClockMoves(body)
      expectStatus(await scim.patch(path, [{ op, path: 'title', value: 'T' }]), 200, 204)
      expectLike((await scim.get(path)).body, { meta: { lastModified: toObject(body['meta'])['lastModified'] } })
    },
  })),
  {
    clause: 'RFC 7644 §3.5.2',
    name: 'PATCH renames: the same id has another userName',
    needs: ['patch'],
    run: async (scim) => {
      const { path, id } = await scim.user()
      const userName = `${scim.unique('renamed')}@example.com`
      expectStatus(await scim.patch(path, [{ op: 'replace', path: 'userName', value: userName }]), 200, 204)
      expectLike((await scim.get(path)).body, { id, userName })
    },
  },
]

type Three = [ada: Resource, bo: Resource, cy: Resource]
/** Who is in the group before, what is asked, and who is in it then: places in the list of three users. */
const membership: [why: string, before: number[], operations: (those: Three) => JsonObject[], after: number[], clause?: string][] = [
  ['add to none', [], ([ada]) => [{ op: 'add', path: 'members', value: [{ value: ada.id }] }], [0], '3.5.2.1'],
  ['add to some: they stay', [0], ([, bo]) => [{ op: 'add', path: 'members', value: [{ value: bo.id }] }], [0, 1], '3.5.2.1'],
  ['add of several', [], ([ada, bo]) => [{ op: 'add', path: 'members', value: [{ value: ada.id }, { value: bo.id }] }], [0, 1], '3.5.2.1'],
  ['add of who is in', [0], ([ada]) => [{ op: 'add', path: 'members', value: [{ value: ada.id }] }], [0], '3.5.2.1'],
  ['add without a path', [0], ([, bo]) => [{ op: 'add', value: { members: [{ value: bo.id }] } }], [0, 1], '3.5.2.1'],
  ['remove of one by a filter', [0, 1], ([ada]) => [{ op: 'remove', path: `members[value eq "${ada.id}"]` }], [1], '3.5.2.2'],
  [
    'remove of two by a filter with or',
    [0, 1, 2],
    ([ada, , cy]) => [{ op: 'remove', path: `members[value eq "${ada.id}" or value eq "${cy.id}"]` }],
    [1],
    '3.5.2.2',
  ],
  ['remove of all', [0, 1], () => [{ op: 'remove', path: 'members' }], [], '3.5.2.2'],
  ['remove of the last', [0], ([ada]) => [{ op: 'remove', path: `members[value eq "${ada.id}"]` }], [], '3.5.2.2'],
  ['replace of all', [0, 1], ([, , cy]) => [{ op: 'replace', path: 'members', value: [{ value: cy.id }] }], [2], '3.5.2.3'],
  ['replace without a path', [0, 1], ([, , cy]) => [{ op: 'replace', value: { members: [{ value: cy.id }] } }], [2], '3.5.2.3'],
  ['replace by nobody', [0, 1], () => [{ op: 'replace', path: 'members', value: [] }], [], '3.5.2.3'],
  [
    'remove and add in one request',
    [0],
    ([ada, bo]) => [
      { op: 'remove', path: `members[value eq "${ada.id}"]` },
      { op: 'add', path: 'members', value: [{ value: bo.id }] },
    ],
    [1],
    '3.5.2',
  ],
  [
    'add and remove of the same: the later holds',
    [],
    ([ada]) => [
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
      { op: 'remove', path: `members[value eq "${ada.id}"]` },
    ],
    [],
    '3.5.2',
  ],
]

const members: Case[] = membership.map(([why, before, operations, after, section = '3.5.2']) => ({
  clause: `RFC 7644 §${section}`,
  name: `members: ${why}`,
  needs: ['patch', 'groups'],
  run: async (scim) => {
    const those: Three = [await scim.user(), await scim.user(), await scim.user()]
    const pick = (places: readonly number[]) => those.filter((_, place) => places.includes(place))
    const group = await scim.group({ members: pick(before).map(({ id }) => ({ value: id })) })
    expectStatus(await scim.patch(group.path, operations(those)), 200, 204)
    await expectMembers(scim, group, ...pick(after))
  },
}))

const more: Case[] = [
  {
    clause: 'SCIMServer',
    name: 'PATCH of a group to the displayName of another is 409 uniqueness',
    level: 'client',
    needs: ['patch', 'groups'],
    run: async (scim) => {
      const value = (await scim.group()).body['displayName']
      expectError(await scim.patch((await scim.group()).path, [{ op: 'replace', path: 'displayName', value }]), 409, 'uniqueness')
    },
  },
  {
    clause: 'RFC 7644 §3.5.2.2',
    name: 'displayName of a group, which is required, cannot be removed',
    needs: ['patch', 'groups'],
    run: async (scim) => expectError(await scim.patch((await scim.group()).path, [{ op: 'remove', path: 'displayName' }]), 400),
  },
  {
    clause: 'RFC 7644 §3.10',
    name: 'what no schema has is refused, or accepted without a trace',
    needs: ['patch', 'enterprise'],
    run: async (scim) => {
      const { path } = await scim.user()
      for (const strange of ['noSuchAttribute', `${E}:noSuchAttribute`, 'urn:none:such:1.0:User:x']) {
        expectStatus(await scim.patch(path, [{ op: 'add', path: strange, value: 'x' }]), 200, 204, 400)
      }
      const answer = await scim.get(path)
      expectThat(!answer.text.includes('noSuchAttribute') && !answer.text.includes('urn:none:such'), 'the resource holds what no schema has')
    },
  },
]

export const patch: Theme = {
  name: 'PATCH',
  cases: [
    ...table('add: ', '3.5.2.1', additions),
    ...table('replace: ', '3.5.2.3', replacements),
    ...table('remove: ', '3.5.2.2', removals),
    ...table('', '3.5.2', sequences),
    ...members,
    ...refusals,
    ...effects,
    ...more,
  ],
}
