import type { Environment } from '../../kernel/environment.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { requireMemberOfId } from '../../members/find-member.ts'
import type { Member } from '../../members/membership.ts'
import { othersWriteMeanwhile } from '../../store/dialect.ts'
import type { Reader, Trx } from '../../store/open.ts'
import { lockTeam, type Team } from '../../teams/teams.ts'
import { readFactsToAdmit, readLimitFacts, type StoredFacts } from '../effective-limit.ts'
import { lockAccount } from '../ledger/book.ts'
import { periodOf, usePeriodOf } from '../ledger/period-of.ts'
import { readBalance, readTeamBalance, type Standing } from '../ledger/standing.ts'
import type { Period } from '../periods.ts'
import { resolveLimit, type EffectiveLimit } from '../resolve-limit.ts'

/** Who spends, what may be spent, and how it stands: all that an admission looks at. */
export type Account = {
  member: Member
  facts: StoredFacts
  effective: EffectiveLimit
  period: Period
  standing: Standing
  teamStanding: Standing | undefined
  now: Timestamp
}

/**
 * Opens the account of a member for an admission: from here until the transaction ends nobody else is admitted in it, nor in the team where that has a
 * total. What decides is read once the locks are had: a change of the directory that was committed before is in it. `from` names another period than the present one.
 */
export async function openAccount(trx: Trx, environment: Environment, found: Member, from?: Period): Promise<Account> {
  const { teamId, memberId } = found
  const asked = await readFactsToAdmit(trx, teamId, memberId)
  if (asked.teamTotal) await lockTeam(trx, teamId)
  const { period, now } = await lockPeriod(trx, environment, asked.team, memberId, from)
  const isOld = othersWriteMeanwhile(trx)
  const facts = isOld ? await readLimitFacts(trx, teamId, memberId) : asked
  const member = isOld ? await requireMemberOfId(trx, teamId, memberId) : found
  return readAccount(trx, { member, facts, period, now })
}

/** Locks what a member spends now, or in the period that is given. `now` is when the lock was had: waiting for it may have taken until the next period. */
async function lockPeriod(
  trx: Trx,
  environment: Environment,
  team: Team,
  memberId: MemberId,
  from?: Period,
): Promise<{ period: Period; now: Timestamp }> {
  for (;;) {
    const period = from ?? (await usePeriodOf(trx, team, environment.now()))
    await lockAccount(trx, team.teamId, period.start, memberId)
    const now = environment.now()
    if (from || now < period.end) return { period, now }
  }
}

/** Reads the same without a lock: what it tells may be over as it is told. */
export async function viewAccount(db: Reader, member: Member, now: Timestamp): Promise<Account> {
  const facts = await readLimitFacts(db, member.teamId, member.memberId)
  return readAccount(db, { member, facts, period: await periodOf(db, facts.team, now), now })
}

type Found = Pick<Account, 'member' | 'facts' | 'period' | 'now'>

async function readAccount(db: Reader, { member, facts, period, now }: Found): Promise<Account> {
  const { teamId, memberId } = member
  return {
    member,
    facts,
    effective: resolveLimit({ ...facts, now }),
    period,
    standing: await readBalance(db, teamId, memberId, period.start, now),
    teamStanding: facts.teamTotal && (await readTeamBalance(db, teamId, period.start, now)),
    now,
  }
}
