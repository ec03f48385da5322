import { describe, expect, onTestFinished, test } from 'vitest'
import { createOperatorKey, revokeOperatorKey } from '../server/access/operator-keys.ts'
import { verifyChain } from '../server/journal/audit-chain.ts'
import { installation } from '../server/kernel/ids.ts'
import { databases } from './support/databases.ts'
import { create, patchOf, person, until } from './support/scim.ts'
import { ask, sessionLife, startTestServer } from './support/test-server.ts'

type Entry = { code: string; count: number; summary: string; actor: { id: string; member_id: string | null }; from: { path: string } }

describe.each(databases)('a credential that opens nothing any more, on %s', (database) => {
  const begin = async () => {
    const server = await startTestServer(database)
    const team = await server.addTeam({ domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
    const present = async (headers: Record<string, string>) => (await ask('GET', `${server.url}/v1/team`, undefined, headers)).status
    const bearer = (secret: string) => present({ authorization: `Bearer ${secret}` })
    const told = async (): Promise<Entry[]> => (await team.api('GET', '/audit_log?action=authenticate&outcome=refused')).body.items
    /** Entries are written a moment later. */
    const untilTold = (count: number) =>
      until(async () => {
        const entries = await told()
        return entries.length >= count ? entries : undefined
      })
    return { server, team, present, bearer, told, untilTold }
  }

  test('is told in the audit log of its team, by its id, with the reason and from where', async () => {
    const { server, team, present, bearer, untilTold } = await begin()
    onTestFinished(server.stop)
    const make = async (body: object) => (await team.api('POST', '/api_keys', { scopes: ['team:read'], ...body })).body
    const [revoked, expired] = [await make({ name: 'revoked' }), await make({ name: 'expired', expires_in: '1m' })]
    const user = await create(team.directory, 'Users', person('leaver'))
    const leaver = await team.signIn('user_name:leaver@acme.example')
    const personal = (await leaver.api('POST', '/my/api_keys', { name: 'personal', scopes: ['*'] })).body
    const idle = await team.signIn()
    await team.api('DELETE', `/api_keys/${revoked.id}`)
    await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    expect([await bearer(revoked.secret), await bearer(personal.secret), await present({ cookie: leaver.cookie })]).toEqual([401, 401, 401])
    server.pass(sessionLife.idleSeconds + 61)
    expect([await bearer(expired.secret), await present({ cookie: idle.cookie })]).toEqual([401, 401])
    const entries = await untilTold(5)
    const facts = entries.map(({ code, count, summary, actor, from }) => ({ code, count, summary, id: actor.id, path: from.path }))
    const one = { count: 1, path: '/v1/team' }
    const session = { ...one, id: expect.stringMatching(/^ses_/) }
    expect(facts.toSorted((a, b) => (a.code < b.code ? -1 : 1))).toEqual([
      { ...one, code: 'key-expired', id: expired.id, summary: `refused: The API key ${expired.id} (expired), which is expired, was presented.` },
      { ...one, code: 'key-revoked', id: revoked.id, summary: `refused: The API key ${revoked.id} (revoked), which is revoked, was presented.` },
      { ...one, code: 'member-out', id: personal.id, summary: `refused: The API key ${personal.id} (personal), whose member is out, was presented.` },
      { ...session, code: 'session-ended', summary: expect.stringContaining('A session of leaver@acme.example, which was ended at') },
      { ...session, code: 'session-expired', summary: 'refused: A session of owner@acme.example, which has run out, was presented.' },
    ])
  })

  test('and a link that is none of ours, are told in the audit log of the installation, counted by the hour', async () => {
    const { server } = await begin()
    onTestFinished(server.stop)
    for (let count = 0; count < 5; count++) expect((await ask('GET', `${server.url}/link/purser_link_${count}`)).status).toBe(404)
    const ofInstallation = server.db.read.selectFrom('journal').selectAll().where('teamId', '=', installation).where('operation', '=', 'sign_in')
    const rows = await until(async () => {
      const found = await ofInstallation.execute()
      return found.length > 0 ? found : undefined
    })
    expect(rows).toMatchObject([{ outcome: 'refused', code: 'link-unknown', status: 404n, count: 1n, wire: { ip: '127.0.0.1' } }])
    server.pass(3_601)
    await ask('GET', `${server.url}/link/purser_link_6`)
    const told = await until(async () => {
      const found = await ofInstallation.execute()
      return found.length >= 3 ? found : undefined
    })
    expect(told.map(({ count }) => count)).toEqual([1n, 4n, 1n])
    expect(await verifyChain(server.db, installation)).toMatchObject({ rows: 3, broken: null })
  })

  test('fills no log: an hour of calls is two entries, one at once and one that counts the others', async () => {
    const { server, team, bearer, told, untilTold } = await begin()
    onTestFinished(server.stop)
    const [one, other] = [await team.addKey(['team:read']), await team.addKey(['team:read'])]
    for (const { id, prefix } of (await team.api('GET', '/api_keys')).body.items)
      if (one.startsWith(prefix) || other.startsWith(prefix)) await team.api('DELETE', `/api_keys/${id}`)
    server.pass(3_600 - (Math.floor(Date.parse(server.environment.now()) / 1000) % 3_600)) // to the beginning of an hour
    await Promise.all(Array.from({ length: 30 }, () => bearer(one)))
    await bearer(other)
    expect((await untilTold(2)).map(({ count }) => count)).toEqual([1, 1])
    await bearer(one)
    server.pass(3_600)
    await bearer(other)
    const entries = await untilTold(4)
    expect(entries.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([1, 1, 1, 30])
    expect(entries.find(({ count }) => count === 30)?.summary).toMatch(/\(30 times within the hour\)$/)
    expect(await told()).toHaveLength(4)
    expect(await verifyChain(server.db, team.teamId)).toMatchObject({ broken: null })
  })

  test('is told in no team where nobody was ever given it, and of an operator’s key in the log of the installation', async () => {
    const { server, team, bearer, told } = await begin()
    const by = { ...team.by(), teamId: installation }
    const { secret, key } = await createOperatorKey(server.db, server.environment, by, { name: 'k', scopes: ['*'], expiresAt: null })
    await revokeOperatorKey(server.db, by, key.keyId)
    const alive = await team.addKey([])
    expect([await bearer(secret), await bearer(`purser_key_${'0'.repeat(38)}`), await bearer(`${alive}x`), await bearer(alive)]).toEqual([
      401, 401, 401, 403,
    ])
    const ofInstallation = () =>
      server.db.read
        .selectFrom('journal')
        .select(['actorId', 'code'])
        .where('teamId', '=', installation)
        .where('operation', '=', 'authenticate')
        .execute()
    expect(await until(async () => ((await ofInstallation()).length > 0 ? ofInstallation() : undefined))).toEqual([
      { actorId: key.keyId, code: 'key-revoked' },
    ])
    expect(await told()).toEqual([])
    await server.stop()
  })
})
