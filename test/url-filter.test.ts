import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from './support/databases.ts'
import { create, groupOf, person, query, E, U } from './support/scim.ts'
import { startTestServer } from './support/test-server.ts'

describe.each(databases)('filters and orders by URLs, on %s', (database) => {
  test('find what is shown, though databases read $ref otherwise and most URLs are not stored', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { directory } = await server.addTeam()
    const boss = await create(directory, 'Users', person('boss'))
    const at = `${directory.baseUrl}/Users/${boss}`
    const ada = await create(directory, 'Users', person('ada', { schemas: [U, E], [E]: { manager: { value: boss, $ref: at } } }))
    const group = await create(directory, 'Groups', groupOf('Ref', [ada]))
    const find = async (endpoint: string, filter: string, more = {}) => {
      const answer = await directory.scim('GET', `/${endpoint}${query({ filter, ...more })}`)
      expect(answer.status, answer.text).toBe(200)
      return answer.body.Resources.map(({ id }: { id: string }) => id)
    }
    for (const filter of ['manager.$ref pr', `${E}:manager.$ref eq "${at}"`, `manager[$ref ew "${boss}"]`])
      expect(await find('Users', filter)).toEqual([ada])
    expect(await find('Users', 'not (manager.$ref pr)')).toEqual([boss])
    expect(await find('Users', 'userName pr', { sortBy: `${E}:manager.$ref` })).toEqual([ada, boss])
    // The URL of a member, of a group and of the resource itself are made when they are answered: what is shown is found.
    for (const filter of ['members.$ref pr', `members[$ref eq "${directory.baseUrl}/Users/${ada}"]`])
      expect(await find('Groups', filter)).toEqual([group])
    for (const filter of ['groups.$ref pr', `groups.$ref eq "${directory.baseUrl}/Groups/${group}"`])
      expect(await find('Users', filter)).toEqual([ada])
    expect(await find('Users', `meta.location eq "${at}"`)).toEqual([boss])
    expect(await find('Groups', `meta.location ew "${group}" and meta.location pr`)).toEqual([group])
    expect(await find('Users', 'userName pr', { sortBy: 'meta.location', sortOrder: 'descending' })).toEqual([ada, boss])
  })
})
