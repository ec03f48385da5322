import { revokeLinks } from '../access/links.ts'
import { record } from '../journal/record.ts'
import type { Change } from '../journal/changes.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { makeMember } from '../members/membership.ts'
import { vouchInSetup } from '../sso/claim-domain.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { createTeam, lockFirstRun, setUpTeam, type Team } from '../teams/teams.ts'
import { findUnclaimedTeam } from './first-run.ts'

export type WantedTeam = { name: string; currency: string; domains: readonly string[]; ownerEmail: string | undefined }

/**
 * Makes a team with the domains that the operator vouches for and its first owner, or nothing. The team of the first run, while nobody is in it, is the one
 * that is made: its link opens no more. Refuses: currency-unknown, domain-invalid, domain-taken.
 */
export function createTeamWithPeople(
  db: Db,
  environment: Environment,
  operator: Actor,
  { name, currency, domains, ownerEmail }: WantedTeam,
): Promise<Team> {
  return write(db, async (trx) => {
    await lockFirstRun(trx)
    const { team, changes: made } = await makeOrClaim(trx, operator, { name, currency })
    const { teamId } = team
    const by = { ...operator, teamId }
    const vouched: Change[] = []
    for (const domain of domains) vouched.push(...(await vouchInSetup(trx, environment, by, domain)).changes)
    const owner = { displayName: null, role: 'owner', origin: 'bootstrap', active: true } as const
    const { changes } =
      ownerEmail === undefined ? { changes: [] } : await makeMember(trx, environment, teamId, { ...owner, email: ownerEmail }, by.at)
    await record(trx, by, { operation: 'create_team', subjectId: teamId, changes: [...made, ...vouched, ...changes] })
    return team
  })
}

async function makeOrClaim(trx: Trx, { teamId, at }: Actor, wanted: { name: string; currency: string }): Promise<{ team: Team; changes: Change[] }> {
  const unclaimed = await findUnclaimedTeam(trx)
  if (!unclaimed) {
    const team = await createTeam(trx, { teamId, ...wanted, at })
    return { team, changes: [{ kind: 'team.created', team: teamId, ...wanted }] }
  }
  const { name, currency } = unclaimed
  const team = await setUpTeam(trx, unclaimed, wanted)
  const updated = { kind: 'team.updated', team: team.teamId, before: { name, currency }, after: wanted } as const
  return { team, changes: [updated, ...(await revokeLinks(trx, team.teamId, 'setup', at))] }
}
