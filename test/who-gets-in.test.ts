import { vouchForDomain } from '../server/sso/claim-domain.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseMember } from '../server/provisioning/erase-member.ts'
import { emailMissing } from '../server/sso/admission-refusals.ts'
import { endWhatRestsOn } from '../server/sso/identities.ts'
import type { Connection } from '../server/sso/connections.ts'
import { isId } from '../server/kernel/ids.ts'
import { Seal } from '../server/kernel/seal.ts'
import { addSeconds } from '../server/kernel/timestamp.ts'
import { addSignInRequest, takeSignInRequest, useSignInRequest } from '../server/sso/sign-in-requests.ts'
import { write, type Trx } from '../server/store/open.ts'
import { databases } from './support/databases.ts'
import { codeOf, connect, failSignIn, issuer, says, signIn } from './support/sign-ins.ts'
import { beginMeanwhile } from './support/meanwhile.ts'
import { create, patchOf, person } from './support/scim.ts'
import { confirmLink, openBrowser, sessionLife, startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

describe.each(databases)('who gets in, on %s', (database) => {
  let server: TestServer
  /** No directory of it was ever sent a user. */
  let team: TestTeam
  let okta: Connection
  /** A directory says who is in it. */
  let led: TestTeam
  let ledOkta: Connection
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ name: 'Acme', domains: ['acme.example', 'acme.test'], ownerEmail: 'owner@acme.example' })
    okta = await connect(server, team)
    led = await server.addTeam({ name: 'Led', domains: ['led.example'], ownerEmail: 'owner@led.example' })
    ledOkta = await connect(server, led)
    await create(led.directory, 'Users', ledPerson('first'))
  })
  afterAll(() => server.stop())

  const ledPerson = (name: string, more: object = {}) =>
    person(name, { userName: `${name}@led.example`, emails: [{ value: `${name}@led.example`, primary: true }], ...more })
  const ledSays = (name: string, more = {}) => says(name, { email: `${name}@led.example`, ...more })
  const log = async (of: TestTeam, connection: Connection, query = '') =>
    (await of.api('GET', `/connections/${connection.connectionId}/sign_ins${query}`)).body
  const membersOf = async (of: TestTeam) => (await of.api('GET', '/members?status=all&limit=100')).body.items
  const identitiesOf = async (of: TestTeam, memberId: string) => (await of.api('GET', `/members/${memberId}/identities`)).body.items

  describe('a first sign-in', () => {
    test('makes a member, whose session works at once, with one row for the audit log and the sign-in log', async () => {
      const ada = await signIn(server, okta, says('ada', { displayName: 'Ada\nLovelace' }))
      expect((await ada.api('GET', '/session')).body).toMatchObject({ member_id: ada.memberId, email: 'ada@acme.example', role: 'member' })
      const [row] = (await log(team, okta)).items
      expect(row).toEqual({
        id: expect.stringMatching(/^req_/),
        at: expect.any(String),
        outcome: 'succeeded',
        code: null,
        detail: expect.stringContaining('ada@acme.example signed in'),
        email: 'ada@acme.example',
        subject: 'sub-ada',
        member_id: ada.memberId,
        source: 'service_provider',
        ip: '192.0.2.7',
        received: { sub: 'sub-ada', email: 'ada@acme.example' },
      })
      const audit = (await team.api('GET', `/audit_log?actor=${okta.connectionId}&subject=${ada.memberId}`)).body.items
      expect(audit).toHaveLength(1)
      expect(audit[0]).toMatchObject({ id: row.id, action: 'sign_in', actor: { kind: 'connection', id: okta.connectionId, name: 'Okta' } })
      expect(audit[0].changes.map(({ kind }: { kind: string }) => kind)).toEqual(['member.created', 'identity.linked', 'session.started'])
      expect(JSON.stringify(audit)).not.toMatch(/very-secret|purser_session_[0-9A-Za-z]{10}/)
      const member = (await membersOf(team)).find(({ id }: { id: string }) => id === ada.memberId)
      expect(member).toMatchObject({ origin: 'jit', role: 'member', display_name: 'Ada Lovelace' })
    })

    test('is refused where the connection makes no members, and nothing is half-done', async () => {
      const closed = await connect(server, team, { jit: false, name: 'Closed' })
      const before = await membersOf(team)
      expect(await codeOf(signIn(server, closed, says('nobody')))).toBe('jit-off')
      expect(await membersOf(team)).toEqual(before)
      expect((await log(team, closed)).items).toMatchObject([{ outcome: 'failed', code: 'jit-off', email: 'nobody@acme.example', member_id: null }])
    })

    test('links the owner who set this up, by the address, whatever its letter case', async () => {
      const closed = await connect(server, team, { jit: false })
      const owner = await signIn(server, closed, says('owner', { email: 'Owner@ACME.example' }))
      expect((await owner.api('GET', '/session')).body).toMatchObject({ role: 'owner', email: 'owner@acme.example' })
      expect(await identitiesOf(team, owner.memberId)).toMatchObject([
        { connection_id: closed.connectionId, issuer, subject: 'sub-owner', linked_by: 'email', email: 'Owner@ACME.example' },
      ])
    })
  })

  describe('the address', () => {
    test.each([
      ['email-missing', { email: null }],
      ['email-missing', { email: ' ' }],
      ['email-several', { email: ['a@acme.example', 'b@acme.example'] }],
      ['email-invalid', { email: 'a@evil.example@acme.example' }],
      ['email-foreign', { email: 'x@sub.acme.example' }],
      ['email-foreign', { email: 'owner@led.example', isUnverified: false }], // of another team: account takeover
      ['subject-invalid', { subject: '' }],
      ['subject-invalid', { subject: 'a\0b' }],
    ])('%s: %j gets nobody in, is told in words, and changes nothing', async (code, more) => {
      const [mine, theirs] = [await membersOf(team), await membersOf(led)]
      expect(await codeOf(signIn(server, okta, says('x', more)))).toBe(code)
      expect([await membersOf(team), await membersOf(led)]).toEqual([mine, theirs])
      const [row] = (await log(team, okta, '?limit=1')).items
      expect(row).toMatchObject({ outcome: 'failed', code, member_id: null })
      expect(row.detail).toMatch(/\. [A-Z].*\.$/) // what is so, and what to do
      expect(row.received).toEqual({ sub: 'sub-x', email: 'x@acme.example' })
    })

    test('of another team and of nobody are refused in the same words, and the other team’s logs know nothing', async () => {
      const details = []
      for (const domain of ['led.example', 'nobodys.example']) {
        await codeOf(signIn(server, okta, says('owner', { email: `owner@${domain}` })))
        details.push((await log(team, okta, '?limit=1')).items[0].detail.replaceAll(domain, '…'))
      }
      expect(details[0]).toBe(details[1])
      expect(JSON.stringify((await led.api('GET', '/audit_log')).body)).not.toContain(okta.connectionId)
    })

    test('that the provider calls unverified are refused, where the connection does not take them', async () => {
      expect(await codeOf(signIn(server, okta, says('unverified', { isUnverified: true })))).toBe('email-unverified')
      expect(await codeOf(signIn(server, okta, says('unverified', { isUnverified: false })))).toBe('in')
    })

    test('of a linked person may change, also to no member’s address, and they stay the same person', async () => {
      const first = await signIn(server, okta, says('maiden'))
      const again = await signIn(server, okta, says('maiden', { email: 'married@acme.test' }))
      expect(again.memberId).toBe(first.memberId)
      const member = (await membersOf(team)).find(({ id }: { id: string }) => id === first.memberId)
      expect(member).toMatchObject({ email: 'married@acme.test' })
      expect(await identitiesOf(team, first.memberId)).toMatchObject([{ subject: 'sub-maiden', email: 'married@acme.test', linked_by: 'jit' }])
    })

    test('of a linked person that is another member’s makes nobody that other', async () => {
      const mine = await signIn(server, okta, says('swap'))
      await signIn(server, okta, says('victim'))
      expect((await signIn(server, okta, says('swap', { email: 'victim@acme.example' }))).memberId).toBe(mine.memberId)
      const member = (await membersOf(team)).find(({ id }: { id: string }) => id === mine.memberId)
      expect(member).toMatchObject({ email: 'swap@acme.example' }) // the address stays with who has it
    })
  })

  describe('a subject', () => {
    test('is one member: another that claims a linked member’s address is refused, until an admin unlinks', async () => {
      const owned = await signIn(server, okta, says('eve-target'))
      const thief = says('eve-target', { subject: 'sub-thief' })
      expect(await codeOf(signIn(server, okta, thief))).toBe('linked-to-another')
      expect((await log(team, okta, '?limit=1')).items[0]).toMatchObject({ member_id: owned.memberId, subject: 'sub-thief' })
      expect((await owned.api('GET', '/session')).status).toBe(200)
      const path = `/members/${owned.memberId}/identities/${okta.connectionId}`
      expect((await team.api('DELETE', path)).status).toBe(204)
      expect((await owned.api('GET', '/session')).status).toBe(401) // the session rested on the link
      expect(await team.api('DELETE', path)).toMatchObject({ status: 404, body: { code: 'identity-not-found' } })
      expect((await signIn(server, okta, thief)).memberId).toBe(owned.memberId)
      expect(await codeOf(signIn(server, okta, says('eve-target')))).toBe('linked-to-another')
    })

    test('of the same text under another issuer is another subject', async () => {
      await signIn(server, okta, says('tenant'))
      expect(await codeOf(signIn(server, okta, says('tenant', { issuer: 'https://other.example' })))).toBe('linked-to-another')
    })

    test('is a member in each connection by itself, as a move from one provider to the next needs', async () => {
      const entra = await connect(server, team, { name: 'Entra' })
      const first = await signIn(server, okta, says('mover'))
      expect((await signIn(server, entra, says('mover', { subject: 'oid-mover' }))).memberId).toBe(first.memberId)
      expect(await identitiesOf(team, first.memberId)).toHaveLength(2)
    })

    test('is unlinked from an owner by an owner alone', async () => {
      const closed = await connect(server, team)
      const owner = await signIn(server, closed, says('owner'))
      const admin = await openBrowser(server.url, (await team.api('POST', '/invites', { email: 'admin@acme.example', role: 'admin' })).body.url)
      const path = `/members/${owner.memberId}/identities/${closed.connectionId}`
      expect(await admin.api('DELETE', path)).toMatchObject({ status: 403, body: { code: 'owners-only' } })
      expect((await (await team.signIn()).api('DELETE', path)).status).toBe(204)
    })

    test('of a connection whose provider is another one is forgotten, and its sessions end', async () => {
      const moved = await connect(server, team)
      const before = await signIn(server, moved, says('rehomed'))
      const changes = await write(server.db, (trx) => endWhatRestsOn(trx, team.by(), moved.connectionId, { links: 'end' }))
      expect(changes).toMatchObject([
        { kind: 'sessions.ended', count: 1 },
        { kind: 'identities.forgotten', count: 1 },
      ])
      expect((await before.api('GET', '/session')).status).toBe(401)
      expect((await signIn(server, moved, says('rehomed', { issuer: 'https://next.example', subject: 'other' }))).memberId).toBe(before.memberId)
    })
  })

  describe('at once', () => {
    const names = (answers: string[]) => Object.fromEntries(answers.map((each) => [each, answers.filter((other) => other === each).length]))
    test('one subject many times is one member', async () => {
      const all = await Promise.all(Array.from({ length: 6 }, () => signIn(server, okta, says('burst'))))
      expect(new Set(all.map(({ memberId }) => memberId)).size).toBe(1)
      expect((await membersOf(team)).filter(({ email }: { email: string }) => email === 'burst@acme.example')).toHaveLength(1)
    })
    test('one subject with several addresses is one member', async () => {
      const tries = [1, 2, 3, 4, 5].map((each) => signIn(server, okta, says('multi', { email: `multi-${each}@acme.example` })))
      expect(new Set((await Promise.all(tries)).map(({ memberId }) => memberId)).size).toBe(1)
    })
    test('several subjects with one address: one gets in, the others are refused', async () => {
      const tries = [1, 2, 3, 4, 5].map((each) => codeOf(signIn(server, okta, says('race', { subject: `racer-${each}` }))))
      expect(names(await Promise.all(tries))).toEqual({ in: 1, 'linked-to-another': 4 })
    })
    test('a sign-in and the end of the membership leave no session that works', async () => {
      const user = await create(led.directory, 'Users', ledPerson('leaving'))
      const deactivate = patchOf({ op: 'replace', value: { active: false } })
      const [codes, status] = await Promise.all([
        Promise.all([1, 2, 3, 4].map(() => signIn(server, ledOkta, ledSays('leaving')).catch(() => undefined))),
        led.directory.scim('PATCH', `/Users/${user}`, deactivate),
      ])
      expect(status.status).toBe(200)
      for (const each of codes.filter((one) => one !== undefined)) expect((await each.api('GET', '/session')).status).toBe(401)
      expect(await codeOf(signIn(server, ledOkta, ledSays('leaving')))).toBe('sign-in-out')
    })
    test.runIf(database === 'postgres')('two answers to one sign-in: the second waits for the first, and is refused', async () => {
      const seal = new Seal([server.environment.chance(32)])
      const [handle, browser] = ['a handle', 'a browser']
      await addSignInRequest(server.db, server.environment, seal, handle, { connection: okta, testId: null, browser, returnTo: '/', secrets: {} })
      const answer = { connection: okta, handle, browser, at: server.environment.now() }
      const second = beginMeanwhile(
        server.db,
        (trx) => useSignInRequest(trx, answer),
        () => takeSignInRequest(server.db, seal, answer),
      )
      await expect(second).rejects.toMatchObject({ kind: { code: 'sign-in-used' } })
    })
    // Each of them would leave a session that works again once they are back.
    test.runIf(database === 'postgres')('a sign-in waits for whoever ends the membership or the connection, and sees that', async () => {
      const { memberId } = await signIn(server, okta, says('waiting'))
      const ending = await connect(server, team)
      const signingIn = (through: Connection) => () => codeOf(signIn(server, through, says('waiting')))
      const endConnection = (trx: Trx) =>
        trx.updateTable('connections').set({ state: 'inactive' }).where('connectionId', '=', ending.connectionId).execute()
      expect(await beginMeanwhile(server.db, endConnection, signingIn(ending))).toBe('connection-not-active')
      const endMember = (trx: Trx) =>
        sql`update members set status = 'deprovisioned' where team_id = ${team.teamId} and member_id = ${memberId}`.execute(trx)
      expect(await beginMeanwhile(server.db, endMember, signingIn(okta))).toBe('sign-in-out')
    })
  })

  describe('where a directory was sent its first user', () => {
    test('whom it provisions gets in by externalId, userName or address, and nobody else', async () => {
      await create(led.directory, 'Users', ledPerson('byid', { externalId: 'sub-elsewhere' }))
      const byId = await signIn(server, ledOkta, ledSays('another-name', { subject: 'sub-elsewhere' }))
      expect(await identitiesOf(led, byId.memberId)).toMatchObject([{ linked_by: 'externalId' }])
      await create(led.directory, 'Users', ledPerson('byname', { emails: [{ value: 'mail@led.example', primary: true }] }))
      expect(await identitiesOf(led, (await signIn(server, ledOkta, ledSays('byname'))).memberId)).toMatchObject([{ linked_by: 'userName' }])
      await create(led.directory, 'Users', ledPerson('bymail', { userName: 'b.mail' }))
      expect(await identitiesOf(led, (await signIn(server, ledOkta, ledSays('bymail'))).memberId)).toMatchObject([{ linked_by: 'email' }])
      expect(await codeOf(signIn(server, ledOkta, ledSays('stranger')))).toBe('not-provisioned')
    })

    test('so it stays while the directory is paused, and after its users are deleted', async () => {
      const other = await server.addTeam({ domains: ['paused.example'] })
      const connection = await connect(server, other)
      const paused = (name: string) => says(name, { email: `${name}@paused.example` })
      const jit = await signIn(server, connection, paused('early'))
      const user = await create(other.directory, 'Users', person('one', { userName: 'one@paused.example' }))
      expect(await codeOf(signIn(server, connection, paused('early')))).toBe('not-provisioned')
      expect((await jit.api('GET', '/session')).status).toBe(200) // who is signed in stays so
      await other.api('POST', `/directories/${other.directory.directoryId}/pause`)
      expect(await codeOf(signIn(server, connection, paused('late')))).toBe('not-provisioned')
      await other.directory.scim('DELETE', `/Users/${user}`)
      expect(await codeOf(signIn(server, connection, paused('late')))).toBe('not-provisioned')
      await other.api('DELETE', `/directories/${other.directory.directoryId}`)
      expect(await codeOf(signIn(server, connection, paused('late')))).toBe('in')
    })

    test('who set this up and who was invited get in beside it', async () => {
      expect(await codeOf(signIn(server, ledOkta, ledSays('owner')))).toBe('in')
      await openBrowser(server.url, (await led.api('POST', '/invites', { email: 'guest@led.example' })).body.url)
      expect(await codeOf(signIn(server, ledOkta, ledSays('guest')))).toBe('in')
    })

    test.each(['PATCH', 'DELETE'])('whom it puts out by %s is not revived by signing in, and comes back as the same person', async (method) => {
      const name = `back-${method.toLowerCase()}`
      const provisioned = ledPerson(name, { externalId: `ext-${name}` })
      const user = await create(led.directory, 'Users', provisioned)
      const first = await signIn(server, ledOkta, ledSays(name))
      await (method === 'DELETE'
        ? led.directory.scim('DELETE', `/Users/${user}`)
        : led.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } })))
      expect((await first.api('GET', '/session')).status).toBe(401)
      expect(await codeOf(signIn(server, ledOkta, ledSays(name)))).toBe('sign-in-out')
      expect(await codeOf(signIn(server, await connect(server, led), ledSays(name)))).toBe('sign-in-out') // nor where nothing links them
      expect(await identitiesOf(led, first.memberId)).toHaveLength(1)
      await create(led.directory, 'Users', provisioned)
      expect((await signIn(server, ledOkta, ledSays(name))).memberId).toBe(first.memberId)
    })

    test('several members of one address are refused by name', async () => {
      // Two directories bring one address before the domain is the team's own, so that neither adopts the other's person.
      const other = await server.addTeam({})
      const twins = [other.directory, await other.addDirectory()]
      for (const [place, twin] of twins.entries())
        await create(twin, 'Users', person(`twin-${place}`, { emails: [{ value: 'twin@twins.example', primary: true }] }))
      await vouchForDomain(server.db, server.environment, other.by(), 'twins.example')
      const connection = await connect(server, other)
      expect(await codeOf(signIn(server, connection, says('twin', { email: 'twin@twins.example' })))).toBe('several-matches')
      const [row] = (await log(other, connection)).items
      for (const { id } of await membersOf(other)) expect(row.detail).toContain(id)
    })
  })

  describe('an invitation', () => {
    test('is used by signing in: with its role, also where no member would be made', async () => {
      const link = (await team.api('POST', '/invites', { email: 'hired@acme.example', role: 'admin' })).body.url
      const closed = await connect(server, team, { jit: false })
      const hired = await signIn(server, closed, says('hired'))
      expect((await hired.api('GET', '/session')).body.role).toBe('admin')
      expect((await confirmLink(link, {}, { accept: 'application/json' })).body.code).toBe('link-used')
      const member = (await membersOf(team)).find(({ id }: { id: string }) => id === hired.memberId)
      expect(member.origin).toBe('invite')
    })

    test('brings a former member back, whom signing in alone does not; an expired one does not', async () => {
      const first = await signIn(server, okta, says('rehired'))
      await team.api('DELETE', `/members/${first.memberId}`)
      await team.api('POST', '/invites', { email: 'rehired@acme.example', role: 'auditor' })
      server.pass(8 * 86_400)
      expect(await codeOf(signIn(server, okta, says('rehired')))).toBe('sign-in-out')
      await team.api('POST', '/invites', { email: 'rehired@acme.example', role: 'auditor' })
      const again = await signIn(server, okta, says('rehired'))
      expect(again.memberId).toBe(first.memberId)
      expect((await again.api('GET', '/session')).body.role).toBe('auditor')
    })
  })

  describe('an invitation of several', () => {
    test('ends with the one that is used, so that none is left to come in by', async () => {
      const invite = async () => (await team.api('POST', '/invites', { email: 'twice@acme.example' })).body.url
      const links = [await invite(), await invite()]
      await signIn(server, okta, says('twice'))
      const answers = await Promise.all(links.map((link) => confirmLink(link, {}, { accept: 'application/json' })))
      expect(answers.map(({ body }) => body.code)).toEqual(['link-revoked', 'link-used'])
    })

    test('to an address of two former members is not for the subject of the one to come back as the other', async () => {
      const [first, second] = [await signIn(server, okta, says('former')), await signIn(server, okta, says('latter'))]
      for (const { memberId } of [first, second]) await team.api('DELETE', `/members/${memberId}`)
      const address = { email: 'former@acme.example', emailFolded: 'former@acme.example' }
      await write(server.db, (trx) => trx.updateTable('members').set(address).where('email', '=', 'latter@acme.example').execute())
      await team.api('POST', '/invites', { email: 'former@acme.example' })
      expect(await codeOf(signIn(server, okta, says('former')))).toBe('several-matches')
      expect((await identitiesOf(team, second.memberId)).map(({ subject }: { subject: string }) => subject)).toEqual(['sub-latter'])
    })
  })

  test('whom a directory describes is called as it says, whatever the assertion says', async () => {
    await create(led.directory, 'Users', ledPerson('named', { displayName: 'By the directory' }))
    const { memberId } = await signIn(server, ledOkta, ledSays('named', { displayName: 'By the assertion' }))
    const member = (await membersOf(led)).find(({ id }: { id: string }) => id === memberId)
    expect(member.display_name).toBe('By the directory')
  })

  describe('the session', () => {
    test('ends when the provider wants it to, if that is before ours', async () => {
      const short = await signIn(server, okta, says('short', { sessionEndsAt: addSeconds(server.environment.now(), 60) }))
      expect((await short.api('GET', '/session')).status).toBe(200)
      server.pass(61)
      expect((await short.api('GET', '/session')).status).toBe(401)
      const long = await signIn(server, okta, says('long', { sessionEndsAt: addSeconds(server.environment.now(), 10 * 86_400) }))
      const { items } = (await long.api('GET', '/my/sessions')).body
      expect(Date.parse(items[0].expires_at) - Date.parse(items[0].started_at)).toBe(sessionLife.longestSeconds * 1_000)
    })

    test('has a new id, and the one that the browser had is worth nothing', async () => {
      const old = await signIn(server, okta, says('renew'))
      await signIn(server, okta, says('renew'), old.cookie.split('=')[1])
      expect((await old.api('GET', '/session')).status).toBe(401)
    })

    test.each(['inactive', 'tested', 'draft'] as const)('is not begun through a connection that is %s meanwhile', async (state) => {
      const ended = await connect(server, team, { state })
      expect(await codeOf(signIn(server, ended, says('ended')))).toBe('connection-not-active')
      expect((await log(team, ended)).items).toMatchObject([{ code: 'connection-not-active' }])
    })
  })

  describe('the sign-in log', () => {
    test('is of one connection, newest first, in pages, for the team alone', async () => {
      const own = await connect(server, team)
      for (const name of ['p1', 'p2', 'p3', 'p4', 'p5']) await codeOf(signIn(server, own, says(name)))
      const first = await log(team, own, '?limit=2')
      const second = await log(team, own, `?limit=2&cursor=${first.next_cursor}`)
      const third = await log(team, own, `?limit=2&cursor=${second.next_cursor}`)
      const emails = [first, second, third].flatMap(({ items }) => items.map(({ email }: { email: string }) => email.slice(0, 2)))
      expect([emails, third.next_cursor]).toEqual([['p5', 'p4', 'p3', 'p2', 'p1'], null])
      expect((await led.api('GET', `/connections/${own.connectionId}/sign_ins`)).body).toMatchObject({ status: 404, code: 'connection-not-found' })
    })

    test('has what failed before anything was verified, redacted', async () => {
      const own = await connect(server, team)
      await failSignIn(server, own, emailMissing('Nothing was sent. Send it.'), { sub: 'x', client_secret: 'hush', nested: { access_token: 'hush' } })
      expect((await log(team, own)).items).toMatchObject([
        {
          outcome: 'failed',
          code: 'email-missing',
          detail: 'Nothing was sent. Send it.',
          email: null,
          received: { sub: 'x', client_secret: '[redacted]', nested: { access_token: '[redacted]' } },
        },
      ])
    })

    test('and the links forget who is erased', async () => {
      const gone = await signIn(server, okta, says('gone', { subject: 'sub-of-gone' }))
      await team.api('DELETE', `/members/${gone.memberId}`)
      expect(await codeOf(signIn(server, okta, says('gone', { subject: 'sub-of-gone' })))).toBe('sign-in-out')
      if (!isId('mem', gone.memberId)) throw new Error('no member')
      await eraseMember(server.db, team.by(), gone.memberId)
      expect(await identitiesOf(team, gone.memberId)).toEqual([])
      const told = JSON.stringify([await log(team, okta, '?limit=100'), (await team.api('GET', '/audit_log?limit=100')).body])
      expect(told).not.toMatch(/sub-of-gone|gone@acme/)
    })
  })

  describe('a finding', () => {
    const findings = async (of: TestTeam, code: string) =>
      (await of.api('GET', '/findings')).body.items.filter((finding: { code: string }) => finding.code === code)

    test('names who is in no directory while one leads, until the directory has them', async () => {
      const other = await server.addTeam({ domains: ['outside.example'] })
      const connection = await connect(server, other)
      const outside = (name: string) => says(name, { email: `${name}@outside.example` })
      await signIn(server, connection, outside('early'))
      expect(await findings(other, 'members-in-no-directory')).toEqual([]) // no directory leads
      await create(other.directory, 'Users', person('one'))
      const [finding, ...more] = await findings(other, 'members-in-no-directory')
      expect(more).toEqual([])
      expect(finding).toMatchObject({ severity: 'info', detail: expect.stringContaining('1 member is in no directory') })
      expect(finding.detail).toContain('early@outside.example (by signing in)')
      await create(other.directory, 'Users', person('early', { userName: 'early@outside.example', emails: [{ value: 'early@outside.example' }] }))
      expect(await findings(other, 'members-in-no-directory')).toEqual([])
      expect(await codeOf(signIn(server, connection, outside('early')))).toBe('in') // adopted, and let in again
    })

    test('tells of refused sign-ins by code, until who was refused got in', async () => {
      const other = await server.addTeam({ domains: ['refused.example'] })
      const connection = await connect(server, other, { jit: false })
      const late = says('late', { email: 'late@refused.example' })
      for (let times = 0; times < 2; times++) await codeOf(signIn(server, connection, late))
      const [finding] = await findings(other, 'sign-ins-refused')
      expect(finding).toMatchObject({ severity: 'warning', detail: expect.stringContaining('2 sign-ins were refused through Okta with jit-off') })
      expect(finding.evidence).toHaveLength(2)
      await other.api('POST', '/invites', { email: 'late@refused.example' })
      expect(await codeOf(signIn(server, connection, late))).toBe('in')
      expect(await findings(other, 'sign-ins-refused')).toEqual([])
    })
  })
})
