import type { TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { teamOf, type Team } from '../teams/teams.ts'
import type { AsOf } from '../kernel/past-moment.ts'
import { listSettingsBefore } from './team-then.sql.ts'

/** What a team said of spending at a moment: what it says now, with each change since taken back, as the audit log tells them. */
export async function readTeamThen(db: Reader, teamId: TeamId, { at, isPast }: AsOf): Promise<Team> {
  const team = await teamOf(db, teamId)
  if (!isPast) return team
  return (await listSettingsBefore(db, teamId, at)).reduce<Team>((then, { nestedGroups, whenUnset }) => {
    return { ...then, ...(nestedGroups !== null && { nestedGroups }), ...(whenUnset !== null && { whenUnset }) }
  }, team)
}
