import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../../test/support/databases.ts'
import { create, groupOf, patchOf, person } from '../../test/support/scim.ts'
import { ask, startTestServer, type TestServer, type TestTeam } from '../../test/support/test-server.ts'
import { done, limitOf } from '../../test/spend/given-team.ts'
import { sweepDeletedGroups } from '../directory/memberships.ts'

describe.each(databases)('the limits of deleted groups, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const addUser = (name: string) => create(team.directory, 'Users', person(name))
  async function addGroup(name: string, members: string[], limit?: string, more: object = {}) {
    const id = await create(team.directory, 'Groups', { ...groupOf(name, members), ...more })
    if (limit !== undefined) done(await team.api('PUT', `/spend_limits/groups/${id}`, limitOf(limit)))
    return id
  }
  const explain = async (user: string) => done(await team.api('GET', `/users/${user}/effective_limit`)).body
  const remove = async (group: string) => done(await team.directory.scim('DELETE', `/Groups/${group}`), 204)
  const listFrozen = async () => done(await team.api('GET', '/spend_limits?state=frozen')).body.items
  const listOrphans = async () => done(await team.api('GET', '/spend_limits/orphaned')).body.items
  const codesOfFindings = async () => done(await team.api('GET', '/findings')).body.items.map(({ code }: { code: string }) => code)

  describe('where the team freezes them', () => {
    beforeAll(async () => {
      team = await server.addTeam()
      done(await team.api('PATCH', '/team', { on_group_delete: 'freeze' }))
      done(await team.api('PUT', '/spend_limits/team_default', limitOf('50')))
    })

    test('hold on for whom the group held then, and for nobody else, until an admin lets go', async () => {
      const [ana, bo, cy] = [await addUser('ana'), await addUser('bo'), await addUser('cy')]
      const eng = await addGroup('Eng', [ana, bo, cy], '20')
      done(await team.directory.scim('PATCH', `/Groups/${eng}`, patchOf({ op: 'remove', path: `members[value eq "${cy}"]` })), 200)
      const set = done(await team.api('GET', '/spend_limits?scope=group')).body.items[0]
      await remove(eng)
      const [unswept, swept] = [async () => 1, () => sweepDeletedGroups(server.db)]
      for (const sweep of [unswept, swept]) {
        expect(await sweep()).toBeGreaterThan(0)
        expect(await explain(ana)).toMatchObject({
          limit: { amount: '20.00' },
          source: 'group',
          deciding: [{ group: eng, name: 'Eng', frozen: true }],
          considered: [{ scope: 'group', group: eng, frozen: true, amount: '20.00' }, { scope: 'team_default' }],
          ignored: [],
        })
        expect(await explain(cy)).toMatchObject({ limit: { amount: '50.00' }, source: 'team_default' })
        expect(await team.api('POST', '/authorizations', { user: bo, amount: '21' })).toMatchObject({
          status: 402,
          body: { code: 'spend-limit-exceeded', effective: { deciding: [{ group: eng, frozen: true }] } },
        })
      }
      const [frozen] = await listFrozen()
      expect(frozen).toMatchObject({ id: set.id, group: eng, state: 'frozen', frozen_at: expect.stringMatching(/Z$/), amount: '20.00' })
      expect(await listOrphans()).toMatchObject([{ id: set.id, state: 'frozen', deleted_group: { id: eng, name: 'Eng' }, candidates: [] }])
      expect(await codesOfFindings()).toContain('limits-frozen')
      expect(done(await team.api('POST', `/spend_limits/${set.id}/release?dry_run=true`)).body.counts).toMatchObject({ rises: 2, stays: 1 })

      const etag = done(await team.api('GET', `/spend_limits/${set.id}`)).headers.get('etag') ?? ''
      const release = (ifMatch: string) =>
        ask('POST', `${server.url}/v1/spend_limits/${set.id}/release`, undefined, { authorization: `Bearer ${team.apiKey}`, 'if-match': ifMatch })
      expect((await release('"stale"')).body.code).toBe('stale-etag')
      done(await release(etag), 204)
      expect(await explain(ana)).toMatchObject({ limit: { amount: '50.00' }, source: 'team_default' })
      expect([await listFrozen(), await listOrphans()]).toEqual([[], []])
      expect(await codesOfFindings()).not.toContain('limits-frozen')
      expect((await team.api('POST', `/spend_limits/${set.id}/release`)).body.code).toBe('limit-not-found')
      expect(done(await team.api('GET', '/audit_log?action=release_limit&outcome=applied')).body.items).toMatchObject([
        { subject_id: eng, changes: [{ kind: 'limit.unset', before: { frozen: true } }] },
      ])
    })

    test('hold on beside those of living groups, of which the highest decides, and after who had them was out for a while', async () => {
      const dee = await addUser('dee')
      const low = await addGroup('Low', [dee], '5')
      const high = await addGroup('High', [dee], '90')
      await remove(high)
      expect(await explain(dee)).toMatchObject({ limit: { amount: '90.00' }, deciding: [{ group: high, frozen: true }] })
      const setActive = (value: boolean) => team.directory.scim('PATCH', `/Users/${dee}`, patchOf({ op: 'replace', value: { active: value } }))
      await setActive(false)
      await setActive(true)
      expect(await explain(dee)).toMatchObject({ limit: { amount: '90.00' } })
      expect((await explain(dee)).considered[1]).toMatchObject({ group: low, amount: '5.00' })
    })

    test('of a group around a group hold on for the members of that, as they were, where groups within groups count', async () => {
      const [eve, fay] = [await addUser('eve'), await addUser('fay')]
      const inner = await addGroup('Inner', [eve])
      const outer = await addGroup('Outer', [inner], '70')
      done(await team.api('PATCH', '/team', { nested_groups: 'expand' }))
      await remove(outer)
      await team.directory.scim('PATCH', `/Groups/${inner}`, patchOf({ op: 'add', path: 'members', value: [{ value: fay }] }))
      expect(await explain(eve)).toMatchObject({ limit: { amount: '70.00' }, deciding: [{ group: outer, frozen: true }] })
      expect(await explain(fay)).toMatchObject({ limit: { amount: '50.00' }, source: 'team_default' })
      done(await team.api('PATCH', '/team', { nested_groups: 'direct' }))
      expect(await explain(eve)).toMatchObject({ limit: { amount: '50.00' } })
    })

    test('pass through no group that was gone before the one around it', async () => {
      team = await server.addTeam()
      done(await team.api('PATCH', '/team', { nested_groups: 'expand', on_group_delete: 'freeze' }))
      done(await team.api('PUT', '/spend_limits/team_default', limitOf('50')))
      const [hal, ida] = [await addUser('hal'), await addUser('ida')]
      const [gone, kept] = [await addGroup('Gone', [hal]), await addGroup('Stays', [ida])]
      const outer = await addGroup('Wide', [gone, kept], '70')
      await remove(gone)
      server.pass(1)
      await remove(outer)
      expect(await explain(ida)).toMatchObject({ limit: { amount: '70.00' } })
      expect(await explain(hal)).toMatchObject({ limit: { amount: '50.00' } })
    })

    test('end where an admin deletes the whole directory', async () => {
      const other = await team.addDirectory()
      const gus = await create(other, 'Users', person('gus'))
      const group = await create(other, 'Groups', groupOf('Elsewhere', [gus]))
      done(await team.api('PUT', `/spend_limits/groups/${group}`, limitOf('33')))
      done(await team.api('DELETE', `/directories/${other.directoryId}`))
      expect((await listFrozen()).map(({ group: of }: { group: string }) => of)).not.toContain(group)
    })
  })

  describe('as orphans', () => {
    beforeAll(async () => {
      team = await server.addTeam()
    })

    test('are given to a living group of the same externalId or name, keeping their id', async () => {
      const [ana, bo] = [await addUser('ana'), await addUser('bo')]
      const eng = await addGroup('Eng', [ana], '20', { externalId: 'x-1' })
      const ops = await addGroup('Ops', [bo], '30')
      await remove(eng)
      await remove(ops)
      expect(await codesOfFindings()).not.toContain('limit-left-with-group')
      const renamed = await addGroup('Engineering', [ana], undefined, { externalId: 'x-1' })
      const again = await addGroup('OPS', [bo])
      expect(await codesOfFindings()).toContain('limit-left-with-group')
      const orphans = await listOrphans()
      expect(orphans).toMatchObject([
        {
          state: 'ended',
          amount: '20.00',
          deleted_group: { id: eng, name: 'Eng', external_id: 'x-1' },
          candidates: [{ group: renamed, matched_by: 'external_id', has_limit: false }],
        },
        {
          state: 'ended',
          amount: '30.00',
          deleted_group: { id: ops, name: 'Ops' },
          candidates: [{ group: again, name: 'OPS', matched_by: 'name', directory: team.directory.directoryId }],
        },
      ])
      const [first, second] = orphans
      const reattach = (id: string, group: string, ifMatch?: string) =>
        ask(
          'POST',
          `${server.url}/v1/spend_limits/${id}/reattach`,
          { group },
          {
            authorization: `Bearer ${team.apiKey}`,
            'content-type': 'application/json',
            ...(ifMatch !== undefined && { 'if-match': ifMatch }),
          },
        )
      expect((await reattach(first.id, renamed, '"stale"')).body.code).toBe('stale-etag')
      expect((await reattach(first.id, 'grp_nobody')).body.code).toBe('group-not-found')
      expect(done(await team.api('POST', `/spend_limits/${first.id}/reattach?dry_run=true`, { group: renamed })).body.counts).toMatchObject({
        falls: 1,
      })
      expect(done(await reattach(first.id, renamed, first.etag)).body).toMatchObject({
        id: first.id,
        group: renamed,
        state: 'active',
        amount: '20.00',
      })
      expect(await explain(ana)).toMatchObject({ limit: { amount: '20.00' }, deciding: [{ group: renamed }] })
      expect((await reattach(second.id, renamed)).body.code).toBe('group-has-limit')
      expect((await reattach(first.id, again)).body.code).toBe('limit-not-orphaned')
      expect((await team.api('POST', `/spend_limits/${second.id}/release`)).body.code).toBe('limit-not-frozen')
      expect((await listOrphans()).map(({ id }: { id: string }) => id)).toEqual([second.id])
      expect(done(await team.api('GET', '/audit_log?action=reattach_limit&outcome=applied')).body.items).toMatchObject([
        { subject_id: renamed, changes: [{ kind: 'limit.set', subject: renamed, before: null, after: { amount: '20.00' } }] },
      ])
    })

    test('come page by page, and are none where an admin took the limit away before', async () => {
      team = await server.addTeam()
      const groups = []
      for (const name of ['A', 'B', 'C']) groups.push(await addGroup(name, [], '5'))
      done(await team.api('DELETE', `/spend_limits/groups/${groups[1]}`), 204)
      for (const group of groups) await remove(group)
      const first = done(await team.api('GET', '/spend_limits/orphaned?limit=1')).body
      const next = done(await team.api('GET', `/spend_limits/orphaned?limit=1&cursor=${encodeURIComponent(first.next_cursor)}`)).body
      expect([...first.items, ...next.items].map(({ group }: { group: string }) => group)).toEqual([groups[0], groups[2]])
      expect(next.next_cursor).toBeNull()
      const other = await server.addTeam()
      expect(done(await other.api('GET', '/spend_limits/orphaned')).body.items).toEqual([])
      expect((await other.api('POST', `/spend_limits/${first.items[0].id}/release`)).body.code).toBe('limit-not-found')
    })

    test('are none that went to another group as another directory took over', async () => {
      team = await server.addTeam()
      const eng = await addGroup('Eng', [], '5')
      const limit = done(await team.api('GET', '/spend_limits?scope=group')).body.items[0].id
      const into = await team.addDirectory()
      const heir = await create(into, 'Groups', groupOf('Eng', []))
      done(await team.api('POST', `/directories/${team.directory.directoryId}/replace`, { with: into.directoryId }))
      expect(done(await team.api('GET', `/spend_limits/${limit}`)).body).toMatchObject({ group: heir, amount: '5.00' })
      expect(await listOrphans()).toEqual([])
      expect(eng).not.toBe(heir)
    })
  })
})
