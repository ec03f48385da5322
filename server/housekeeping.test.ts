import { describe, expect, onTestFinished, test } from 'vitest'
import { databases } from '../test/support/databases.ts'
import { ask, confirmLink, openBrowser, startTestServer } from '../test/support/test-server.ts'
import { keepHouse } from './housekeeping.ts'
import type { DirectoryId, RequestId } from './kernel/ids.ts'
import { addFirstOwnerLink, makeLoginLink } from './members/sign-in.ts'
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

  test('sessions are forgotten 30 days after their end, links 90 days after theirs, with their hashes, in batches', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { db, environment } = server
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    await write(db, (trx) => addFirstOwnerLink(trx, environment, team.by())) // tells how the team was made
    await makeLoginLink(db, environment, team.by(), { isForDemo: true }) // never ends
    const { url: invited } = (await team.api('POST', '/invites', { email: 'late@else.example' })).body // ends after 7 days
    const { api } = await team.signIn() // by a link that is used
    await api('DELETE', '/session')
    const expiring = await team.signIn() // ends after a day by itself
    for (let each = 0; each < 3; each++) await team.signIn()
    // More than one batch: ended sessions without a hash, as of a member who was put out often.
    const model = await db.read.selectFrom('sessions').selectAll().executeTakeFirstOrThrow()
    const many = Array.from({ length: 1_100 }, () => ({ ...model, sessionId: environment.newId('ses'), endedAt: environment.now() }))
    await write(db, async (trx) => {
      for (let from = 0; from < many.length; from += 100)
        await trx
          .insertInto('sessions')
          .values(many.slice(from, from + 100))
          .execute()
    })
    const count = async () => {
      const rows = await Promise.all([
        db.read.selectFrom('sessions').select('sessionId as id').execute(),
        db.read.selectFrom('oneTimeLinks').select('linkId as id').execute(),
        db.read.selectFrom('credentials').select('id').where('kind', 'in', ['session', 'link']).execute(),
      ])
      return rows.map(({ length }) => length)
    }
    expect(await count()).toEqual([1_105, 8, 13])
    server.pass(29 * day)
    await keepHouse(db, environment, retention)
    expect(await count()).toEqual([1_105, 8, 13])
    const living = await team.signIn()
    server.pass(2 * day) // 31 days after all of them but one, of which the day that it lived is not over 30 days ago
    await keepHouse(db, environment, retention)
    expect((await count())[0]).toBeLessThan(10)
    server.pass(66 * day) // 97 days, also after the invitation's own end
    await keepHouse(db, environment, retention)
    const links = await db.read.selectFrom('oneTimeLinks').select(['purpose', 'usedAt']).execute()
    expect(links.map(({ purpose, usedAt }) => `${purpose} ${usedAt === null ? 'open' : 'used'}`).toSorted()).toEqual([
      'login open',
      'login used', // 66 days ago
      'setup open',
    ])
    expect(await count()).toEqual([0, 3, 3])
    expect((await confirmLink(invited, {}, { accept: 'application/json' })).body.code).toBe('link-unknown')
    for (const { cookie } of [expiring, living]) expect((await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).status).toBe(401)
  })

  test('sessions and links of set-up are forgotten alike', async () => {
    const server = await startTestServer(database)
    onTestFinished(server.stop)
    const { db, environment } = server
    const team = await server.addTeam()
    const open = async (purpose: string) => {
      const { url } = (await team.api('POST', '/setup_links', { purpose, expires_in: '7d' })).body
      return { url, guest: await openBrowser(server.url, url) }
    }
    await (await open('sso')).guest.api('DELETE', '/session')
    const expiring = await open('directory')
    const count = async () => {
      const rows = await Promise.all([
        db.read.selectFrom('setupSessions').select('sessionId as id').execute(),
        db.read.selectFrom('setupLinks').select('linkId as id').execute(),
        db.read.selectFrom('credentials').select('id').where('kind', 'in', ['setup', 'setupsession']).execute(),
      ])
      return rows.map(({ length }) => length)
    }
    server.pass(29 * day)
    await keepHouse(db, environment, retention)
    expect(await count()).toEqual([2, 2, 4])
    server.pass(3 * day)
    await keepHouse(db, environment, retention)
    expect(await count()).toEqual([0, 2, 2])
    server.pass(64 * day) // 96 days, 89 after the links' own end
    await keepHouse(db, environment, retention)
    expect(await count()).toEqual([0, 2, 2])
    server.pass(2 * day)
    await keepHouse(db, environment, retention)
    expect(await count()).toEqual([0, 0, 0])
    expect((await confirmLink(expiring.url)).text).toContain('link-unknown')
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
