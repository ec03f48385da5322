import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseAllowList } from '../../server/kernel/outgoing/allow-list.ts'
import { Outgoing } from '../../server/kernel/outgoing/outgoing.ts'
import { refreshMetadata } from '../../server/sso/refresh-metadata.ts'
import type { KeyPair } from '../../server/sso/saml/sp-keys.ts'
import { databases } from '../support/databases.ts'
import { idpMetadata, makeKeys } from '../support/saml/identity-provider.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'

describe.each(databases)('metadata by its address, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  let keys: KeyPair[]
  let answer = { status: 200, body: '' }
  const idp = createServer((_request, response) => void response.writeHead(answer.status).end(answer.body))
  beforeAll(async () => {
    idp.listen(0, '127.0.0.1')
    ;[server, keys] = await Promise.all([startTestServer(database), Promise.all([makeKeys(), makeKeys()]), once(idp, 'listening')])
    team = await server.addTeam()
  })
  afterAll(async () => {
    idp.close()
    await server.stop()
  })

  test('is read when it is given, and then each day; what cannot be, or is of another, changes nothing and is told', async () => {
    const facts = { entityId: 'https://idp.example', ssoUrl: 'https://idp.example/sso' }
    const [first = '', second = ''] = keys.map(({ certificate }) => certificate)
    const url = `http://127.0.0.1:${(idp.address() as AddressInfo).port}/metadata`
    const outgoing = new Outgoing(server.environment, parseAllowList('127.0.0.0/8') ?? [])
    const days = async (count: number) => {
      server.pass(count * 86_400)
      await refreshMetadata({ db: server.db, environment: server.environment, outgoing })
    }
    answer = { status: 503, body: '' }
    const made = await team.api('POST', '/connections', { protocol: 'saml', name: 'IdP', metadata_url: url })
    expect(made).toMatchObject({ status: 422, body: { code: 'saml-metadata-unavailable' } })
    answer = { status: 200, body: idpMetadata({ ...facts, certificates: [first] }) }
    const { body, status } = await team.api('POST', '/connections', { protocol: 'saml', name: 'IdP', metadata_url: url })
    expect([status, body.state, body.metadata_url, body.certificates.length]).toEqual([201, 'configured', url, 1])
    const now = async () => (await team.api('GET', `/connections/${body.id}`)).body

    answer = { status: 200, body: idpMetadata({ ...facts, certificates: [first, second] }) }
    await days(0)
    expect((await now()).certificates).toHaveLength(1)
    await days(1.1)
    expect((await now()).certificates).toHaveLength(2)
    answer = { status: 200, body: idpMetadata({ ...facts, entityId: 'https://evil.example', certificates: [first] }) }
    await days(1.1)
    expect(await now()).toMatchObject({ idp_entity_id: facts.entityId, certificates: [{}, {}], problems: [{ code: 'saml-metadata-of-another' }] })
    answer = { status: 200, body: idpMetadata({ ...facts, ssoUrl: 'https://10.0.0.7/sso', certificates: [first] }) }
    await days(1.1)
    expect(await now()).toMatchObject({ sso_url: facts.ssoUrl, certificates: [{}, {}], problems: [{ code: 'outgoing-address-forbidden' }] })
    answer = { status: 500, body: '' }
    await days(1.1)
    expect(await now()).toMatchObject({ certificates: [{}, {}], problems: [{ code: 'saml-metadata-unavailable' }] })
    answer = { status: 200, body: idpMetadata({ ...facts, certificates: [second] }) }
    await days(1.1)
    expect(await now()).toMatchObject({ certificates: [{}], problems: [] })
  })
})
