import type { GroupId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Team } from '../teams/teams.ts'
import type { LimitRow, SupposedMembership } from './limits.sql.ts'
import type { GroupFact, Limit, LimitFacts } from './resolve-limit.ts'

/** That a limit would be this one from a moment on; undefined where it would be unset. A person's is one that has not expired. */
export type SupposedLimit = { scope: LimitRow['scope']; subjectId: GroupId | MemberId | TeamId; limit: Limit | undefined; since: Timestamp }

export type { SupposedMembership } from './limits.sql.ts'

/** What a team says of spending that decides what somebody may spend. */
export type SupposedSettings = Partial<Pick<Team, 'nestedGroups' | 'whenUnset'>>

/** What would be otherwise than it is: "what if". Nothing of it is stored. Of two that suppose something of one subject, the later counts. */
export type Hypothesis = {
  limits: readonly SupposedLimit[]
  memberships: readonly SupposedMembership[]
  settings: SupposedSettings
}

export const nothingSupposed: Hypothesis = { limits: [], memberships: [], settings: {} }

type Supposable = Pick<LimitFacts, 'override' | 'groups' | 'teamDefault'> & { team: Team; teamTotal: Limit | undefined }

/** What is set for a member, with the limits as they would be. */
export function supposing<Facts extends Supposable>(facts: Facts, { limits }: Hypothesis, memberId: MemberId): Facts {
  if (limits.length === 0) return facts
  const find = (scope: SupposedLimit['scope'], subjectId: string) => limits.findLast((each) => each.scope === scope && each.subjectId === subjectId)
  const [own, ofTeam, total] = [find('user', memberId), find('team_default', facts.team.teamId), find('team_total', facts.team.teamId)]
  const groups = facts.groups.flatMap((group) => supposingGroup(group, find('group', group.groupId)))
  return {
    ...facts,
    ...(own && { override: own.limit && { limit: own.limit, expiresAt: undefined } }),
    groups,
    ...(ofTeam && { teamDefault: ofTeam.limit }),
    ...(total && { teamTotal: total.limit }),
  }
}

/** A deleted group without its limit is nothing any more. */
function supposingGroup(group: GroupFact, supposed: SupposedLimit | undefined): GroupFact[] {
  if (!supposed) return [group]
  if (!supposed.limit) return group.frozen ? [] : [{ ...group, limit: undefined }]
  return [{ ...group, limit: { value: supposed.limit, since: supposed.since } }]
}
