import { requireTeamGroup, requireTeamGroupToKeep } from '../directory/groups.ts'
import type { Change, LimitFact } from '../journal/changes.ts'
import { record } from '../journal/record.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import type { GroupId, TeamId } from '../kernel/ids.ts'
import { formatMicros } from '../kernel/money.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { lockTeam } from '../teams/teams.ts'
import { teamDefaultOf, toLimit } from './effective-limit.ts'
import { endLimit, insertLimit, listLimits, type LimitRow, type Subject } from './limits.sql.ts'
import type { Limit } from './resolve-limit.ts'

export type { LimitRow } from './limits.sql.ts'
export type Wanted = { limit: Limit; reason: string | undefined }

/** Sets what each member may spend who is in no group with a limit. */
export const setTeamDefault = (db: Db, environment: Environment, by: Actor, wanted: Wanted): Promise<LimitRow> =>
  write(db, (trx) => setLimit(trx, environment, by, teamDefaultOf(by.teamId), wanted))

/** Sets what each member of a directory group may spend. It is each one's own, no shared pool. Refuses: group-not-found. */
export const setGroupLimit = (db: Db, environment: Environment, by: Actor, groupId: string, wanted: Wanted): Promise<LimitRow> =>
  write(db, async (trx) => {
    const group = await requireTeamGroupToKeep(trx, by.teamId, groupId)
    return setLimit(trx, environment, by, { scope: 'group', subjectId: group.groupId }, wanted)
  })

export const unsetTeamDefault = (db: Db, by: Actor): Promise<void> => write(db, (trx) => unsetLimit(trx, by, teamDefaultOf(by.teamId)))

/** Refuses: group-not-found. */
export const unsetGroupLimit = (db: Db, by: Actor, groupId: string): Promise<void> =>
  write(db, async (trx) => {
    const group = await requireTeamGroup(trx, by.teamId, groupId)
    await unsetLimit(trx, by, { scope: 'group', subjectId: group.groupId })
  })

/** Ends the limit of a group that ends, in the same transaction. Answers what moved. */
export const endGroupLimit = (trx: Trx, by: Actor, groupId: GroupId): Promise<Change[]> => takeAway(trx, by, { scope: 'group', subjectId: groupId })

/** Gives the limit of a group to another one, which has none, in the caller's transaction. Answers what moved. */
export async function moveGroupLimit(trx: Trx, environment: Environment, by: Actor, limit: LimitRow, to: GroupId): Promise<Change[]> {
  const taken = await takeAway(trx, by, limit)
  const given = await putLimit(trx, environment, by, { scope: 'group', subjectId: to }, { limit: toLimit(limit), reason: limit.reason ?? undefined })
  return [...taken, given.change]
}

/** The limits of a team that are those of groups. */
export async function listGroupLimits(db: Reader, teamId: TeamId): Promise<LimitRow[]> {
  return (await listLimits(db, teamId)).filter(({ scope }) => scope === 'group')
}

async function setLimit(trx: Trx, environment: Environment, by: Actor, subject: Subject, wanted: Wanted): Promise<LimitRow> {
  await lockTeam(trx, by.teamId) // two who set the same limit at once are told one after the other
  const { row, change } = await putLimit(trx, environment, by, subject, wanted)
  await record(trx, by, { operation: 'set_limit', status: 200, subjectId: subject.subjectId, changes: [change] })
  return row
}

async function putLimit(
  trx: Trx,
  environment: Environment,
  by: Actor,
  subject: Subject,
  { limit, reason }: Wanted,
): Promise<{ row: LimitRow; change: Change }> {
  const before = await endLimit(trx, by.teamId, subject, by)
  const row: LimitRow = {
    teamId: by.teamId,
    limitId: environment.newId('lim'),
    ...subject,
    kind: limit.kind,
    amountMicros: limit.kind === 'amount' ? limit.micros : null,
    reason: reason ?? null,
    sinceAt: by.at,
    sinceRequest: by.requestId,
    untilAt: null,
    untilRequest: null,
  }
  await insertLimit(trx, row)
  const change: Change = {
    kind: 'limit.set',
    scope: subject.scope,
    subject: subject.subjectId,
    before: before ? toFact(before) : null,
    after: toFact(row),
  }
  return { row, change }
}

/** Takes a limit away. Where there is none, that is so already. */
async function unsetLimit(trx: Trx, by: Actor, subject: Subject): Promise<void> {
  await lockTeam(trx, by.teamId)
  const changes = await takeAway(trx, by, subject)
  await record(trx, by, { operation: 'unset_limit', status: 204, subjectId: subject.subjectId, changes })
}

async function takeAway(trx: Trx, by: Actor, subject: Subject): Promise<Change[]> {
  const before = await endLimit(trx, by.teamId, subject, by)
  const { scope, subjectId } = subject
  return before ? [{ kind: 'limit.unset', scope, subject: subjectId, before: toFact(before), after: null }] : []
}

function toFact(row: LimitRow): LimitFact {
  const limit = toLimit(row)
  return limit.kind === 'amount' ? { kind: 'amount', amount: formatMicros(limit.micros) } : limit
}
