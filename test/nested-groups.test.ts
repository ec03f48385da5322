import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { listOuterEdges } from '../server/directory/memberships.sql.ts'
import { isId } from '../server/kernel/ids.ts'
import { databases } from './support/databases.ts'
import { create, createMany, groupOf, memberIds, patchOf, person, query } from './support/scim.ts'
import { startTestServer, type TestDirectory, type TestServer } from './support/test-server.ts'

describe.each(databases)('groups within groups (RFC 7643 §4.1.2 groups, §4.2 members), on %s', (database) => {
  let server: TestServer
  let directory: TestDirectory
  let ids: Record<'ada' | 'bo' | 'inner' | 'middle' | 'outer', string>
  beforeAll(async () => {
    server = await startTestServer(database)
    ;({ directory } = await server.addTeam())
    const [ada, bo] = [await create(directory, 'Users', person('ada')), await create(directory, 'Users', person('bo'))]
    const inner = await create(directory, 'Groups', groupOf('Inner', [ada]))
    const middle = await create(directory, 'Groups', groupOf('Middle', [inner, bo]))
    const outer = await create(directory, 'Groups', groupOf('Outer', [middle, bo]))
    ids = { ada, bo, inner, middle, outer }
  })
  afterAll(() => server.stop())

  const groupsOf = async (user: string): Promise<[string, string][]> => {
    const { body } = await directory.scim('GET', `/Users/${user}`)
    return (body.groups ?? []).map(({ display, type }: { display: string; type: string }) => [display, type])
  }
  const find = async (filter: string): Promise<string[]> => {
    const { body, status, text } = await directory.scim('GET', `/Users${query({ filter, sortBy: 'userName' })}`)
    expect(status, text).toBe(200)
    return body.Resources.map(({ userName }: { userName: string }) => userName.split('@')[0])
  }

  test('a user shows the groups that hold it, and those that hold these as indirect', async () => {
    expect(await groupsOf(ids.ada)).toEqual([
      ['Inner', 'direct'],
      ['Middle', 'indirect'],
      ['Outer', 'indirect'],
    ])
    expect(await groupsOf(ids.bo)).toEqual([
      ['Middle', 'direct'],
      ['Outer', 'direct'],
    ])
    const { body } = await directory.scim('GET', `/Users/${ids.ada}?attributes=groups.value`)
    expect(body.groups).toEqual([{ value: ids.inner }, { value: ids.middle }, { value: ids.outer }])
  })

  test('lists show the same as the user by itself', async () => {
    const { body } = await directory.scim('GET', '/Users')
    for (const user of body.Resources) expect(user).toEqual((await directory.scim('GET', `/Users/${user.id}`)).body)
  })

  test.each([
    [() => `groups.value eq "${ids.inner}"`, ['ada']],
    [() => `groups.value eq "${ids.outer}"`, ['ada', 'bo']],
    [() => `groups[value eq "${ids.outer}" and type eq "indirect"]`, ['ada']],
    [() => `groups[value eq "${ids.outer}" and type eq "direct"]`, ['bo']],
    [() => 'groups.type eq "indirect"', ['ada']],
    [() => 'groups.display eq "middle"', ['ada', 'bo']],
    [() => `not (groups.value eq "${ids.inner}")`, ['bo']],
  ])('filter %#: who is found is who shows it', async (filter, expected) => {
    expect(await find(filter())).toEqual(expected)
  })

  test('joining a group by way of another changes no user’s version', async () => {
    const before = (await directory.scim('GET', `/Users/${ids.ada}`)).headers.get('etag')
    const extra = await create(directory, 'Groups', groupOf('Extra', [ids.inner]))
    expect(await groupsOf(ids.ada)).toContainEqual(['Extra', 'indirect'])
    expect((await directory.scim('GET', `/Users/${ids.ada}`)).headers.get('etag')).toBe(before)
    await directory.scim('DELETE', `/Groups/${extra}`)
    expect(await groupsOf(ids.ada)).not.toContainEqual(['Extra', 'indirect'])
  })

  test('a ring of groups is stored, and who stands in it belongs to each of them once', async () => {
    const ring = patchOf({ op: 'add', path: 'members', value: [{ value: ids.outer }] })
    expect((await directory.scim('PATCH', `/Groups/${ids.inner}`, ring)).status).toBe(200)
    expect(memberIds(await directory.scim('GET', `/Groups/${ids.inner}`))).toEqual([ids.ada, ids.outer])
    expect(await groupsOf(ids.ada)).toEqual([
      ['Inner', 'direct'],
      ['Middle', 'indirect'],
      ['Outer', 'indirect'],
    ])
    expect(await groupsOf(ids.bo)).toEqual([
      ['Middle', 'direct'],
      ['Outer', 'direct'],
      ['Inner', 'indirect'],
    ])
    expect(await find(`groups.value eq "${ids.inner}"`)).toEqual(['ada', 'bo'])
  })

  test('a group that is deleted holds nobody any more, nor do others through it', async () => {
    await directory.scim('DELETE', `/Groups/${ids.middle}`)
    expect(await groupsOf(ids.ada)).toEqual([['Inner', 'direct']])
    expect(await find(`groups.value eq "${ids.outer}"`)).toEqual(['bo'])
  })
})

describe.each(databases)('a chain of many groups, on %s', (database) => {
  test('is read by its edges, whose number grows with its length alone, and users who are in one group share what is found', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { directory, teamId } = await server.addTeam()
    const length = 300
    const people = await createMany(directory, 50, 'deep')
    const chain = [await create(directory, 'Groups', groupOf('Level 0', people))]
    for (let level = 1; level < length; level++) chain.push(await create(directory, 'Groups', groupOf(`Level ${level}`, chain.slice(-1))))
    // The outermost group is held by the innermost one: a ring.
    await directory.scim('PATCH', `/Groups/${chain[0]}`, patchOf({ op: 'add', path: 'members', value: [{ value: chain.at(-1) }] }))
    const ids = chain.filter((id) => isId('grp', id))
    expect(await listOuterEdges(server.db.read, teamId, ids)).toHaveLength(length)
    expect(await listOuterEdges(server.db.read, teamId, ids.slice(0, 1))).toHaveLength(length)
    const { body } = await directory.scim('GET', '/Users?attributes=groups.value,groups.type')
    const expected = chain.map((value, level) => ({ value, type: level === 0 ? 'direct' : 'indirect' }))
    expect(body.Resources).toHaveLength(people.length)
    for (const { groups } of body.Resources) expect(groups).toEqual(expected)
  })
})
