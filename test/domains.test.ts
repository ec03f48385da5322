import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createOperatorKey } from '../server/access/operator-keys.ts'
import { keepHouse } from '../server/housekeeping.ts'
import { installation } from '../server/kernel/ids.ts'
import { vouchForDomain } from '../server/sso/claim-domain.ts'
import { verifyDomain } from '../server/sso/prove-domain.ts'
import { recheckDomains } from '../server/sso/recheck-domains.ts'
import { databases } from './support/databases.ts'
import { sorted } from './support/scim.ts'
import { ask, startTestServer, type BareTeam, type TestServer } from './support/test-server.ts'

const day = 86_400

describe.each(databases)('domains, on %s', (database) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer(database)
  })
  afterAll(() => server.stop())

  let number = 0
  const newName = () => `d${number++}.example`
  const claim = async (team: BareTeam, domain: string) => (await team.api('POST', '/domains', { domain })).body
  const verify = (team: BareTeam, { id }: { id: string }) => team.api('POST', `/domains/${id}/verify`)
  const prove = ({ txt }: { txt: { name: string; value: string } }) => server.dns.set(txt.name, [...current(txt.name), txt.value])
  const current = (name: string) => {
    const records = server.dns.get(name)
    return Array.isArray(records) ? records : []
  }
  const findings = async (team: BareTeam) =>
    (await team.api('GET', '/findings')).body.items
      .filter(({ code }: { code: string }) => code.startsWith('domain-'))
      .map(({ code, detail }: { code: string; detail: string }) => `${code}: ${detail}`)
  const audited = async (team: BareTeam) =>
    (await team.api('GET', '/audit_log?limit=200')).body.items.map(
      ({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`,
    )

  test('one is claimed, looked up before its record is there, proved, listed and given up', async () => {
    const team = await server.addBareTeam()
    const domain = newName()
    const claimed = await team.api('POST', '/domains', { domain: ` ${domain.toUpperCase()}. ` })
    expect(claimed).toMatchObject({
      status: 201,
      body: {
        id: expect.stringMatching(/^dom_/),
        domain,
        state: 'pending',
        txt: { name: `_purser-challenge.${domain}`, value: expect.stringMatching(/^purser-verification=[0-9a-f]{40}$/) },
        vouched: false,
        last_check: null,
      },
    })
    expect(await team.api('POST', '/domains', { domain })).toMatchObject({ status: 409, body: { code: 'domain-claimed' } })
    expect(await verify(team, claimed.body)).toMatchObject({
      status: 200,
      body: { state: 'pending', verified_at: null, last_check: { detail: expect.stringContaining(`no TXT record at _purser-challenge.${domain}`) } },
    })
    server.dns.set(claimed.body.txt.name, ['v=spf1 -all'])
    expect((await verify(team, claimed.body)).body).toMatchObject({
      state: 'pending',
      last_check: { detail: expect.stringContaining('"v=spf1 -all"') },
    })
    server.dns.set(claimed.body.txt.name, 'unreachable')
    expect((await verify(team, claimed.body)).body).toMatchObject({ state: 'pending', last_check: { detail: expect.stringContaining('ETIMEOUT') } })
    server.dns.delete(claimed.body.txt.name)
    prove(claimed.body)
    const proved = await verify(team, claimed.body)
    expect(proved).toMatchObject({ status: 200, body: { state: 'verified', txt: claimed.body.txt, failing_since: null } })
    expect((await verify(team, claimed.body)).body).toMatchObject({ state: 'verified', verified_at: proved.body.verified_at })
    const second = await claim(team, newName())
    expect((await team.api('GET', '/domains')).body).toMatchObject({ items: [{ id: claimed.body.id }, { id: second.id }], next_cursor: null })
    const page = (await team.api('GET', '/domains?limit=1')).body
    expect((await team.api('GET', `/domains?limit=1&cursor=${page.next_cursor}`)).body).toMatchObject({
      items: [{ id: second.id }],
      next_cursor: null,
    })
    expect((await team.api('GET', `/domains/${second.id}`)).body).toEqual(second)
    expect((await team.api('DELETE', `/domains/${claimed.body.id}`)).status).toBe(204)
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/verify'],
    ] as const)
      expect(await team.api(method, `/domains/${claimed.body.id}${path}`)).toMatchObject({ status: 404, body: { code: 'domain-not-found' } })
    const again = await claim(team, domain)
    expect(again.txt.value).not.toBe(claimed.body.txt.value) // what proved it once proves it no more
    expect((await verify(team, again)).body.state).toBe('pending')
    const told = await audited(team)
    expect(told).toEqual(expect.arrayContaining(['claim_domain applied', 'verify_domain applied', 'remove_domain applied', 'remove_domain refused']))
    expect(told).not.toContain('verify_domain unchanged') // a look-up that found nothing new is no change
  })

  test.each([
    [{ domain: 'gmail.com' }, 'domain-consumer'],
    [{ domain: 'co.uk' }, 'domain-public-suffix'],
    [{ domain: 'localhost' }, 'domain-invalid'],
    [{ domain: '' }, 'schema-violated'],
    [{ domain: 7 }, 'schema-violated'],
    [{}, 'schema-violated'],
    [{ domain: 'a.example', state: 'verified' }, 'schema-violated'],
  ])('%j is refused by %s, and nothing is claimed', async (body, code) => {
    const team = await server.addBareTeam()
    expect(await team.api('POST', '/domains', body)).toMatchObject({ status: 422, body: { code } })
    expect((await team.api('GET', '/domains')).body.items).toEqual([])
  })

  test('several teams may claim one; of those who prove it at once, one has it, and the other is told', async () => {
    const teams = await Promise.all(Array.from({ length: 4 }, () => server.addBareTeam()))
    const domain = newName()
    const claims = await Promise.all(teams.map((team) => claim(team, domain)))
    expect(new Set(claims.map(({ txt }) => txt.value)).size).toBe(4)
    claims.forEach(prove)
    const answers = await Promise.all(teams.map((team, index) => verify(team, claims[index])))
    expect(sorted(answers.map(({ status }) => status))).toEqual(['200', '409', '409', '409'])
    for (const answer of answers.filter(({ status }) => status === 409))
      expect(answer.body).toMatchObject({ code: 'domain-taken', detail: expect.not.stringMatching(/team_/) })
    const winner = answers.findIndex(({ status }) => status === 200)
    const rows = await server.db.read.selectFrom('domains').selectAll().where('domain', '=', domain).where('state', '=', 'verified').execute()
    expect(rows.map(({ teamId }) => teamId)).toEqual([teams[winner]?.teamId])
    // Given up there, it may be had here.
    await teams[winner]?.api('DELETE', `/domains/${claims[winner].id}`)
    const other = (winner + 1) % 4
    expect((await verify(teams[other]!, claims[other])).body.state).toBe('verified')
  })

  test('of two claims of one team at once, one is made', async () => {
    const team = await server.addBareTeam()
    const domain = newName()
    const answers = await Promise.all(Array.from({ length: 4 }, () => team.api('POST', '/domains', { domain })))
    expect(sorted(answers.map(({ status }) => status))).toEqual(['201', '409', '409', '409'])
  })

  test('another team’s record proves nothing, and its domain is nobody’s to look up', async () => {
    const [one, other] = [await server.addBareTeam(), await server.addBareTeam()]
    const domain = newName()
    const [mine, theirs] = [await claim(one, domain), await claim(other, domain)]
    prove(theirs)
    expect((await verify(one, mine)).body.state).toBe('pending')
    expect((await verify(one, theirs)).status).toBe(404)
  })

  test('the operator vouches for one, which then is never looked up; nobody else does', async () => {
    const team = await server.addBareTeam()
    const claimed = await claim(team, newName())
    expect(await team.api('POST', `/domains/${claimed.id}/vouch`)).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } })
    const by = { ...team.by(), teamId: installation }
    const { secret } = await createOperatorKey(server.db, server.environment, by, { name: 'k', scopes: ['*'], expiresAt: null })
    const asOperator = (path: string) => ask('POST', `${server.url}/v1${path}?team=${team.teamId}`, undefined, { authorization: `Bearer ${secret}` })
    expect(await asOperator(`/domains/${claimed.id}/vouch`)).toMatchObject({ status: 200, body: { state: 'verified', vouched: true } })
    expect((await verify(team, claimed)).body).toMatchObject({ state: 'verified', last_check: null })
    server.pass(40 * day)
    await recheckDomains(server.db, server.environment)
    expect((await team.api('GET', `/domains/${claimed.id}`)).body).toMatchObject({ state: 'verified', failing_since: null, last_check: null })
  })

  test('the operator’s word counts also where it comes while DNS is asked', async () => {
    const team = await server.addBareTeam()
    const [asked, due] = [await claim(team, newName()), await claim(team, newName())]
    const vouchingFor = ({ domain }: { domain: string }) => ({
      ...server.environment,
      resolveTxt: async (name: string) => {
        if (name.endsWith(domain)) await vouchForDomain(server.db, server.environment, team.by(), domain)
        return { kind: 'absent' } as const
      },
    })
    const vouched = { state: 'verified', vouched: true, failing_since: null, last_check: null }
    await verifyDomain(server.db, vouchingFor(asked), team.by(), asked.id)
    expect((await team.api('GET', `/domains/${asked.id}`)).body).toMatchObject(vouched)
    await recheckDomains(server.db, vouchingFor(due))
    expect((await team.api('GET', `/domains/${due.id}`)).body).toMatchObject(vouched)
  })

  test('a verified one is looked up daily, warned about for a week when its record is gone, then lost, and had again once the record is back', async () => {
    const team = await server.addBareTeam()
    const domain = await claim(team, newName())
    prove(domain)
    await verify(team, domain)
    const state = async () => (await team.api('GET', `/domains/${domain.id}`)).body
    const nextDay = async (days = 1) => {
      server.pass(days * day)
      await recheckDomains(server.db, server.environment)
    }
    await nextDay(0.9)
    const { last_check: first } = await state()
    await nextDay(0.2)
    expect((await state()).last_check.at > first.at).toBe(true)

    server.dns.delete(domain.txt.name)
    await nextDay(0.5)
    expect((await state()).failing_since).toBeNull() // it is not due
    await nextDay(0.6)
    const failing = await state()
    expect(failing).toMatchObject({ state: 'verified', failing_since: failing.last_check.at })
    expect(await findings(team)).toEqual([expect.stringMatching(/^domain-failing: .*is gone since.*back before/)])
    prove(domain)
    await nextDay()
    expect(await state()).toMatchObject({ state: 'verified', failing_since: null })
    expect(await findings(team)).toEqual([])

    server.dns.delete(domain.txt.name)
    for (let each = 0; each < 7; each++) await nextDay()
    expect((await state()).state).toBe('verified')
    await nextDay()
    expect(await state()).toMatchObject({ state: 'expired', failing_since: null })
    expect(await findings(team)).toEqual([expect.stringMatching(/^domain-expired: /)])
    prove(domain)
    await nextDay()
    expect((await state()).state).toBe('expired') // what is lost comes back when somebody says so
    expect((await verify(team, domain)).body.state).toBe('verified')
    const told = (await team.api('GET', '/audit_log?action=check_domain')).body.items
    expect(told.map(({ changes }: { changes: { kind: string }[] }) => changes[0]?.kind)).toEqual([
      'domain.expired',
      'domain.failing',
      'domain.recovered',
      'domain.failing',
    ])
    expect(told[0].actor.kind).toBe('housekeeping')
  })

  test('an outage of DNS takes no domain away, and is told after a week', async () => {
    const team = await server.addBareTeam()
    const domain = await claim(team, newName())
    prove(domain)
    await verify(team, domain)
    server.dns.set(domain.txt.name, 'unreachable')
    for (let each = 0; each < 10; each++) {
      server.pass(1.01 * day)
      await recheckDomains(server.db, server.environment)
    }
    expect((await team.api('GET', `/domains/${domain.id}`)).body).toMatchObject({ state: 'verified', failing_since: null })
    expect(await findings(team)).toEqual([expect.stringMatching(/^domain-unanswered: .*have not answered since/)])
  })

  test('a claim is looked up by itself, is verified once its record is there, and fails after 30 days without', async () => {
    const team = await server.addBareTeam()
    const [found, never] = [await claim(team, newName()), await claim(team, newName())]
    prove(found)
    await recheckDomains(server.db, server.environment)
    server.pass(29 * day)
    await recheckDomains(server.db, server.environment)
    const states = async () => (await team.api('GET', '/domains')).body.items.map(({ state }: { state: string }) => state)
    expect(await states()).toEqual(['verified', 'pending'])
    server.pass(1.1 * day)
    await recheckDomains(server.db, server.environment)
    expect(await states()).toEqual(['verified', 'failed'])
    prove(never)
    expect((await verify(team, never)).body.state).toBe('verified')
  })

  test('of several nodes that keep house at once, one looks a domain up', async () => {
    const other = await startTestServer(database)
    onTestFinished(other.stop)
    const team = await other.addBareTeam()
    for (let each = 0; each < 50; each++) await team.api('POST', '/domains', { domain: newName() })
    const asked: string[] = []
    const node = {
      ...other.environment,
      resolveTxt: async (name: string) => {
        asked.push(name)
        return { kind: 'absent' } as const
      },
    }
    const retention = { requestBodyDays: 30, provisioningLogDays: 400 }
    await Promise.all(Array.from({ length: 3 }, () => keepHouse(other.db, node, retention)))
    expect(asked).toHaveLength(50)
    expect(new Set(asked).size).toBe(50)
  })

  test('a team has 200 at most', async () => {
    const team = await server.addBareTeam()
    const row = await claim(team, newName())
    const [stored] = await server.db.read.selectFrom('domains').selectAll().where('domainId', '=', row.id).execute()
    const rows = Array.from({ length: 199 }, () => ({ ...stored!, domainId: server.environment.newId('dom'), domain: newName() }))
    await server.db.transact((trx) => trx.insertInto('domains').values(rows).execute())
    expect(await team.api('POST', '/domains', { domain: newName() })).toMatchObject({ status: 409, body: { code: 'domains-too-many' } })
  })
})
