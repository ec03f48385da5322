import { hasFirstOwnerLink, linkPath } from '../access/links.ts'
import { record } from '../journal/record.ts'
import type { OperatorActor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { TeamId } from '../kernel/ids.ts'
import { hasMembers } from '../members/membership.ts'
import { addFirstOwnerLink } from '../members/sign-in.ts'
import { write, type Db, type Trx } from '../store/open.ts'
import { createTeam, listTeams, lockFirstRun, type Team } from '../teams/teams.ts'

const nameUntilNamed = 'First team'

/**
 * On an empty database makes a first team. While nobody is in it, each start makes a new link, which asks for the team's name and its owner, and the one before
 * opens no more. Answers the path of the link, or undefined where people are in. Of several servers that start at once one makes the team.
 */
export function prepareFirstRun(db: Db, environment: Environment, as: (teamId: TeamId) => OperatorActor): Promise<string | undefined> {
  return write(db, async (trx) => {
    await lockFirstRun(trx)
    const isEmpty = (await listTeams(trx)).length === 0
    const unclaimed = isEmpty ? await makeFirstTeam(trx, as(environment.newId('team'))) : await findUnclaimedTeam(trx)
    if (!unclaimed) return undefined
    const by = as(unclaimed.teamId)
    const { secret, changes } = await addFirstOwnerLink(trx, environment, by)
    await record(trx, by, { operation: 'create_setup_link', subjectId: by.teamId, changes })
    return linkPath(secret)
  })
}

async function makeFirstTeam(trx: Trx, by: OperatorActor): Promise<Team> {
  const team = await createTeam(trx, { teamId: by.teamId, name: nameUntilNamed, currency: 'USD', at: by.at })
  const created = { kind: 'team.created', team: team.teamId, name: team.name, currency: team.currency } as const
  await record(trx, by, { operation: 'create_team', subjectId: team.teamId, changes: [created] })
  return team
}

/** The first team, while it is the only one and nobody was ever in it. */
export async function findUnclaimedTeam(trx: Trx): Promise<Team | undefined> {
  const [first, ...others] = await listTeams(trx)
  if (!first || others.length > 0 || (await hasMembers(trx, first.teamId))) return undefined
  return (await hasFirstOwnerLink(trx, first.teamId)) ? first : undefined
}
