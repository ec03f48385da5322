import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { create, groupOf, patchOf, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

type Raised = { cause: string; group: { id: string; display_name: string } | null; count: number; members: string[] }

/** What was told since a cursor, or since ever, and the cursor to go on from. */
const readRaised = async (team: Pick<TestTeam, 'api'>, after?: string): Promise<{ raised: Raised[]; next: string }> => {
  const { body } = await team.api('GET', `/events?type=effective_limit.increased&limit=1000${after === undefined ? '' : `&after=${after}`}`)
  return { raised: body.items.map(({ data }: { data: Raised }) => data), next: body.next_cursor }
}
const raisedIn = async (team: Pick<TestTeam, 'api'>) => (await readRaised(team)).raised

const add = (...ids: string[]) => patchOf({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
const remove = (...ids: string[]) => patchOf({ op: 'remove', path: 'members', value: ids.map((value) => ({ value })) })
const setActive = (value: boolean) => patchOf({ op: 'replace', path: 'active', value })

/** Numbers by chance, the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe.each(databases)('that people may spend more by what the directory says, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  const setUp = async () => {
    const team = await server.addTeam()
    const { scim } = team.directory
    const [ada, bo] = [await create(team.directory, 'Users', person('ada')), await create(team.directory, 'Users', person('bo'))]
    const group = await create(team.directory, 'Groups', groupOf('Eng', []))
    return { team, scim, ada, bo, group }
  }

  test('is told once for each cause and group, with how many they are and who', async () => {
    const { team, scim, ada, bo, group } = await setUp()
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '50' })
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '80' })
    expect(await raisedIn(team)).toEqual([]) // what an admin sets is told as that
    await scim('PATCH', `/Groups/${group}`, add(ada, bo))
    await scim('PATCH', `/Groups/${group}`, remove(ada))
    await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: '20' })
    await scim('PATCH', `/Groups/${group}`, add(ada))
    await scim('PATCH', `/Groups/${group}`, remove(bo))
    await scim('PATCH', `/Users/${ada}`, setActive(false))
    await scim('PATCH', `/Users/${ada}`, setActive(true))
    await scim('DELETE', `/Groups/${group}`)
    const memberOf = async (user: string) => (await team.api('GET', `/users/${user}/effective_limit`)).body.member_id
    const [one, other] = [await memberOf(ada), await memberOf(bo)]
    const eng = { id: group, display_name: 'Eng' }
    expect(await raisedIn(team)).toEqual([
      { cause: 'group_joined', group: eng, count: 2, members: [one, other].toSorted((left, right) => (left < right ? -1 : 1)) },
      { cause: 'group_left', group: eng, count: 1, members: [other] },
      { cause: 'user_activated', group: null, count: 1, members: [one] },
      { cause: 'group_deleted', group: eng, count: 1, members: [one] },
    ])
  })

  test('nothing is told, and nothing read of members, where no limit is set', async () => {
    const { team, scim, ada, bo, group } = await setUp()
    await scim('PATCH', `/Groups/${group}`, add(ada, bo))
    await scim('PATCH', `/Groups/${group}`, remove(ada))
    await scim('PATCH', `/Users/${bo}`, setActive(false))
    await scim('PATCH', `/Users/${bo}`, setActive(true))
    await scim('DELETE', `/Groups/${group}`)
    expect(await raisedIn(team)).toEqual([])
  })

  test('a group within a limited group gives its limit where the team says so', async () => {
    const { team, scim, ada, group } = await setUp()
    await team.api('PATCH', '/team', { nested_groups: 'expand' })
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '5' })
    const outer = await create(team.directory, 'Groups', groupOf('All', [group]))
    await team.api('PUT', `/spend_limits/groups/${outer}`, { kind: 'unlimited' })
    await scim('PATCH', `/Groups/${group}`, add(ada))
    await scim('PATCH', `/Groups/${outer}`, add(ada)) // they have it already
    expect(await raisedIn(team)).toMatchObject([{ cause: 'group_joined', group: { id: group }, count: 1 }])
  })

  test('whatever is edited, it is told of those whose limit is higher after it, and of nobody else', async () => {
    const seed = Date.now() % 1_000_000
    const chance = chanceOf(seed)
    const pick = <Item>(items: readonly Item[]): Item => {
      const item = items[Math.floor(chance() * items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    }
    const team = await server.addTeam()
    const { scim } = team.directory
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '50' })
    const users = await Promise.all(['a', 'b', 'c', 'd'].map((name) => create(team.directory, 'Users', person(name))))
    await team.api('PUT', `/spend_limits/users/${users[3]}`, { kind: 'amount', amount: '60', reason: 'a special case' })
    const groups: string[] = []
    const addGroup = async (limit: string | undefined) => {
      const group = await create(
        team.directory,
        'Groups',
        groupOf(
          `g${groups.length} ${chance()}`,
          users.filter(() => chance() < 0.5),
        ),
      )
      if (limit !== undefined) await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount: limit })
      groups.push(group)
    }
    for (const limit of ['20', '80', '100', undefined, '10', '90']) await addGroup(limit)
    const limits = async () => {
      const answers = await Promise.all(users.map((user) => team.api('GET', `/users/${user}/effective_limit`)))
      return new Map(
        answers.map(({ body }): [string, number] => [
          body.member_id,
          body.status !== 'active' ? 0 : body.limit.kind === 'unlimited' ? Infinity : Number(body.limit.amount),
        ]),
      )
    }
    let after = (await readRaised(team)).next
    let before = await limits()
    for (let step = 0; step < 25; step++) {
      const some = users.filter(() => chance() < 0.5)
      const kind = chance()
      if (kind < 0.3) await scim('PATCH', `/Groups/${pick(groups)}`, add(...some, pick(users)))
      else if (kind < 0.55) await scim('PATCH', `/Groups/${pick(groups)}`, remove(...some, pick(users)))
      else if (kind < 0.7)
        await scim('PATCH', `/Groups/${pick(groups)}`, patchOf({ op: 'replace', path: 'members', value: some.map((value) => ({ value })) }))
      else if (kind < 0.95) await scim('PATCH', `/Users/${pick(users)}`, setActive(chance() < 0.6))
      else if (groups.length > 2) await scim('DELETE', `/Groups/${groups.splice(Math.floor(chance() * groups.length), 1)[0]}`)
      const now = await limits()
      const raised = [...now].filter(([member, limit]) => limit > (before.get(member) ?? 0)).map(([member]) => member)
      const told = await readRaised(team, after)
      expect(told.raised.flatMap(({ members }) => members).toSorted(), `step ${step} of seed ${seed}`).toEqual(raised.toSorted())
      after = told.next
      before = now
    }
  })
})
