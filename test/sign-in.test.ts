import { permissionNames, roleAllows } from '../server/access/permissions.ts'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { linkPath } from '../server/access/links.ts'
import type { SessionId } from '../server/kernel/ids.ts'
import { makeLoginLink } from '../server/members/sign-in.ts'
import { databases } from './support/databases.ts'
import { giveConnection } from './support/entitled.ts'
import { create, patchOf, person, until } from './support/scim.ts'
import {
  ask,
  confirmLink,
  cookieIn,
  openBrowser,
  sessionLife,
  startTestServer,
  type TestBrowser,
  type TestServer,
  type TestTeam,
} from './support/test-server.ts'

describe.each(databases)('signing in, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ name: 'Ada & <Co>', domains: ['acme.example'], ownerEmail: 'owner@acme.example' })
  })
  afterAll(() => server.stop())

  const loginLink = async (address?: string) => {
    const { secret } = await makeLoginLink(server.db, server.environment, team.by(), { address })
    return `${server.url}${linkPath(secret)}`
  }
  const who = (cookie: string) => ask('GET', `${server.url}/v1/session`, undefined, { cookie })
  /** Who can refuse a link, and how: as a page to people and as a problem to programs. */
  const expectRefused = async (link: string, status: number, code: string) => {
    const asPage = await confirmLink(link, {}, { accept: 'text/html' })
    expect([asPage.status, asPage.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
    expect(asPage.text).toContain(`<code>${code}</code>`)
    expect(asPage.headers.get('set-cookie')).toBeNull()
    expect(await confirmLink(link, {}, { accept: 'application/json' })).toMatchObject({ status, body: { code } })
  }

  describe('an invitation to an address that a directory brings', () => {
    const inviteAdmin = async (email: string): Promise<string> => (await team.api('POST', '/invites', { email, role: 'admin' })).body.url
    const expectOut = (link: string) => expectRefused(link, 410, 'link-revoked')
    const deactivate = (user: string) => team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value: { active: false } }))
    const moveTo = (user: string, name: string) =>
      team.directory.scim(
        'PATCH',
        `/Users/${user}`,
        patchOf({ op: 'replace', value: { emails: [{ value: `${name}@acme.example`, primary: true }] } }),
      )

    test('ends as the user is created, so that it is not the way back in after another address and the end', async () => {
      const link = await inviteAdmin('x1@acme.example')
      const user = await create(team.directory, 'Users', person('x1'))
      await expectOut(link)
      await moveTo(user, 'x1new')
      await deactivate(user)
      await expectOut(link)
    })

    test('ends as a user takes the address on, and as one leaves it', async () => {
      const [before, after] = [await inviteAdmin('x2new@acme.example'), person('x2')]
      const user = await create(team.directory, 'Users', after)
      await moveTo(user, 'x2new')
      await expectOut(before)
    })

    test('ends as a former member comes back by the directory', async () => {
      const user = await create(team.directory, 'Users', person('x3'))
      await team.directory.scim('DELETE', `/Users/${user}`)
      const link = await inviteAdmin('X3@acme.example')
      await create(team.directory, 'Users', person('x3'))
      await expectOut(link)
    })

    test.each(['DELETE', 'PATCH'])('ends with the membership, by %s, for a second address and for the userName', async (method) => {
      const name = `al-${method.toLowerCase()}`
      const links = [await inviteAdmin(`alias-${name}@acme.example`), await inviteAdmin(`login-${name}@acme.example`)]
      const emails = [{ value: `${name}@acme.example`, primary: true }, { value: `Alias-${name}@acme.example` }]
      const user = await create(team.directory, 'Users', person(name, { userName: `login-${name}@acme.example`, emails }))
      await (method === 'DELETE' ? team.directory.scim('DELETE', `/Users/${user}`) : deactivate(user))
      for (const link of links) await expectOut(link)
    })
  })

  describe('an invitation to an address that a user loses as they are put out', () => {
    test.each([
      ['PATCH', 'a second address', (name: string) => ({ emails: [{ value: `${name}@acme.example`, primary: true }], active: false })],
      ['PATCH', 'every address', () => ({ emails: [], active: false })],
      ['PATCH', 'the userName', (name: string) => ({ userName: `other-${name}@acme.example`, active: false })],
      ['PUT', 'a second address', (name: string) => person(name, { userName: `login-${name}@acme.example`, active: false })],
    ])('in one %s ends, where that is %s', async (method, what, next) => {
      const name = `drop-${method}-${what.replaceAll(' ', '-')}`.toLowerCase()
      const emails = [{ value: `${name}@acme.example`, primary: true }, { value: `second-${name}@acme.example` }]
      const addresses = [`login-${name}`, `second-${name}`].map((each) => `${each}@acme.example`)
      const user = await create(team.directory, 'Users', person(name, { userName: addresses[0], emails }))
      const links: string[] = []
      for (const email of addresses) links.push((await team.api('POST', '/invites', { email, role: 'admin' })).body.url)
      const body = method === 'PUT' ? next(name) : patchOf({ op: 'replace', value: next(name) })
      expect((await team.directory.scim(method, `/Users/${user}`, body)).status).toBe(200)
      for (const link of links) await expectRefused(link, 410, 'link-revoked')
    })
  })

  describe('a link', () => {
    test('shows one form with one button named confirm, and opening it uses nothing up, as mail scanners open links', async () => {
      const link = await loginLink()
      for (const method of ['GET', 'HEAD', 'GET']) {
        const page = await ask(method, link)
        expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null])
      }
      const { text, headers } = await ask('GET', link)
      expect(text.match(/<form /g)).toHaveLength(1)
      expect(text.match(/<button [^>]*name="confirm"/g)).toHaveLength(1)
      expect(text).not.toMatch(/<script|https?:\/\//)
      expect(text).toContain('Sign in to Ada &amp; &lt;Co&gt;') // names are hostile text
      const nonce = /<style nonce="([^"]+)">/.exec(text)?.[1]
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      )
      expect((await confirmLink(new URL(/action="([^"]+)"/.exec(text)?.[1] ?? '', link).href)).status).toBe(303)
    })

    test.each([
      ['', 'en-GB,en;q=0.8', 'en'],
      ['', 'fr-CA,fr;q=0.9,en;q=0.5', 'fr'],
      ['', 'de,fr;q=0.4,en;q=0.6', 'en'],
      ['', 'en;q=0,fr', 'fr'],
      ['?lang=fr', 'en', 'fr'],
      ['?lang=xx', '', 'en'],
    ])('%s with Accept-Language %j is in %s', async (query, accepted, language) => {
      const page = await ask('GET', `${await loginLink()}${query}`, undefined, { 'accept-language': accepted })
      expect(page.text).toContain(`<html lang="${language}">`)
      expect(page.text).toContain(language === 'fr' ? 'Se connecter' : 'Sign in')
      expect(page.headers.get('content-language')).toBe(language)
    })

    test('works once: link-used; of many who come at once one gets in', async () => {
      const link = await loginLink()
      const answers = await Promise.all(Array.from({ length: 8 }, () => confirmLink(link)))
      expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 410)).toHaveLength(7)
      await expectRefused(link, 410, 'link-used')
      expect((await ask('GET', link)).status).toBe(410)
    })

    test('of the command line ends after 15 minutes: link-expired', async () => {
      const [late, inTime] = [await loginLink(), await loginLink()]
      server.pass(15 * 60 - 5)
      expect((await confirmLink(inTime)).status).toBe(303)
      server.pass(10)
      await expectRefused(late, 410, 'link-expired')
    })

    test('that is none of ours, or altered: link-unknown', async () => {
      const link = await loginLink()
      await expectRefused(`${link.slice(0, -1)}${link.endsWith('a') ? 'b' : 'a'}`, 404, 'link-unknown')
      await expectRefused(`${server.url}/link/purser_link_${'0'.repeat(38)}`, 404, 'link-unknown')
      await expectRefused(`${server.url}/link/${team.apiKey}`, 404, 'link-unknown')
      expect((await ask('GET', `${server.url}/link/%00`)).status).toBe(422)
    })

    test.each([
      [{ origin: 'https://evil.example' }, 'another site'],
      [{ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, 'another site, whatever else is said'],
      [{ origin: 'http://127.0.0.1:1' }, 'another port of the same machine'],
      [{ origin: 'null' }, 'a page without an origin'],
      [{ origin: 'null', 'sec-fetch-site': 'cross-site' }, 'a page without a referrer elsewhere'],
      [{ origin: '', 'sec-fetch-site': 'cross-site' }, 'another site, by the word of the browser alone'],
      [{ origin: '', 'sec-fetch-site': 'same-site' }, 'a neighbour under the same domain'],
    ])('that another page has a browser send is not used up: cross-origin with %j, %s', async (sent, _why) => {
      const link = await loginLink()
      expect(await confirm(link, { ...sent, accept: 'application/json' })).toMatchObject({ status: 403, body: { code: 'cross-origin' } })
      expect((await confirmLink(link)).status).toBe(303)
    })

    test.each([
      [
        { origin: 'null', 'sec-fetch-site': 'same-origin' },
        'a browser says "null" for our page, which sends no referrer, and tells by another header',
      ],
      [{ origin: '' }, 'what is no browser tells nothing, and has no cookies of anybody'],
    ])('is used by %j: %s', async (sent, _why) => {
      expect((await confirm(await loginLink(), sent)).status).toBe(303)
    })

    /** Presses the button, with these headers in place of a browser's own; without those that are empty. */
    const confirm = (link: string, headers: Record<string, string>) =>
      ask('POST', link, 'confirm=yes', {
        'content-type': 'application/x-www-form-urlencoded',
        ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
      })
  })

  describe('a session', () => {
    test('is named by a cookie that scripts cannot read; its secret is stored and told nowhere', async () => {
      const answer = await confirmLink(await loginLink())
      expect(answer.headers.get('set-cookie')).toMatch(
        new RegExp(`^purser_session=purser_session_[0-9A-Za-z]{38}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${sessionLife.longestSeconds}$`),
      )
      const cookie = cookieIn(answer)
      expect(await who(cookie)).toMatchObject({ status: 200 })
      expect((await who(cookie)).body).toEqual({
        email: 'owner@acme.example',
        team_id: team.teamId,
        team_name: 'Ada & <Co>',
        member_id: expect.stringMatching(/^mem_/),
        role: 'owner',
        permissions: permissionNames.filter((permission) => roleAllows('owner', permission)),
      })
      const secret = cookie.split('=')[1] ?? '-'
      for (const table of ['sessions', 'credentials', 'journal', 'oneTimeLinks'] as const) {
        const rows = await server.db.read.selectFrom(table).selectAll().execute()
        expect(JSON.stringify(rows, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(secret.slice(20))
      }
      expect((await ask('GET', `${server.url}/`, undefined, { cookie })).text).toContain('<title>Purser</title>')
    })

    test('is none: no cookie, an altered one, a key in its place, a team key on /session', async () => {
      const { cookie } = await team.signIn()
      for (const wrong of ['', 'purser_session=', `${cookie.slice(0, -1)}${cookie.endsWith('a') ? 'b' : 'a'}`, `purser_session=${team.apiKey}`])
        expect(await who(wrong)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
      expect(await team.api('GET', '/session')).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    })

    test('has a new id at every sign-in, and the one that the browser had is worth nothing', async () => {
      const { cookie: old } = await team.signIn()
      const answer = await confirmLink(await loginLink(), {}, { cookie: old })
      const next = cookieIn(answer)
      expect(next).not.toBe(old)
      expect([(await who(old)).status, (await who(next)).status]).toEqual([401, 200])
      const [told] = (await team.api('GET', '/audit_log?action=sign_in&outcome=applied&limit=1')).body.items
      expect(told.changes.map(({ kind }: { kind: string }) => kind)).toEqual(['link.used', 'session.ended', 'session.started'])
      // A session of another team ends too, and that team is told, but not who signed in where.
      const other = await server.addTeam({ ownerEmail: 'owner@other.example' })
      const theirs = await other.signIn()
      await confirmLink(await loginLink(), {}, { cookie: theirs.cookie })
      expect((await who(theirs.cookie)).status).toBe(401)
      const elsewhere = await other.api('GET', '/audit_log?action=end_session')
      expect(elsewhere.body.items).toEqual([expect.objectContaining({ changes: [expect.objectContaining({ kind: 'session.ended' })] })])
      expect(elsewhere.text).not.toContain('owner@acme.example')
    })

    test('ends when it is not used, and at last in any case', async () => {
      const idle = await team.signIn()
      server.pass(sessionLife.idleSeconds - 10)
      expect((await who(idle.cookie)).status).toBe(200)
      server.pass(sessionLife.idleSeconds + 10)
      expect((await who(idle.cookie)).status).toBe(401)
      const busy = await team.signIn()
      for (let passed = 0; passed < sessionLife.longestSeconds; passed += sessionLife.idleSeconds / 2) {
        expect((await who(busy.cookie)).status).toBe(200)
        await untilUsed(busy.cookie)
        server.pass(sessionLife.idleSeconds / 2)
      }
      expect((await who(busy.cookie)).status).toBe(401)
    })

    test('is listed while it lives, to its member and to who may see all; one’s own are those of nobody else', async () => {
      const [ada, bo] = await Promise.all(['ada', 'bo'].map((name) => openInvited(`lister-${name}@acme.example`)))
      const idsOf = async (browser: TestBrowser | undefined, path: string): Promise<string[]> =>
        (await browser?.api('GET', `${path}?limit=200`))?.body.items.map(({ id }: { id: string }) => id)
      const owner = await team.signIn()
      const [adas, bos] = [await idsOf(ada, '/my/sessions'), await idsOf(bo, '/my/sessions')]
      expect([adas.length, bos.length]).toEqual([1, 1])
      expect(adas).not.toEqual(bos)
      expect(await idsOf(owner, '/sessions')).toEqual(expect.arrayContaining([...adas, ...bos]))
      await bo?.api('DELETE', '/session')
      expect(await idsOf(owner, '/sessions')).not.toEqual(expect.arrayContaining(bos))
      // One that was not used for long, and one that is at its end, have ended by themselves.
      server.pass(sessionLife.idleSeconds + 10)
      const later = await team.signIn()
      expect(await idsOf(later, '/sessions')).toHaveLength(1)
      const [mine = ''] = await idsOf(later, '/my/sessions')
      await server.db.read
        .updateTable('sessions')
        .set({ expiresAt: server.environment.now() })
        .where('sessionId', '=', mine as SessionId)
        .execute()
      expect(await idsOf(await team.signIn(), '/sessions')).toHaveLength(1)
    })

    const openInvited = async (email: string) => openBrowser(server.url, (await team.api('POST', '/invites', { email, role: 'member' })).body.url)

    /** The last use is written a moment after the answer. */
    const untilUsed = async (cookie: string) => {
      const now = server.environment.now()
      await until(async () => {
        const { body } = await ask('GET', `${server.url}/v1/my/sessions`, undefined, { cookie })
        const current = body.items.find((each: { is_current: boolean }) => each.is_current)
        return current.last_used_at >= now ? true : undefined
      })
    }

    test('is ended by signing out, by its member elsewhere, and by an admin; not by others', async () => {
      const [here, there] = [await team.signIn(), await team.signIn()]
      const ids = async () => (await here.api('GET', '/my/sessions')).body.items.map(({ id }: { id: string }) => id)
      const current = async (browser: typeof here) =>
        (await browser.api('GET', '/my/sessions')).body.items.find((each: { is_current: boolean }) => each.is_current).id
      const thereId = await current(there)
      expect(await ids()).toContain(thereId)
      const colleague = await openBrowser(server.url, (await here.api('POST', '/invites', { email: 'plain@acme.example' })).body.url)
      expect(await colleague.api('DELETE', `/my/sessions/${thereId}`)).toMatchObject({ status: 404, body: { code: 'session-not-found' } })
      expect((await here.api('DELETE', `/my/sessions/${thereId}`)).status).toBe(204)
      expect((await there.api('GET', '/session')).status).toBe(401)
      const colleagueId = await current(colleague)
      expect((await here.api('DELETE', `/sessions/${colleagueId}`)).status).toBe(204)
      expect(await here.api('DELETE', `/sessions/${colleagueId}`)).toMatchObject({ status: 404, body: { code: 'session-not-found' } })
      expect((await colleague.api('GET', '/session')).status).toBe(401)
      const signedOut = await here.api('DELETE', '/session')
      expect([signedOut.status, signedOut.headers.get('set-cookie')]).toEqual([204, 'purser_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'])
      expect((await here.api('GET', '/session')).status).toBe(401)
    })

    test.each([
      [{ origin: 'https://evil.example' }, 'cross-origin'],
      [{ origin: 'null' }, 'cross-origin'],
      [{ origin: 'http://127.0.0.1:1' }, 'cross-origin'],
      [{ origin: '', 'sec-fetch-site': 'cross-site' }, 'cross-origin'],
      [{ origin: '', 'sec-fetch-site': 'same-site' }, 'cross-origin'],
      [{ origin: '' }, 'csrf-proof-missing'],
    ])('changes nothing with %j: %s', async (sent, code) => {
      const browser = await team.signIn()
      const headers = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''))
      const refused = await ask(
        'PATCH',
        `${server.url}/v1/team`,
        { name: 'Stolen' },
        { cookie: browser.cookie, 'content-type': 'application/json', ...headers },
      )
      expect(refused).toMatchObject({ status: 403, body: { code } })
      const signOut = await ask('DELETE', `${server.url}/v1/session`, undefined, { cookie: browser.cookie, ...headers })
      expect(signOut).toMatchObject({ status: 403, body: { code } })
      expect((await browser.api('GET', '/team')).body.name).toBe('Ada & <Co>')
    })

    test('changes nothing by a form, which needs no leave to be sent: 415', async () => {
      const { api } = await team.signIn()
      expect((await api('PATCH', '/team', 'name=Stolen', { 'content-type': 'text/plain' })).status).toBe(415)
    })

    test('of whoever gets another role ends, so that none was begun as what they were', async () => {
      const owner = await team.signIn()
      const guest = await openBrowser(server.url, (await owner.api('POST', '/invites', { email: 'rising@acme.example' })).body.url)
      const { member_id: memberId } = (await guest.api('GET', '/session')).body
      expect((await owner.api('PATCH', `/members/${memberId}`, { role: 'member' })).status).toBe(200)
      expect((await guest.api('GET', '/session')).status).toBe(200) // nothing changed
      expect((await owner.api('PATCH', `/members/${memberId}`, { role: 'admin' })).body.role).toBe('admin')
      expect((await guest.api('GET', '/session')).status).toBe(401)
    })
  })

  describe('whoever the identity provider gives another address', () => {
    test.each([
      ['mover-0', 'another primary address', { emails: [{ value: 'moved@acme.example', primary: true }] }, 401],
      ['mover-1', 'no address, so that the userName is it', { emails: [] }, 401],
      ['mover-2', 'the same, and another name', { displayName: 'Somebody Else' }, 200],
      ['mover-3', 'the same, and a further one', { emails: [{ value: 'mover-3@acme.example', primary: true }, { value: 'more@acme.example' }] }, 200],
      ['mover-4', 'the same in other letter case', { emails: [{ value: 'Mover-4@ACME.example', primary: true }] }, 200],
    ])('has to sign in anew: %s has %s', async (name, _what, value, status) => {
      const user = await create(team.directory, 'Users', person(name, { userName: `login-${name}@acme.example` }))
      const browser = await team.signIn(`email:${name}@acme.example`)
      const key = (await browser.api('POST', '/my/api_keys', { name: 'mine', scopes: ['*'] })).body.secret
      const patched = await team.directory.scim('PATCH', `/Users/${user}`, patchOf({ op: 'replace', value }))
      expect(patched.status).toBe(200)
      expect((await browser.api('GET', '/session')).status).toBe(status)
      // It is the same person, whose programs go on.
      expect((await ask('GET', `${server.url}/v1/team`, undefined, { authorization: `Bearer ${key}` })).status).toBe(200)
      const told = (await team.api('GET', `/provisioning_log?subject=${user}&limit=1`)).body.items[0]
      expect(JSON.stringify(told.changes).includes('access.ended')).toBe(status === 401)
    })
  })

  describe('whoever the identity provider puts out', () => {
    const provision = async (name: string) => {
      const userId = await create(team.directory, 'Users', person(name))
      const browser = await team.signIn(`user_name:${name}@acme.example`)
      const key = (await browser.api('POST', '/my/api_keys', { name: 'mine', scopes: ['*'] })).body.secret
      const withKey = () => ask('GET', `${server.url}/v1/team`, undefined, { authorization: `Bearer ${key}` })
      return { userId, browser, withKey }
    }
    const deactivate = (userId: string) => team.directory.scim('PATCH', `/Users/${userId}`, patchOf({ op: 'replace', value: { active: false } }))
    const activate = (userId: string) => team.directory.scim('PATCH', `/Users/${userId}`, patchOf({ op: 'replace', value: { active: true } }))

    test.each(['PATCH', 'DELETE'])('by %s is refused at the very next request, by session and by personal key', async (how) => {
      const { userId, browser, withKey } = await provision(`leaver-${how.toLowerCase()}`)
      expect([(await browser.api('GET', '/session')).status, (await withKey()).status]).toEqual([200, 200])
      const ended = how === 'PATCH' ? await deactivate(userId) : await team.directory.scim('DELETE', `/Users/${userId}`)
      expect(ended.status).toBeLessThan(300)
      expect([(await browser.api('GET', '/session')).status, (await withKey()).status]).toEqual([401, 401])
    })

    test('is not let in by a link that was made in the moment of their end: member-out', async () => {
      const { userId } = await provision('late-linked')
      const link = await loginLink('user_name:late-linked@acme.example')
      await deactivate(userId)
      // As one would stand that was written after the others were revoked.
      await server.db.read.updateTable('oneTimeLinks').set({ revokedAt: null }).where('email', '=', 'late-linked@acme.example').execute()
      await expectRefused(link, 409, 'member-out')
    })

    test('finds no link open that was made for them', async () => {
      const { userId } = await provision('linked')
      const link = await loginLink('user_name:linked@acme.example')
      await deactivate(userId)
      await expectRefused(link, 410, 'link-revoked')
      await expect(loginLink('user_name:linked@acme.example')).rejects.toThrow('out of the team')
      // Nor does an invitation let in whom the identity provider keeps out.
      expect(await team.api('POST', '/invites', { email: 'linked@acme.example' })).toMatchObject({
        status: 409,
        body: { code: 'managed-by-directory' },
      })
    })

    test('comes back as the same person with their keys, and signs in anew; by name alone without them', async () => {
      const { userId, browser, withKey } = await provision('returner')
      await deactivate(userId)
      await activate(userId)
      expect([(await browser.api('GET', '/session')).status, (await withKey()).status]).toEqual([401, 200])
      await team.directory.scim('DELETE', `/Users/${userId}`)
      await create(team.directory, 'Users', person('returner', { externalId: 'somebody-else' }))
      expect((await withKey()).status).toBe(401)
    })

    test('in the same moment as they sign in has no session either way', async () => {
      for (let turn = 0; turn < 6; turn++) {
        const { userId } = await provision(`racer-${turn}`)
        const links = await Promise.all(Array.from({ length: 4 }, () => loginLink(`user_name:racer-${turn}@acme.example`)))
        const [, ...answers] = await Promise.all([deactivate(userId), ...links.map((link) => confirmLink(link))])
        for (const answer of answers) {
          expect([303, 409, 410]).toContain(answer.status)
          expect((await who(cookieIn(answer))).status).toBe(401)
        }
        // Nor is one there that waits for them to come back.
        await activate(userId)
        for (const answer of answers) expect((await who(cookieIn(answer))).status).toBe(401)
      }
    })
  })

  test('what was tried with a link is in the journal of its team, with the reason', async () => {
    const link = await loginLink()
    await confirmLink(link)
    await confirmLink(link)
    const ofTeam = server.db.read.selectFrom('journal').selectAll().where('operation', '=', 'sign_in').where('teamId', '=', team.teamId)
    const rows = await ofTeam.orderBy('position').execute()
    expect(rows.at(-2)).toMatchObject({
      actorKind: 'link',
      outcome: 'applied',
      wire: { method: 'POST', path: expect.stringContaining('purser_link_[redacted]') },
    })
    expect(rows.at(-1)).toMatchObject({ actorKind: 'link', outcome: 'refused', code: 'link-used', status: 410n })
  })
})

describe('sign-ins', () => {
  test('beyond PURSER_SIGN_IN_RATE a minute from one address are told to wait: 429 with Retry-After, and the link is not used up', async () => {
    const server = await startTestServer('sqlite', { signInRate: 3 })
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    const { secret } = await makeLoginLink(server.db, server.environment, team.by())
    const link = `${server.url}${linkPath(secret)}`
    for (let count = 0; count < 3; count++) expect((await confirmLink(`${server.url}/link/nothing`)).status).toBe(404)
    const refused = await confirmLink(link, {}, { accept: 'application/json' })
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-sign-ins' } })
    const retryAfter = Number(refused.headers.get('retry-after'))
    expect(retryAfter).toBeGreaterThan(0)
    expect(retryAfter).toBeLessThanOrEqual(60)
    expect((await ask('GET', link)).status).toBe(200) // looking is no sign-in
    server.pass(retryAfter)
    expect((await confirmLink(link)).status).toBe(303)
    // Set-up links are counted by themselves.
    const setup = (await team.api('POST', '/setup_links', { purpose: 'sso' })).body.url
    for (let count = 0; count < 3; count++) expect((await confirmLink(`${server.url}/setup/nothing`)).status).toBe(404)
    expect(await confirmLink(setup, {}, { accept: 'application/json' })).toMatchObject({ status: 429, body: { code: 'too-many-sign-ins' } })
    await server.stop()
  })

  test.each([
    ['begins', 'GET', 'start', undefined],
    ['begins a test', 'GET', 'test/nothing', undefined],
    ['ends by OpenID Connect', 'GET', 'callback', undefined],
    ['ends by SAML', 'POST', 'acs', 'SAMLResponse=x'],
    ['ends by SAML, posted again by our own page', 'POST', 'acs', 'SAMLResponse=x&posted_again=1'],
  ])('are counted where one %s: %s /sso/…/%s', async (_what, method, path, body) => {
    const server = await startTestServer('sqlite', { signInRate: 2 })
    onTestFinished(server.stop)
    const send = () =>
      ask(method, `${server.url}/sso/con_nothing/${path}`, body, {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      })
    expect([(await send()).status, (await send()).status]).toEqual([404, 404])
    const refused = await send()
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-sign-ins' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  test('are counted by address and not by the minute of the clock: of IPv6 by the network of 64 bits', async () => {
    const server = await startTestServer('sqlite', { signInRate: 2, trustProxy: 1 })
    onTestFinished(server.stop)
    const tryFrom = async (from: string) => (await confirmLink(`${server.url}/link/nothing`, {}, { 'x-forwarded-for': from })).status
    server.pass(59 - (new Date(server.environment.now()).getUTCSeconds() % 60)) // to the last second of a minute
    expect([await tryFrom('2001:db8::1'), await tryFrom('2001:db8::2'), await tryFrom('2001:db8::3')]).toEqual([404, 404, 429])
    server.pass(5) // into the next one
    expect([await tryFrom('2001:db8::4'), await tryFrom('2001:db8:0:1::1'), await tryFrom('192.0.2.1')]).toEqual([429, 404, 404])
    server.pass(56)
    expect(await tryFrom('2001:db8::4')).toBe(404)
  })

  test('over HTTPS have a __Host- cookie, which is Secure', async () => {
    const publicUrl = 'https://purser.example.com'
    const server = await startTestServer('sqlite', { publicUrl })
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    const { secret } = await makeLoginLink(server.db, server.environment, team.by())
    const answer = await confirmLink(`${server.url}${linkPath(secret)}`, {}, { origin: publicUrl })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-purser_session=purser_session_\w+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=\d+$/,
    )
    const cookie = cookieIn(answer)
    expect((await ask('GET', `${server.url}/v1/session`, undefined, { cookie })).status).toBe(200)
    // A name without the prefix may be set by others, so it counts for nothing here.
    expect((await ask('GET', `${server.url}/v1/session`, undefined, { cookie: cookie.replace('__Host-', '') })).status).toBe(401)
    await server.stop()
  })

  test.each([
    ['192.0.2.7:8080', 403],
    ['purser.internal', 403],
    ['127.0.0.1.evil.example', 403],
    ['localhost:8080', 303],
    ['[::1]:8080', 303],
    ['127.0.0.1', 303],
  ])('over plain http are for who asked the machine itself, where it listens on every address: by %s %i', async (host, status) => {
    const server = await startTestServer('sqlite')
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    const { secret } = await makeLoginLink(server.db, server.environment, team.by())
    const headers = { host, 'content-type': 'application/x-www-form-urlencoded' } // fetch sends no other Host than the URL's
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(`${server.url}${linkPath(secret)}`, { method: 'POST', headers }, resolve)
        .on('error', reject)
        .end('confirm=yes')
    })
    expect([answer.statusCode, answer.headers['set-cookie'] === undefined]).toEqual([status, status === 403])
    answer.resume()
    await server.stop()
  })

  test('over plain http from elsewhere are refused: https-required', async () => {
    const publicUrl = 'http://purser.example.com'
    const server = await startTestServer('sqlite', { publicUrl })
    const team = await server.addTeam({ ownerEmail: 'owner@acme.example' })
    const { secret } = await makeLoginLink(server.db, server.environment, team.by())
    const answer = await confirmLink(`${server.url}${linkPath(secret)}`, {}, { origin: publicUrl, accept: 'application/json' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'https-required' } })
    expect(answer.headers.get('set-cookie')).toBeNull()
    const connectionId = await giveConnection(server.db, server.environment, team.by())
    for (const path of ['start', 'test/secret']) {
      const begun = await ask('GET', `${server.url}/sso/${connectionId}/${path}`, undefined, { accept: 'text/html' })
      expect([begun.status, begun.text, begun.headers.get('set-cookie')]).toEqual([403, expect.stringContaining('https-required'), null])
    }
    await server.stop()
  })
})
