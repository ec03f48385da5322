import type { DatabaseName } from '../support/databases.ts'
import { create, person } from '../support/scim.ts'
import { startTestServer, type TestServer, type TestTeam } from '../support/test-server.ts'
import { done } from './given-team.ts'

/** Somebody new: their id, what they are called, and how a host product may name them. */
export type Spender = { user: string; name: string; as: string }

/** A server and a team in which everybody may spend 10, and new people of that team. */
export type Spenders = { server: TestServer; team: TestTeam; somebody: () => Promise<Spender> }

export async function startWithSpenders(database: DatabaseName): Promise<Spenders> {
  const server = await startTestServer(database)
  const team = await server.addTeam()
  done(await team.api('PUT', '/spend_limits/team_default', { kind: 'amount', amount: '10' }))
  let count = 0
  const somebody = async () => {
    const name = `p${++count}`
    return { user: await create(team.directory, 'Users', person(name)), name, as: `user_name:${name}@acme.example` }
  }
  return { server, team, somebody }
}
