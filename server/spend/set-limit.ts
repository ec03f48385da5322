import { requireTeamGroup, requireTeamGroupToKeep } from '../directory/groups.ts'
import type { Change } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type GroupId, type MemberId, type TeamId } from '../kernel/ids.ts'
import { requireCurrent, type Preconditions } from '../kernel/preconditions.ts'
import { pointing } from '../kernel/refusal.ts'
import { requireMember } from '../members/find-member.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { lockTeam, teamOf } from '../teams/teams.ts'
import { toLimit } from './effective-limit.ts'
import { blankReasons, findLimit, findLimitRow, listLimitsOfScope, moveTotal, type LimitRow, type Subject } from './limits.sql.ts'
import type { SupposedLimit } from './hypothesis.ts'
import { freeze, putLimit, takeAway, type Wanted } from './put-limit.ts'
import { expiryPast, limitNotFound } from './refusals.ts'
import { requireCurrencyOf } from './require-currency.ts'

export { pageLimits, type LimitRow, type Subject } from './limits.sql.ts'

export type { Wanted } from './put-limit.ts'

/** Whose limit it is, as a client names it: of the whole team, of a group by its id, of a person by an address. */
export type Named = { scope: 'team_default' | 'team_total' } | { scope: 'group'; group: string } | { scope: 'user'; user: string }

/** The entity tag of a limit: each change makes another one. */
export const limitEtag = ({ limitId, revision }: LimitRow): string => `"${limitId}.${revision}"`

/**
 * Sets a limit: what each member may spend who is in no group with a limit, what each member of a group may, what one person may, whatever else is set, or
 * what all together may. Refuses: group-not-found, user-not-found, ambiguous-user, currency-mismatch, expiry-past, stale-etag.
 */
export const setLimit = (
  db: Db,
  environment: Environment,
  by: Actor,
  named: Named,
  wanted: Wanted,
  preconditions: Preconditions = {},
): Promise<LimitRow> =>
  write(db, async (trx) => {
    const subject = named.scope === 'group' ? toSubject(await requireTeamGroupToKeep(trx, by.teamId, named.group)) : await findSubject(trx, by, named)
    if (named.scope === 'team_total') await moveTotal(trx, by.teamId)
    await lockTeam(trx, by.teamId) // two who set the same limit at once are told one after the other
    const before = await requireSettable(trx, by, subject, wanted, preconditions)
    const { row, changes } =
      before && isAsWanted(before, wanted) ? { row: before, changes: [] } : await putLimit(trx, environment, by, subject, wanted)
    await record(trx, by, { operation: 'set_limit', status: 200, subjectId: subject.subjectId, changes })
    return row
  })

/** Takes a limit away. Where there is none, that is so already. Refuses: group-not-found, user-not-found, ambiguous-user, stale-etag. */
export const unsetLimit = (db: Db, by: Actor, named: Named, preconditions: Preconditions = {}): Promise<void> =>
  write(db, async (trx) => {
    const subject = named.scope === 'group' ? toSubject(await requireTeamGroup(trx, by.teamId, named.group)) : await findSubject(trx, by, named)
    if (named.scope === 'team_total') await moveTotal(trx, by.teamId)
    await lockTeam(trx, by.teamId)
    await requireUnsettable(trx, by, subject, preconditions)
    const changes = await takeAway(trx, by, subject)
    await record(trx, by, { operation: 'unset_limit', status: 204, subjectId: subject.subjectId, changes })
  })

type Asker = Pick<Actor, 'teamId' | 'at'>

/** What `setLimit` would do, as something to suppose. Changes nothing, and refuses what that refuses. */
export async function supposeSet(db: Reader, by: Asker, named: Named, wanted: Wanted, preconditions: Preconditions = {}): Promise<SupposedLimit> {
  const subject = named.scope === 'group' ? toSubject(await requireTeamGroup(db, by.teamId, named.group)) : await findSubject(db, by, named)
  await requireSettable(db, by, subject, wanted, preconditions)
  return { ...subject, limit: wanted.limit, since: by.at }
}

/** What `unsetLimit` would do, likewise. */
export async function supposeUnset(db: Reader, by: Asker, named: Named, preconditions: Preconditions = {}): Promise<SupposedLimit> {
  const subject = named.scope === 'group' ? toSubject(await requireTeamGroup(db, by.teamId, named.group)) : await findSubject(db, by, named)
  await requireUnsettable(db, by, subject, preconditions)
  return { ...subject, limit: undefined, since: by.at }
}

/** The limit that another one would take the place of. Refuses: currency-mismatch, stale-etag, expiry-past. */
async function requireSettable(
  db: Reader,
  by: Asker,
  subject: Subject,
  { currency, expiresAt }: Wanted,
  preconditions: Preconditions,
): Promise<LimitRow | undefined> {
  if (currency !== undefined) requireCurrencyOf(await teamOf(db, by.teamId), currency)
  const before = await requireUnsettable(db, by, subject, preconditions)
  if (expiresAt !== undefined && expiresAt <= by.at)
    throw pointing(
      expiryPast,
      '/expires_at',
      `The limit would end ${expiresAt}, and it is ${by.at}. Name a moment to come, or none for a limit that stays.`,
    )
  return before
}

/** The limit that would be taken away, if any is set. Refuses: stale-etag. */
async function requireUnsettable(db: Reader, { teamId }: Asker, subject: Subject, preconditions: Preconditions): Promise<LimitRow | undefined> {
  const before = await findLimit(db, teamId, subject)
  requireCurrent(preconditions, before && limitEtag(before))
  return before
}

/** Refuses: limit-not-found. */
export async function requireLimit(db: Reader, teamId: TeamId, limitId: string): Promise<LimitRow> {
  const row = isId('lim', limitId) ? await findLimitRow(db, teamId, limitId) : undefined
  if (!row)
    throw limitNotFound(`There is no limit ${JSON.stringify(limitId.slice(0, 100))} in this team. GET /v1/spend_limits lists those that are set.`)
  return row
}

/** What is set for whom is named. Refuses: group-not-found, user-not-found, ambiguous-user, limit-not-found. */
export async function requireLimitOf(db: Reader, by: Asker, named: Named): Promise<LimitRow> {
  const subject = named.scope === 'group' ? toSubject(await requireTeamGroup(db, by.teamId, named.group)) : await findSubject(db, by, named)
  const row = await findLimit(db, by.teamId, subject)
  if (!row) throw limitNotFound('None is set here. PUT at the same address sets one.')
  return row
}

/** Ends the limit of a group that ends, in the same transaction. Answers what moved. */
export const endGroupLimit = (trx: Trx, by: Actor, groupId: GroupId): Promise<Change[]> => takeAway(trx, by, { scope: 'group', subjectId: groupId })

/** As `endGroupLimit`; it holds on where the team has the limits of deleted groups frozen. A group that ends with its directory lets go: an admin ended that. */
export async function endOrFreezeGroupLimit(trx: Trx, by: Actor, groupId: GroupId): Promise<Change[]> {
  const subject: Subject = { scope: 'group', subjectId: groupId }
  const { onGroupDelete } = await teamOf(trx, by.teamId)
  return onGroupDelete === 'freeze' ? freeze(trx, by, subject) : takeAway(trx, by, subject)
}

/** Ends the limit of one person, in the caller's transaction. Answers what moved. */
export const endUserLimit = (trx: Trx, by: Actor, memberId: MemberId): Promise<Change[]> => takeAway(trx, by, { scope: 'user', subjectId: memberId })

/** Blanks what was written about somebody in the reasons of their limits. */
export const eraseLimitReasons = (trx: Trx, teamId: TeamId, memberId: MemberId): Promise<void> => blankReasons(trx, teamId, memberId)

/** Gives the limit of a group to another one, which has none, in the caller's transaction: it keeps its id. Answers what moved. */
export async function moveGroupLimit(trx: Trx, environment: Environment, by: Actor, limit: LimitRow, to: GroupId): Promise<Change[]> {
  const taken = await takeAway(trx, by, limit)
  const wanted = { limit: toLimit(limit), reason: limit.reason ?? undefined }
  return [...taken, ...(await putLimit(trx, environment, by, { scope: 'group', subjectId: to }, wanted, limit)).changes]
}

/** The limits of a team that are those of groups. */
export const listGroupLimits = (db: Reader, teamId: TeamId): Promise<LimitRow[]> => listLimitsOfScope(db, teamId, 'group')

const toSubject = ({ groupId }: { groupId: GroupId }): Subject => ({ scope: 'group', subjectId: groupId })

async function findSubject(db: Reader, { teamId }: Pick<Actor, 'teamId'>, named: Exclude<Named, { scope: 'group' }>): Promise<Subject> {
  if (named.scope !== 'user') return { scope: named.scope, subjectId: teamId }
  const { memberId } = await requireMember(db, teamId, named.user)
  return { scope: 'user', subjectId: memberId }
}

function isAsWanted(row: LimitRow, { limit, reason, expiresAt }: Wanted): boolean {
  const micros = limit.kind === 'amount' ? limit.micros : null
  return row.kind === limit.kind && row.amountMicros === micros && row.reason === (reason ?? null) && row.expiresAt === (expiresAt ?? null)
}
