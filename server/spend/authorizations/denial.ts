import type { Actor } from '../../kernel/actor.ts'
import { assert } from '../../kernel/assert.ts'
import type { Environment } from '../../kernel/environment.ts'
import { isId, type DecisionId, type TeamId } from '../../kernel/ids.ts'
import type { JsonObject } from '../../kernel/json.ts'
import { formatMicros, toMicros, type Micros } from '../../kernel/money.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import { nameOf } from '../../members/names-of-members.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../../store/open.ts'
import { withDeletedGroups } from '../explain-limit.ts'
import { toLimitShape, toReasons, toSpent } from '../explanation.ts'
import type { Standing } from '../ledger/standing.ts'
import { remainingOf } from '../remaining.ts'
import type { Limit } from '../resolve-limit.ts'
import type { Account } from './account.ts'
import type { Admission } from './admit.ts'
import { deleteDecisions, findDecisionRow, insertDecision } from './decisions.sql.ts'
import { decisionNotFound, limitIsZero, spendLimitExceeded, teamTotalExceeded, userInactive } from './refusals.ts'

export type Decision = Row<'decisions'>
type Denied = Extract<Admission, { decision: 'denied' }>

const denials = {
  'spend-limit-exceeded': spendLimitExceeded,
  'team-total-exceeded': teamTotalExceeded,
  'limit-is-zero': limitIsZero,
  'user-inactive': userInactive,
}
type Code = keyof typeof denials

/** Writes down that somebody may not spend, and all that it rested on. It is an answer, and no failure: the transaction commits. */
export async function deny(trx: Trx, environment: Environment, by: Actor, asked: Account, why: Denied | 'inactive', requested: Micros) {
  const account = { ...asked, effective: await withDeletedGroups(trx, asked.member, asked.effective, asked.period) }
  const code: Code = why === 'inactive' ? 'user-inactive' : why.code
  const decision: Decision = {
    teamId: by.teamId,
    decisionId: environment.newId('dec'),
    memberId: account.member.memberId,
    decidedAt: account.now,
    code,
    status: BigInt(code === 'user-inactive' ? 403 : 402),
    detail: why === 'inactive' ? describeInactive(account) : describeDenied(account, why, requested),
    facts: toFacts(account, why, requested),
    requestId: by.requestId,
  }
  await insertDecision(trx, { ...decision, facts: JSON.stringify(decision.facts) })
  return decision
}

/** The refusal that a denial is answered with. */
export function refusalOf({ code, detail, facts, decisionId }: Decision): Refusal {
  assert(isDenial(code), 'decisions are denials')
  return denials[code](detail, { instance: `/v1/decisions/${decisionId}`, ...facts })
}
const isDenial = (code: string): code is Code => Object.hasOwn(denials, code)

/** Refuses: decision-not-found. */
export async function requireDecision(db: Reader, teamId: TeamId, id: string): Promise<Decision> {
  const found = isId('dec', id) ? await findDecisionRow(db, teamId, id as DecisionId) : undefined // isId says so
  if (!found) throw decisionNotFound(`There is no decision ${JSON.stringify(id.slice(0, 100))} in this team. Denials are kept for some months.`)
  return found
}

/** What a denial rests on, as it goes on the wire. `retryable` is for programs: asking again, or another provider, changes nothing until `resets_at`. */
export function toFacts(account: Account, why: Denied | 'inactive', requested: Micros): JsonObject {
  const { effective, standing, period, facts } = account
  const total = toTotalShape(account)
  const shape = {
    blocked_by: why === 'inactive' ? 'inactive' : why.blockedBy,
    effective: { ...toLimitShape(effective.limit), ...toReasons(effective) },
    currency: facts.team.currency,
    settled: formatMicros(standing.settled),
    held: formatMicros(standing.held),
    requested: formatMicros(requested),
    max_approvable: formatMicros(why === 'inactive' ? toMicros(0n) : why.maxApprovable),
    ...(total && { team_total: total }),
    period,
    ...(why !== 'inactive' && { resets_at: period.end }), // who is out is not let in by the end of a period
    retryable: false,
    directory_version: facts.directoryVersion ?? null,
  }
  return shape as JsonObject // all of it is texts, lists and objects of them
}

/** What is left of a team's total, where it has one. */
export const toTotalShape = ({ facts: { teamTotal }, teamStanding }: Pick<Account, 'facts' | 'teamStanding'>) =>
  teamTotal && teamStanding && { limit: toLimitShape(teamTotal), ...toSpent(teamTotal, teamStanding) }

const describeInactive = ({ member }: Account) =>
  `${nameOf(member)} is out of the team and may spend nothing. The identity provider, or an admin of the team, decides who is in.`

function describeDenied(account: Account, { blockedBy, code }: Denied, requested: Micros): string {
  const { member, effective, standing, facts } = account
  if (code === 'limit-is-zero') return `${nameOf(member)} may not spend: the limit is 0.00 ${facts.team.currency}, ${decidedBy(account)}.`
  if (blockedBy === 'team_total' && facts.teamTotal && account.teamStanding)
    return `The team has ${leftIn(account, facts.teamTotal, account.teamStanding)}; ${formatMicros(requested)} was asked for.`
  return `${nameOf(member)} has ${leftIn(account, effective.limit, standing)}, ${decidedBy(account)}; ${formatMicros(requested)} was asked for.`
}

function leftIn({ facts: { team }, period }: Account, limit: Limit, standing: Standing): string {
  const left = remainingOf(limit, standing)
  const amount = limit.kind === 'amount' ? formatMicros(limit.micros) : 'unlimited'
  const timeZone = team.periodSettings.findLast(({ since }) => since === null || since < period.end)?.timeZone ?? 'UTC'
  return `${formatMicros(left ?? toMicros(0n))} of ${amount} ${team.currency} left until ${momentIn(timeZone, period.end)}`
}

function decidedBy({ effective: { source, deciding } }: Account): string {
  if (source === 'group') return byGroups(deciding.map(({ name }) => name))
  if (source === 'user_override') return 'by a limit of their own'
  return source === 'team_default' ? "by the team's default" : 'as nothing is set'
}

const namedInWords = 3

/** Groups that are tied may be hundreds: the first ones are named in the sentence, and the explanation names more. */
function byGroups(names: readonly string[]): string {
  const [only] = names
  if (names.length === 1) return `by the group ${only}`
  const rest = names.length - namedInWords
  const parts = rest > 0 ? [...names.slice(0, namedInWords), rest === 1 ? 'another one' : `${rest} others`] : names
  return `by the groups ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** `1 Dec 2026 00:00 (America/New_York)`. */
function momentIn(timeZone: string, at: Timestamp): string {
  const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at))
  return `${words.replace(',', '')} (${timeZone})`
}

const daysKept = 90
const decisionsPerBatch = 500

/** Forgets the decisions of some months ago. */
export async function forgetDecisions(db: Db, now: Timestamp): Promise<void> {
  const before = addSeconds(now, -daysKept * 86_400)
  while ((await write(db, (trx) => deleteDecisions(trx, before, decisionsPerBatch))) === decisionsPerBatch);
}
