import { record } from '../journal/record.ts'
import type { OperatorActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { makeMember } from '../members/membership.ts'
import { vouchForDomain } from '../sso/domains.ts'
import { write, type Db } from '../store/open.ts'
import { createTeam, type Team } from '../teams/teams.ts'

export type WantedTeam = { name: string; currency: string; domains: readonly string[]; ownerEmail: string | undefined }

/** Makes a team with the domains that the operator vouches for and its first owner, or nothing. Refuses: currency-unknown, domain-invalid, domain-taken. */
export function createTeamWithPeople(
  db: Db,
  environment: Environment,
  by: OperatorActor,
  { name, currency, domains, ownerEmail }: WantedTeam,
): Promise<Team> {
  const { teamId, at } = by
  return write(db, async (trx) => {
    const team = await createTeam(trx, { teamId, name, currency, at })
    const vouched = []
    for (const domain of domains) vouched.push({ kind: 'domain.vouched' as const, domain: await vouchForDomain(trx, teamId, domain, at) })
    const owner = { displayName: null, role: 'owner', origin: 'bootstrap', active: true } as const
    const { changes } = ownerEmail === undefined ? { changes: [] } : await makeMember(trx, environment, teamId, { ...owner, email: ownerEmail }, at)
    const created = { kind: 'team.created' as const, team: teamId, name, currency }
    await record(trx, by, { operation: 'create_team', subjectId: teamId, changes: [created, ...vouched, ...changes] })
    return team
  })
}
