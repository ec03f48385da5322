import { expect } from 'vitest'
import type { TruthRow } from '../../server/spend/truth-table.ts'
import { groupOf, person } from '../support/scim.ts'
import type { Answer, TestServer, TestTeam } from '../support/test-server.ts'
import { sendEvents, usage } from './events.ts'

/** A limit as it is sent. */
export const limitOf = (text: string) => (text === 'unlimited' ? { kind: 'unlimited' } : { kind: 'amount', amount: text })

export const done = (answer: Answer, status = 200): Answer => {
  expect(answer.status, answer.text).toBe(status)
  return answer
}

export type GivenTeam = { team: TestTeam; user: string; groups: ReadonlyMap<string, string> }

/** A team of its own in which all is as a row of the truth table says, but for what was spent: made through HTTP alone. */
export async function giveTeam(server: TestServer, row: TruthRow): Promise<GivenTeam> {
  const team = await server.addTeam()
  const { scim } = team.directory
  const { id } = done(await scim('POST', '/Users', person('ana')), 201).body
  const groups = new Map<string, string>()
  for (const { name, around, limit } of row.groups) {
    const member = around === undefined ? id : groups.get(around)
    const groupId = done(await scim('POST', '/Groups', groupOf(name, [member])), 201).body.id
    groups.set(name, groupId)
    if (limit !== undefined) done(await team.api('PUT', `/spend_limits/groups/${groupId}`, limitOf(limit)))
  }
  if (row.teamDefault !== undefined) done(await team.api('PUT', '/spend_limits/team_default', limitOf(row.teamDefault)))
  if (row.teamTotal !== undefined) done(await team.api('PUT', '/spend_limits/team_total', limitOf(row.teamTotal)))
  if (row.settings) done(await team.api('PATCH', '/team', row.settings))
  if (row.override) {
    const expires = row.override.isExpired ? new Date(Date.parse(server.environment.now()) + 1_000).toISOString() : null
    done(await team.api('PUT', `/spend_limits/users/${id}`, { ...limitOf(row.override.limit), reason: 'a test', expires_at: expires }))
    if (row.override.isExpired) server.pass(1)
  }
  return { team, user: row.member === 'unknown' ? 'user_name:nobody' : id, groups }
}

let events = 0
/** Books what somebody spent, over HTTP. */
export async function spend(server: TestServer, team: Pick<TestTeam, 'apiKey'>, user: string, cost: string): Promise<void> {
  const event = usage(`event-${++events}`, user, cost, {}, { time: server.environment.now() })
  expect(done(await sendEvents(team, server, event)).body.results).toEqual([{ id: event.id, status: 'accepted' }])
}

/** What happens after money was spent. */
export async function finishTeam({ team, user, groups }: GivenTeam, row: TruthRow): Promise<void> {
  for (const { name, isDeleted } of row.groups) if (isDeleted) done(await team.directory.scim('DELETE', `/Groups/${groups.get(name)}`), 204)
  if (row.member === 'inactive')
    done(await team.directory.scim('PATCH', `/Users/${user}`, { Operations: [{ op: 'replace', path: 'active', value: false }] }))
}
