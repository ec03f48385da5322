import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from '../test/support/databases.ts'
import { startTestServer } from '../test/support/test-server.ts'
import { keepHouse } from './housekeeping.ts'
import type { DirectoryId, RequestId } from './kernel/ids.ts'
import { write } from './store/open.ts'

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'
const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const day = 86_400
const retention = { requestBodyDays: 30, provisioningLogDays: 400 }

describe.each(databases)('housekeeping, on %s', (database) => {
  test('bodies are forgotten after 30 days, rows of the provisioning log after 400, what people did never', async () => {
    const server = await startTestServer(database)
    try {
      const { db, environment } = server
      const { directory, api } = await server.addTeam()
      await api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '1' })
      await directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'old' })
      await directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'old' }) // refused, so its answer is kept as well
      const rows = () => db.read.selectFrom('journal').select(['operation', 'outcome', 'body', 'answer', 'actorKind']).orderBy('position').execute()
      const provisioned = async () => (await rows()).filter(({ actorKind }) => actorKind === 'directory_token')
      await keepHouse(db, environment, retention)
      expect((await provisioned()).map(({ body, answer }) => [body !== null, answer !== null])).toEqual([
        [true, false],
        [true, true],
      ])

      server.pass(29 * day)
      await directory.scim('POST', '/Users', { schemas: [userSchema], userName: 'new' })
      server.pass(2 * day)
      await keepHouse(db, environment, retention)
      expect((await provisioned()).map(({ body, answer }) => [body !== null, answer !== null])).toEqual([
        [false, false],
        [false, false],
        [true, false],
      ])

      server.pass(370 * day)
      await keepHouse(db, environment, retention)
      expect((await provisioned()).map(({ body }) => body)).toEqual([null])
      const kept = (await rows()).map(({ operation }) => operation)
      expect(kept).toEqual(expect.arrayContaining(['create_team', 'create_directory', 'create_token', 'create_key', 'set_limit']))
      expect((await api('GET', '/provisioning_log')).body.items).toHaveLength(1)
    } finally {
      await server.stop()
    }
  })

  test('the edges of a deleted group end by the request that deleted it, in batches', async () => {
    const server = await startTestServer(database)
    try {
      const { db, environment } = server
      const { scim } = (await server.addTeam()).directory
      const ids: string[] = []
      for (let each = 0; each < 12; each++) ids.push((await scim('POST', '/Users', { schemas: [userSchema], userName: `u${each}` })).body.id)
      const make = async (displayName: string, members: string[]) =>
        String((await scim('POST', '/Groups', { schemas: [groupSchema], displayName, members: members.map((value) => ({ value })) })).body.id)
      const staying = await make('Staying', ids)
      const going = await make('Going', [...ids, staying])
      const deleted = await scim('DELETE', `/Groups/${going}`)
      expect((await scim('GET', `/Users/${ids[0]}`)).body.groups.map(({ value }: { value: string }) => value)).toEqual([staying])
      await keepHouse(db, environment, retention)
      const edges = await db.read.selectFrom('groupUsers').selectAll().execute()
      const nestings = await db.read.selectFrom('groupGroups').selectAll().execute()
      for (const edge of [...edges, ...nestings]) {
        expect(edge.untilRequest).toBe(edge.groupId === going ? deleted.headers.get('x-request-id') : null)
      }
      await keepHouse(db, environment, retention) // has nothing more to do
      expect(await db.read.selectFrom('groupUsers').selectAll().execute()).toEqual(edges)
    } finally {
      await server.stop()
    }
  })

  test('what fails is told, and keeps neither other directories nor other tasks from their turn', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { db, environment } = server
    const team = await server.addTeam()
    const other = await team.addDirectory()
    await other.scim('POST', '/Users', { schemas: [userSchema], userName: 'old' })
    const end = (directoryId: DirectoryId, statusRequest: RequestId | null) =>
      write(db, (trx) => trx.updateTable('directories').set({ status: 'deleted', statusRequest }).where('directoryId', '=', directoryId).execute())
    await end(team.directory.directoryId, null)
    await end(other.directoryId, environment.newId('req'))
    server.pass(31 * day)
    const withoutIds = { ...environment, newId: () => expect.unreachable('no more ids') }
    await expect(keepHouse(db, withoutIds, retention)).rejects.toThrow('no more ids')
    const directories = await db.read.selectFrom('directories').select(['directoryId', 'sweptAt']).orderBy('directoryId').execute()
    expect(directories.map(({ sweptAt }) => sweptAt !== null)).toEqual([false, true])
    const bodies = await db.read.selectFrom('journal').select('body').where('actorKind', '=', 'directory_token').execute()
    expect(bodies.map(({ body }) => body)).toEqual([null])
    await keepHouse(db, environment, retention)
    expect(await db.read.selectFrom('directories').select('directoryId').where('sweptAt', 'is', null).execute()).toEqual([])
  })
})
