import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realEnvironment } from '../../server/kernel/environment.ts'
import type { DirectoryId } from '../../server/kernel/ids.ts'
import { addSeconds } from '../../server/kernel/timestamp.ts'
import { makeKeyPair } from '../../server/sso/saml/sp-keys.ts'
import { press, see } from '../support/dashboard-steps.ts'
import { startDashboardBrowser, type DashboardBrowser } from '../support/dashboard.ts'
import { cardOf, checkAgain, goneCardOf, seeAnswer, seeCard, seeFinding, seeGone, seeStillSo, untilFound } from '../support/diagnostics-steps.ts'
import { giveConnection, setConnectionState } from '../support/entitled.ts'
import { idpMetadata, makeKeys } from '../support/saml/identity-provider.ts'
import { create, groupOf, patchOf, person, query, until } from '../support/scim.ts'
import { openDirectory, startTestServer, type BareTeam, type TestDirectory, type TestServer } from '../support/test-server.ts'

const hour = 3600
const day = 24 * hour

/** Each is brought about by what an identity provider sends, seen with its cause, mended, and gone. */
describe('what is asked most', () => {
  let server: TestServer
  let browser: DashboardBrowser
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startTestServer('sqlite'), startDashboardBrowser()])
  })
  afterAll(() => Promise.all([browser.close(), server.stop()]))

  const deactivate = (directory: TestDirectory, id: string) =>
    directory.scim('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } }))
  const members = (...ids: string[]) => patchOf({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
  const requestOf = ({ headers }: { headers: Headers }) => headers.get('x-request-id') ?? '?'
  const limit = async (team: BareTeam, group: string, amount: string) =>
    expect((await team.api('PUT', `/spend_limits/groups/${group}`, { kind: 'amount', amount })).status).toBe(200)
  const addToken = async (team: BareTeam, directoryId: DirectoryId, body: object = {}) => {
    const { status, text, body: made } = await team.api('POST', `/directories/${directoryId}/tokens`, body)
    expect(status, text).toBe(201)
    return openDirectory(server.url, { directoryId, token: made.secret, tokenId: made.id })
  }

  test('SCIM is not to be had, then nothing comes, then look-ups alone, then no group; and at last all is well', async () => {
    const team = await server.addBareTeam()
    const { page, complaints } = await browser.open(server, team, '/diagnostics')
    await seeFinding(page, team, 'provisioning-locked', /single sign-on connection.*domain/)
    const { id: domainId, txt } = (await team.api('POST', '/domains', { domain: 'acme.example' })).body
    server.dns.set(txt.name, [txt.value])
    await team.api('POST', `/domains/${domainId}/verify`)
    await seeStillSo(page, 'provisioning-locked')
    expect(await cardOf(page, 'provisioning-locked').textContent()).not.toMatch(/domain/)
    await giveConnection(server.db, server.environment, team.by())
    await seeGone(page, team, 'provisioning-locked')

    const { id } = (await team.api('POST', '/directories', { name: 'Entra', provider: 'entra' })).body
    await seeFinding(page, team, 'directory-without-token', /has no token yet.*Secret Token/)
    const directory = await addToken(team, id)
    await seeGone(page, team, 'directory-without-token')
    await seeFinding(page, team, 'nothing-received', /no call with it has come.*40 minutes.*Start provisioning/)
    await directory.scim('GET', `/Users${query({ filter: 'userName eq "ada@acme.example"' })}`)
    await seeFinding(page, team, 'only-lookups', /only looked things up/)
    const ada = await create(directory, 'Users', person('ada'))
    await seeGone(page, team, 'only-lookups')
    await seeFinding(page, team, 'groups-not-pushed', /1 user has arrived in Entra.*no group was ever sent/)
    await create(directory, 'Groups', groupOf('Engineering', [ada]))
    await seeGone(page, team, 'groups-not-pushed')
    // Whoever looked came by an invitation: to Ada, who is in the directory and the owner from now on, all is well.
    await seeFinding(page, team, 'members-in-no-directory', /@people\.example \(by an invitation\)/)
    await page.context().close()
    expect(complaints).toEqual([])
    const { items } = (await team.api('GET', '/members')).body
    const idOf = (how: string): string => items.find(({ origin }: { origin: string }) => origin === how).id
    expect((await team.api('PATCH', `/members/${idOf('scim')}`, { role: 'owner' })).status).toBe(200)
    expect((await team.api('DELETE', `/members/${idOf('invite')}`)).status).toBe(204)
    const hers = await browser.open(server, team, '/diagnostics', { as: 'email:ada@acme.example' })
    await see(hers.page, 'All is well')
    await hers.go('/diagnostics?tab=questions&question=scim-not-showing')
    await see(hers.page, 'Nothing is missing, and there is a directory.')
    await hers.go('/diagnostics?tab=questions&question=users-not-syncing')
    await see(hers.page, 'Who is missing was most likely not assigned')
    await hers.expectAccessible()
    await hers.page.context().close()
  })

  test('people are refused while something is missing, or while the directory is paused', async () => {
    const team = await server.addTeam()
    const { directory } = team
    await create(directory, 'Groups', groupOf('Engineering', [await create(directory, 'Users', person('ada'))]))
    const { page } = await browser.open(server, team, '/diagnostics')
    await setConnectionState(server.db, team.by(), 'inactive')
    const refused = await directory.scim('POST', '/Users', person('bo'))
    expect(refused.status).toBe(403)
    await seeFinding(page, team, 'prerequisites-missing', /The team lacks: an active single sign-on connection/)
    await seeFinding(page, team, 'users-refused', /bo@acme\.example.*the team lacked what provisioning needs/)
    await seeAnswer(page, 'bo@acme.example', 'person-refused', new RegExp(`the team lacked what provisioning needs.*${requestOf(refused)}`))
    await press(page, 'Clear')
    await setConnectionState(server.db, team.by(), 'active')
    await seeGone(page, team, 'prerequisites-missing')
    await create(directory, 'Users', person('bo'))
    await seeGone(page, team, 'users-refused')

    expect((await team.api('POST', `/directories/${directory.directoryId}/pause`)).status).toBe(200)
    expect((await directory.scim('POST', '/Users', person('cy'))).status).toBe(403)
    await seeFinding(page, team, 'directory-paused', /Okta is paused since/)
    expect((await team.api('POST', `/directories/${directory.directoryId}/resume`)).status).toBe(200)
    await create(directory, 'Users', person('cy'))
    await seeGone(page, team, 'directory-paused')
    await page.context().close()
  })

  test('a limit is on another group than the one that is sent, or on one that holds groups alone, and the product never asks', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const ada = await create(directory, 'Users', person('ada'))
    const sent = await create(directory, 'Groups', groupOf('okta-engineering', [ada]))
    const meant = await create(directory, 'Groups', groupOf('Engineering'))
    await limit(team, meant, '20')
    const { page, go } = await browser.open(server, team, '/diagnostics')
    await seeFinding(
      page,
      team,
      'limit-on-nobody',
      /Engineering, \$20\.00, holds for nobody: the group has no member.*“okta-engineering”, without a limit/,
    )
    // Of a person: they are in no group that has a limit.
    await seeAnswer(page, 'ada@acme.example', 'person-limit', /without limit since nothing is set.*okta-engineering \(has no limit\)/)
    await directory.scim('PATCH', `/Groups/${meant}`, members(ada))
    await seeGone(page, team, 'limit-on-nobody')
    await checkAgain(page, 'person-limit')
    await seeCard(page, 'person-limit', /up to \$20\.00 by Engineering, the highest/)

    const outer = await create(directory, 'Groups', groupOf('Everyone', [sent]))
    await limit(team, outer, '90')
    await seeFinding(page, team, 'limit-on-nobody', /Everyone, \$90\.00, holds for nobody: the group holds other groups/)
    await seeFinding(page, team, 'groups-nested-only', /Everyone/)
    await seeAnswer(page, 'ada@acme.example', 'person-limit', /Everyone \(holds them through another group alone, which does not count\)/)
    expect((await team.api('PATCH', '/team', { nested_groups: 'expand' })).status).toBe(200)
    await seeGone(page, team, 'limit-on-nobody')
    await seeFinding(page, team, 'product-never-asked', /2 limits are set, but the product has not asked.*It never read/)
    expect((await team.api('POST', '/authorizations', { user: ada, amount: '1' })).status).toBe(201)
    await seeGone(page, team, 'product-never-asked')
    await go('/diagnostics?tab=questions&question=limits-not-applying')
    await see(page, 'Each limit that is set decides for somebody')
    await page.context().close()
  })

  test('how often the provider comes is measured, and so is its silence', async () => {
    const team = await server.addTeam()
    const { directory } = team
    await create(directory, 'Users', person('ada'))
    let last = ''
    for (let cycle = 0; cycle < 6; cycle++) {
      server.pass(2 * hour)
      last = server.environment.now()
      await create(directory, 'Users', person(`later${cycle}`))
    }
    await until(async () => (await team.api('GET', `/directories/${directory.directoryId}`)).body.last_request_at >= last || undefined)
    const before = await browser.open(server, team, '/diagnostics?tab=questions&question=how-fast')
    const row = before.page.getByRole('table', { name: 'By directory' }).getByRole('row').nth(1)
    await expect.poll(() => row.textContent()).toMatch(/Okta.*about every 2 hours.*measured/)
    const moments = await row.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime')))
    expect(moments).toEqual([expect.stringMatching(/^20/), expect.stringMatching(/^20/)])
    await before.page.context().close()

    server.pass(6 * hour)
    const { page } = await browser.open(server, team, '/diagnostics')
    await seeFinding(page, team, 'idp-silent', /has not called Okta for 6 hours.*about every 2 hours.*Who left meanwhile is still in/)
    await create(directory, 'Users', person('again'))
    await seeGone(page, team, 'idp-silent')
    await page.context().close()
  })

  test('a token ends, has ended and is still used, until another is pasted', async () => {
    const team = await server.addTeam()
    const { directoryId, tokenId } = team.directory
    const old = await addToken(team, directoryId, { name: 'old', expires_at: addSeconds(server.environment.now(), 3 * day) })
    expect((await team.api('DELETE', `/directories/${directoryId}/tokens/${tokenId}`)).status).toBe(204)
    await create(old, 'Users', person('ada'))
    const before = await browser.open(server, team, '/diagnostics')
    await seeFinding(before.page, team, 'token-expires', /The token old expires .*Authorization/)
    await before.page.context().close()

    server.pass(4 * day)
    expect((await old.scim('GET', '/Users')).status).toBe(401)
    const { page, expectAccessible } = await browser.open(server, team, '/diagnostics')
    await seeFinding(page, team, 'token-expires', /The token old expired .*is locked out/)
    await seeFinding(page, team, 'dead-token-called', /the token old.*it expired.*1 call was refused/)
    await expectAccessible()
    const next = await addToken(team, directoryId, { name: 'new' })
    await seeGone(page, team, 'token-expires')
    await seeStillSo(page, 'dead-token-called')
    expect((await next.scim('GET', '/Users')).status).toBe(200)
    await seeGone(page, team, 'dead-token-called')
    await page.context().close()
  })

  test('a token was cut at pasting, until the whole one comes', async () => {
    const team = await server.addTeam()
    const { directory } = team
    expect((await directory.scim('GET', '/Users', undefined, { authorization: `Bearer ${directory.token.slice(0, -1)}` })).status).toBe(401)
    await until(async () => ((await team.api('GET', '/provisioning_log')).body.items.length === 1 ? true : undefined))
    const { page } = await browser.open(server, team, '/diagnostics')
    await seeFinding(page, team, 'unknown-token-called', /begins like the token token \(purser_scim_.*Authorization/)
    await seeStillSo(page, 'unknown-token-called')
    server.pass(1)
    await directory.scim('GET', '/Users')
    await seeGone(page, team, 'unknown-token-called')
    await page.context().close()
  })

  test('the certificate of single sign-on ends, until the new one is given', async () => {
    const team = await server.addBareTeam()
    // Ours last ten years: one that was made so long ago ends in twenty days.
    const earlier = { ...realEnvironment, now: () => addSeconds(server.environment.now(), -(10 * 365 - 20) * day) }
    const [old, renewed] = [await makeKeyPair(earlier, 'idp.example'), await makeKeys()]
    const metadata = (...certificates: string[]) => ({
      metadata_xml: idpMetadata({ entityId: 'https://idp.example', ssoUrl: 'https://idp.example/sso', certificates }),
    })
    const { id } = (await team.api('POST', '/connections', { protocol: 'saml', name: 'Company' })).body
    expect((await team.api('PATCH', `/connections/${id}`, metadata(old.certificate))).status).toBe(200)
    await setConnectionState(server.db, team.by(), 'active')
    const { page } = await browser.open(server, team, '/diagnostics')
    await seeFinding(page, team, 'certificate-expires', /certificate of the identity provider of Company ends on .*in less than 30 days/)
    expect((await team.api('PATCH', `/connections/${id}`, metadata(old.certificate, renewed.certificate))).status).toBe(200)
    await seeGone(page, team, 'certificate-expires')
    await page.context().close()
  })

  test('somebody is here twice, is sent by two, or has a name that another has', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const second = await team.addDirectory()
    const own = `${team.teamId.slice('team_'.length)}.entitled.test` // the domain that the team has
    const ofDomain = (name: string) => person(name, { userName: `${name}@${own}`, emails: [{ value: `${name}@${own}`, primary: true }] })
    const { page } = await browser.open(server, team, '/diagnostics')
    await create(directory, 'Users', person('ada'))
    const twin = await create(second, 'Users', person('ada'))
    await seeFinding(page, team, 'person-twice', /1 userName stands for two members.*ada@acme\.example/)
    expect((await second.scim('DELETE', `/Users/${twin}`)).status).toBe(204)
    await seeGone(page, team, 'person-twice')

    await create(directory, 'Users', ofDomain('bo'))
    const again = await create(second, 'Users', ofDomain('bo'))
    await seeFinding(page, team, 'people-in-two-directories', /1 person is in more than one directory.*bo@/)
    expect((await deactivate(second, again)).status).toBe(200)
    await seeGone(page, team, 'people-in-two-directories')

    expect((await directory.scim('POST', '/Users', person('ada', { externalId: '00u-other' }))).status).toBe(409)
    await seeFinding(page, team, 'users-refused', /ada@acme\.example.*the userName is already taken by another user/)
    await create(directory, 'Users', person('ada2', { externalId: '00u-other' }))
    await seeGone(page, team, 'users-refused')
    await page.context().close()
  })

  test('why somebody is not here: never received, looked for, refused, deactivated, deleted, called otherwise, in no directory', async () => {
    const team = await server.addTeam()
    const { directory } = team
    const { page, expectAccessible } = await browser.open(server, team, '/diagnostics')
    const shows = (card: Awaited<ReturnType<typeof seeAnswer>>, request: string) => card.getByRole('link', { name: request }).waitFor()
    await seeAnswer(page, 'dee@acme.example', 'never-received', /ever sent or looked for.*not assigned.*Assignments → Assign/)
    await directory.scim('GET', `/Users${query({ filter: 'userName eq "dee@acme.example"' })}`)
    await until(async () => (await team.api('GET', '/findings/search?q=dee%40acme.example')).body.items[0].facts.looked_up_at ?? undefined)
    await checkAgain(page, 'never-received')
    await seeCard(page, 'never-received', /was looked for on .* and not sent.*out of its scope/)
    const refused = await directory.scim('POST', '/Users', person('dee', { active: 'perhaps' }))
    await checkAgain(page, 'never-received')
    await seeCard(page, 'person-refused', /a value is missing or not of its kind.*perhaps/)
    await shows(cardOf(page, 'person-refused'), requestOf(refused))
    const dee = await create(directory, 'Users', person('dee'))
    await checkAgain(page, 'person-refused')
    await goneCardOf(page, 'person-refused').getByText('Gone').waitFor()
    await cardOf(page, 'person-present').waitFor()
    await expectAccessible()

    const unassigned = await deactivate(directory, dee)
    await shows(await seeAnswer(page, 'DEE@acme.example', 'person-deactivated', /deactivated since .*unassigned or suspended/), requestOf(unassigned))
    const deleted = await directory.scim('DELETE', `/Users/${dee}`)
    await shows(await seeAnswer(page, 'dee@acme.example', 'person-deleted', /was deleted on/), requestOf(deleted))
    await create(directory, 'Users', person('eve.adams'))
    await seeAnswer(page, '00u-eve.adams', 'person-under-another-name', /that is the externalId of eve\.adams@acme\.example/)
    await seeAnswer(page, 'Eve Adams', 'person-under-another-name', /eve\.adams@acme\.example, in the directory Okta/)
    await untilFound(team, 'members-in-no-directory')
    const { email } = await page.evaluate<{ email: string }>("fetch('/v1/session').then((answer) => answer.json())")
    await seeAnswer(page, email, 'person-without-directory', /is a member \(by an invitation\), and in no directory/)
    expect((await directory.scim('POST', '/Groups', groupOf('Sales', ['nobody']))).status).toBe(400)
    await seeAnswer(page, 'Sales', 'group-refused', /none of the members is known here.*Retry All Groups/)
    await page.context().close()
  })
})
