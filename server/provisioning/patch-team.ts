import { may } from '../access/permissions.ts'
import { insufficientRole, insufficientScope } from '../access/refusals.ts'
import { record } from '../journal/record.ts'
import type { Caller } from '../kernel/actor.ts'
import type { Preconditions } from '../kernel/preconditions.ts'
import { requireUnspent } from '../spend/require-unspent.ts'
import { nothingSupposed, type Hypothesis } from '../spend/hypothesis.ts'
import { endSessionsOutsideSso, requireSsoReady } from '../sso/require-sso.ts'
import { write, type Db, type Reader } from '../store/open.ts'
import { changeTeam, planTeam, type TeamWishes } from '../teams/change-team.ts'
import { requireCurrency, type Team } from '../teams/teams.ts'

/** What a team's administrators may set of it. Its plan is the operator's. */
export type TeamPatch = Omit<TeamWishes, 'plan'>

/**
 * Changes what a team's administrators set of it, and what follows from that.
 * Refuses: insufficient-role, insufficient-scope, stale-etag, currency-unknown, currency-fixed, sso-not-ready, sso-unproven.
 */
export function patchTeam(db: Db, by: Caller, wanted: TeamPatch, preconditions: Preconditions): Promise<Team> {
  requirePatch(by, wanted)
  return write(db, async (trx) => {
    const { before, team, changes } = await changeTeam(trx, by, wanted, preconditions)
    await requireChange(trx, by, before, team)
    const ended = team.requireSso && !before.requireSso ? await endSessionsOutsideSso(trx, by) : []
    const isRenaming = Object.entries(wanted).every(([key, value]) => key === 'name' || value === undefined)
    const operation = isRenaming ? 'rename_team' : 'change_team'
    await record(trx, by, { operation, status: 200, subjectId: by.teamId, changes: [...changes, ...ended] })
    return team
  })
}

/** What `patchTeam` would do to what people may spend, as something to suppose. Changes nothing, and refuses what that refuses. */
export async function supposePatch(db: Reader, by: Caller, wanted: TeamPatch, preconditions: Preconditions): Promise<Hypothesis> {
  requirePatch(by, wanted)
  const { before, team } = await planTeam(db, by, wanted, preconditions)
  await requireChange(db, by, before, team)
  return { ...nothingSupposed, settings: { nestedGroups: team.nestedGroups, whenUnset: team.whenUnset } }
}

function requirePatch(by: Caller, wanted: TeamPatch): void {
  if (wanted.requireSso !== undefined) requireSsoWriter(by)
  if (wanted.currency !== undefined) requireCurrency(wanted.currency)
}

async function requireChange(db: Reader, by: Caller, before: Team, team: Team): Promise<void> {
  if (team.currency !== before.currency) await requireUnspent(db, before)
  if (team.requireSso && !before.requireSso) await requireSsoReady(db, by)
}

/** How people sign in is not for who may but rename the team. */
function requireSsoWriter(by: Caller): void {
  if (may(by, 'sso:write')) return
  const detail = 'require_sso needs sso:write, besides team:write.'
  throw by.kind === 'session' ? insufficientRole(detail) : insufficientScope(detail)
}
