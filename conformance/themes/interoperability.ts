import type { Case, Theme } from '../case.ts'
import { expectError, expectLike, expectList, expectStatus, expectThat, show } from '../expect.ts'
import { toList, toObject, toText, type JsonObject } from '../json.ts'
import type { Capability } from '../offer.ts'
import { attributesNamedIn } from '../named.ts'
import { G, patchUrn } from '../urns.ts'
import { creations, memberships, patches, renamings, type Three } from './dialects.ts'
import { expectMembers } from './groups.ts'
import { expectPatched } from './patch.ts'
import { sequences } from './sequences.ts'

const dialects: Case[] = [
  ...creations.map(([why, sent, like, more]): Case => ({
    clause: 'client',
    name: `POST: ${why}`,
    ...more,
    needs: [...attributesNamedIn(sent, like), ...(more.needs ?? [])],
    run: async (scim) => {
      const answer = await scim.post('/Users', scim.userBody(sent))
      expectStatus(answer, 201)
      expectLike(answer.body, like)
    },
  })),
  ...patches.map((row): Case => ({
    clause: 'client',
    name: `PATCH: ${row[0]}`,
    ...row[4],
    needs: ['patch', ...attributesNamedIn(row.slice(1, 4)), ...(row[4]?.needs ?? [])],
    run: (scim) => expectPatched(scim, row),
  })),
  ...memberships.map(([why, clause, before, operations, after]): Case => ({
    clause,
    name: `members: ${why}`,
    level: 'client',
    needs: ['patch', 'groups'],
    run: async (scim) => {
      const those: Three = [await scim.user(), await scim.user(), await scim.user()]
      const pick = (places: readonly number[]) => those.filter((_, place) => places.includes(place))
      const group = await scim.group({ members: pick(before).map(({ id }) => ({ value: id })) })
      expectStatus(await scim.patch(group.path, operations(those, group)), 200, 204)
      await expectMembers(scim, group, ...pick(after))
    },
  })),
  ...renamings.map(([why, clause, operations]): Case => ({
    clause,
    name: `PATCH of a group: ${why}`,
    level: 'client',
    needs: ['patch', 'groups'],
    run: async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: [{ value: ada.id }] })
      const displayName = scim.unique('renamed')
      expectStatus(await scim.patch(group.path, operations(displayName, group)), 200, 204)
      expectLike((await scim.get(group.path)).body, { id: group.id, displayName })
      await expectMembers(scim, group, ada)
    },
  })),
]

/** What a client asks in single requests, and must be answered. */
const probes: [clause: string, name: string, run: Case['run'], needs?: Capability[]][] = [
  [
    'Entra',
    'the connection test: a look-up of a random GUID is 200 and an empty list',
    async (scim) => {
      const answer = await scim.get(`/Users?filter=userName+eq+%22${crypto.randomUUID()}%22`, {}, { 'user-agent': '' })
      expectLike(expectList(answer, { totalResults: 0 }), [], 'Resources')
    },
    ['filter'],
  ],
  [
    'Entra',
    'the flags of the tenant URL are no hindrance',
    async (scim) => {
      const { path } = await scim.user()
      for (const query of ['?aadOptscim062020', '?aadOptscim062020=', '?AzureAdScimPatch2017=1']) expectStatus(await scim.get(`${path}${query}`), 200)
    },
  ],
  [
    'Entra',
    'a reference is checked by id and manager, with attributes=id',
    async (scim) => {
      const boss = await scim.user()
      const { id } = await scim.user({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: boss.id } },
      })
      const filter = `id eq "${id}" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq "${boss.id}"`
      expectLike(expectList(await scim.get('/Users', { filter, attributes: 'id' })), [{ id }], 'Resources')
    },
    ['filter', 'enterprise'],
  ],
  [
    'Entra',
    'a group with the legacy schema beside the core one',
    async (scim) => {
      const schemas = [G, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group']
      expectStatus(await scim.post('/Groups', scim.groupBody({ schemas, externalId: '8aa1', members: [], meta: { resourceType: 'Group' } })), 201)
    },
    ['groups'],
  ],
  [
    'Okta',
    'the import: users and groups in pages of 100',
    async (scim) => {
      for (const path of ['/Users', '/Groups']) expectList(await scim.get(path, { startIndex: 1, count: 100 }), { startIndex: 1 })
    },
    ['groups', 'index'],
  ],
  [
    'Okta',
    'a PATCH without schemas is done',
    async (scim) => {
      const { path } = await scim.user()
      expectStatus(await scim.ask('PATCH', path, { body: { Operations: [{ op: 'replace', value: { active: false } }] } }), 200, 204)
      expectLike((await scim.get(path)).body, { active: false })
    },
    ['patch'],
  ],
  [
    'Okta SPEC test',
    'a look-up answers within 600 ms',
    async (scim) => {
      const start = performance.now()
      await scim.get('/Users', { startIndex: 1, count: 100 })
      expectThat(performance.now() - start < 600, `it took ${Math.round(performance.now() - start)} ms`)
    },
  ],
  [
    'SCIM Validator',
    'a user deleted twice: 204, then 404; a group too',
    async (scim) => {
      for (const { path } of [await scim.user(), await scim.group()]) {
        expectStatus(await scim.delete(path), 204)
        expectError(await scim.delete(path), 404)
      }
    },
    ['groups'],
  ],
  [
    'PingFederate',
    'a look-up by an attribute that there is not is 400 invalidFilter with a detail, or finds nobody',
    async (scim) => {
      const answer = await scim.get('/Users', { filter: 'email Co "ana@example.com"' })
      if (answer.status === 400) expectError(answer, 400, 'invalidFilter')
      else expectList(answer, { totalResults: 0 })
    },
    ['filter'],
  ],
  ['GitHub EMU', 'GET /Users/0 is 404', async (scim) => expectError(await scim.get('/Users/0'), 404)],
  [
    'Rippling',
    'a list without count holds at least 100 where there are so many',
    async (scim) => {
      const answer = await scim.get('/Users')
      const { totalResults } = toObject(answer.body)
      const found = expectList(answer)
      expectThat(found.length >= Math.min(Number(totalResults), 100), `${found.length} of ${show(totalResults)} are answered`)
    },
  ],
  [
    'authentik',
    'ServiceProviderConfig is answered to a client that sends its token and Accept application/scim+json',
    async (scim) => expectLike((await scim.get('/ServiceProviderConfig')).body, { patch: { supported: true }, filter: { supported: true } }),
    ['patch', 'filter'],
  ],
  [
    'AWS',
    '100 members in one PATCH',
    async (scim) => {
      const people = await Promise.all(Array.from({ length: 100 }, () => scim.user()))
      const group = await scim.group()
      const operations = [{ op: 'add', path: 'members', value: people.map(({ id }) => ({ value: id })) }]
      expectStatus(await scim.ask('PATCH', group.path, { body: { schemas: [patchUrn], Operations: operations } }), 200, 204)
      expectThat(toList(toObject((await scim.get(group.path)).body)['members']).length === 100, 'not all are in the group')
    },
    ['patch', 'groups'],
  ],
  [
    'SCIMple',
    'members[].display, where it is answered, is a text',
    async (scim) => {
      const ada = await scim.user()
      const { path } = await scim.group({ members: [{ value: ada.id, display: 'Ada Okafor' }] })
      for (const member of toList(toObject((await scim.get(path)).body)['members'])) {
        const { display } = toObject(member)
        expectThat(display === undefined || typeof display === 'string', `display is ${show(display)}`)
      }
    },
    ['groups'],
  ],
  [
    'scimverify',
    'a POST whose attributes lie under the core URN is read as if they did not',
    async (scim) => {
      const { schemas, ...rest } = scim.userBody()
      const answer = await scim.post('/Users', { schemas, 'urn:ietf:params:scim:schemas:core:2.0:User': rest } satisfies JsonObject)
      expectStatus(answer, 201)
      expectLike(answer.body, { userName: rest['userName'] })
    },
  ],
  [
    'SCIM-SDK',
    'a look-up of a value with every character that JSON escapes finds it',
    async (scim) => {
      const displayName = `${scim.unique('x')} "a" \\ / \t é ☃`
      const { id } = await scim.user({ displayName })
      expectLike(expectList(await scim.get('/Users', { filter: `displayName eq ${JSON.stringify(displayName)}` })), [{ id }], 'Resources')
    },
    ['filter'],
  ],
  [
    'scimverify',
    'a PATCH of members of a small group is 200, with the members',
    async (scim) => {
      const ada = await scim.user()
      const answer = await scim.patch((await scim.group()).path, [{ op: 'add', path: 'members', value: [{ value: ada.id }] }])
      expectStatus(answer, 200)
      expectLike(answer.body, { members: [{ value: ada.id }] })
    },
    ['patch', 'groups'],
  ],
  [
    'scimverify',
    'a PUT of a group, just as GET answered it, succeeds and changes nothing',
    async (scim) => {
      const ada = await scim.user()
      const group = await scim.group({ members: [{ value: ada.id }] })
      expectStatus(await scim.put(group.path, toObject((await scim.get(group.path)).body)), 200)
      await expectMembers(scim, group, ada)
    },
    ['groups'],
  ],
  [
    'scimverify',
    'a startIndex past the end is answered as it was asked',
    async (scim) => expectLike((await scim.get('/Users', { startIndex: 999_999, count: 1 })).body, { startIndex: 999_999, itemsPerPage: 0 }),
    ['index'],
  ],
  [
    'SCIMple',
    'POST, GET, PUT and PATCH answer with Location',
    async (scim) => {
      const { path, body, answer } = await scim.user()
      const patched = await scim.patch(path, [{ op: 'replace', path: 'title', value: 'T' }])
      for (const { status, headers } of [answer, await scim.get(path), await scim.put(path, body), patched])
        expectThat(
          status === 204 || (headers.get('location') ?? '').endsWith(path),
          `an answer of ${status} has the Location ${headers.get('location')}`,
        )
    },
    ['patch'],
  ],
  [
    'SCIMple',
    'members is an empty list when the last one has left',
    async (scim) => {
      const ada = await scim.user()
      const { path } = await scim.group({ members: [{ value: ada.id }] })
      await scim.patch(path, [{ op: 'remove', path: `members[value eq "${ada.id}"]` }])
      expectThat(Array.isArray(toObject((await scim.get(path)).body)['members']), 'members is absent')
    },
    ['patch', 'groups'],
  ],
  [
    'SnapOtter',
    'the displayName of a group comes back as it was sent: capitals, blanks and signs',
    async (scim) => {
      const displayName = `${scim.unique('G')}  R&D / "Core" – Team é`
      const { path } = await scim.group({ displayName })
      expectLike((await scim.get(path)).body, { displayName })
    },
    ['groups'],
  ],
  [
    'litellm',
    'an unknown member makes no user',
    async (scim) => {
      const stranger = scim.unique('stranger')
      const ada = await scim.user()
      await scim.post('/Groups', scim.groupBody({ members: [{ value: ada.id }, { value: stranger, display: stranger }] }))
      expectStatus(await scim.get(`/Users/${stranger}`), 404)
      expectLike(expectList(await scim.get('/Users', { filter: `userName eq "${stranger}"` })), [], 'Resources')
    },
    ['groups', 'filter'],
  ],
  [
    'i2scim',
    'HEAD of a user answers what GET does, without the body',
    async (scim) => {
      const { path } = await scim.user()
      const answer = await scim.ask('HEAD', path)
      expectStatus(answer, 200)
      expectLike(answer.text, '', 'the body')
    },
  ],
  [
    'Okta',
    'a user who was made inactive is made active again by PUT, with the same id',
    async (scim) => {
      const first = scim.userBody()
      const { path, id } = await scim.user(first)
      expectStatus(await scim.put(path, { ...first, active: false }), 200)
      expectLike((await scim.put(path, { ...first, active: true })).body, { id, active: true })
    },
  ],
  [
    'Okta',
    'a POST for somebody who was made inactive brings that one back, 201; or it is 409, and the look-up finds whom to change',
    async (scim) => {
      const first = scim.userBody()
      const { path, id } = await scim.user(first)
      expectStatus(await scim.put(path, { ...first, active: false }), 200)
      const answer = await scim.post('/Users', first)
      if (answer.status === 201) return expectLike(answer.body, { id, active: true })
      expectError(answer, 409, 'uniqueness')
      expectLike(expectList(await scim.get('/Users', { filter: `userName eq "${toText(first['userName'])}"` })), [{ id }], 'Resources')
    },
    ['filter'],
  ],
]

export const interoperability: Theme = {
  name: 'Interoperability',
  cases: [...sequences, ...dialects, ...probes.map(([clause, name, run, needs = []]): Case => ({ clause, name, level: 'client', needs, run }))],
}
