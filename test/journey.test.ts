import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from './support/databases.ts'
import { startTestServer, type TestServer, type TestTeam } from './support/test-server.ts'

const user = (name: string, more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: `${name}@acme.example`,
  externalId: `00u-${name}`,
  emails: [{ value: `${name}@acme.example`, primary: true, type: 'work' }],
  active: true,
  ...more,
})

describe.each(databases)('an identity provider provisions a team, on %s', (database) => {
  let server: TestServer
  let team: TestTeam
  beforeAll(async () => {
    server = await startTestServer(database)
    team = await server.addTeam({ domains: ['acme.example'] })
  })
  afterAll(() => server.stop())

  test('the limit of a person follows what the identity provider says', async () => {
    const { scim } = team.directory
    await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '15' })
    const ada = await scim('POST', '/Users', user('ada'))
    expect(ada.status).toBe(201)
    const group = await scim('POST', '/Groups', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Eng', members: [] })
    await team.api('PUT', `/spend_limits/groups/${group.body.id}`, { kind: 'amount', amount: '80' })
    const limit = async () => (await team.api('GET', '/users/user_name:ADA@acme.example/effective_limit')).body
    expect(await limit()).toMatchObject({ source: 'team_default', limit: { amount: '15.00' } })
    const joined = await scim('PATCH', `/Groups/${group.body.id}`, { Operations: [{ op: 'Add', path: 'members', value: [{ value: ada.body.id }] }] })
    expect(joined).toMatchObject({ status: 200, body: { members: [{ value: ada.body.id }] } })
    expect(await limit()).toMatchObject({ source: 'group', limit: { amount: '80.00' }, status: 'active' })
    await scim('PATCH', `/Users/${ada.body.id}`, { Operations: [{ op: 'replace', value: { active: false } }] })
    expect(await limit()).toMatchObject({ status: 'deprovisioned' })
  })
})
