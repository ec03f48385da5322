import type { Change, LimitFact } from '../../journal/changes.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { AlertScope } from '../../kernel/alert-rules.ts'
import { assert } from '../../kernel/assert.ts'
import type { MemberId, TeamId } from '../../kernel/ids.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { Trx } from '../../store/open.ts'
import { readLimitFacts, readLimitFactsOf, type StoredFacts } from '../effective-limit.ts'
import { unattributed } from '../ledger/accounts.ts'
import type { Moved, Postings } from '../ledger/book.ts'
import { periodOf } from '../ledger/period-of.ts'
import { readTeamSpent } from '../ledger/standing.ts'
import { resolveLimit, type Limit } from '../resolve-limit.ts'
import { forgetFired, listFired, lockTeamAlerts, markFired, type FiredRow } from './alerts.sql.ts'
import { cross, mayCross, rulesOf, thresholdsOf, type Crossing, type Threshold } from './thresholds.ts'

/** What is set for members, where that was read in this transaction, their accounts being locked. */
export type KnownFacts = ReadonlyMap<MemberId, StoredFacts>

/**
 * Writes what was posted, and marks the thresholds that spending reached by it, each once. Answers what is to be told of them, for the caller's entry in the
 * journal. Costs what is read of limits; what was told is asked for only by who is beyond the lowest threshold.
 */
export async function writePostings(trx: Trx, by: Actor, postings: Postings, now: Timestamp, known: KnownFacts = new Map()): Promise<Change[]> {
  await postings.write(trx)
  const moved = postings.moved()
  if (moved.length === 0) return []
  const facts = await completeFacts(trx, by.teamId, moved, known)
  const changes: Change[] = []
  for (const [periodStart, those] of Map.groupBy(moved, (each) => each.periodStart)) {
    const telling = { trx, by, periodStart, now }
    changes.push(...(await tellMembers(telling, those, facts)), ...(await tellTeam(telling, those, facts)))
  }
  return changes
}

type Telling = { trx: Trx; by: Actor; periodStart: Timestamp; now: Timestamp }

/** The facts of all whose accounts moved; where that is nobody's spending alone, those of nobody, which tell what the team has set. */
async function completeFacts(trx: Trx, teamId: TeamId, moved: readonly Moved[], known: KnownFacts): Promise<KnownFacts> {
  const ids = new Set(moved.map(({ memberId }) => memberId))
  if (ids.size > 1) ids.delete(unattributed)
  const missing = [...ids].filter((memberId) => !known.has(memberId))
  const [only, ...others] = missing
  if (only === undefined) return known
  if (others.length === 0) return new Map([...known, [only, await readLimitFacts(trx, teamId, only)]])
  return new Map([...known, ...(await readLimitFactsOf(trx, teamId, missing))])
}

/** Somebody, or the team, whose spending moved, and the thresholds of their limit. */
type Watched = { scope: AlertScope; subject: MemberId | TeamId; limit: Limit | undefined; thresholds: Threshold[]; before: bigint; after: bigint }

async function tellMembers(telling: Telling, moved: readonly Moved[], facts: KnownFacts): Promise<Change[]> {
  const watched = moved.flatMap(({ memberId: subject, before, after }): Watched[] => {
    const own = subject === unattributed ? undefined : facts.get(subject)
    if (!own) return []
    const { limit } = resolveLimit({ ...own, now: telling.now })
    return [{ scope: 'user', subject, limit, thresholds: thresholdsOf(rulesOf(own.team.alertRules, 'user'), limit), before, after }]
  })
  return tellReached(telling, watched, facts)
}

/** The team's spending is looked at by one transaction at a time, and only where it has a threshold. */
async function tellTeam(telling: Telling, moved: readonly Moved[], facts: KnownFacts): Promise<Change[]> {
  const { trx, by, periodStart } = telling
  const { team, teamTotal: limit } = anyOf(facts)
  const thresholds = thresholdsOf(rulesOf(team.alertRules, 'team_total'), limit)
  if (thresholds.length === 0) return []
  await lockTeamAlerts(trx, by.teamId)
  const after = await readTeamSpent(trx, by.teamId, periodStart)
  const before = after - moved.reduce((sum, each) => sum + each.after - each.before, 0n)
  return tellReached(telling, [{ scope: 'team_total', subject: by.teamId, limit, thresholds, before, after }], facts)
}

function anyOf(facts: KnownFacts): StoredFacts {
  const [any] = facts.values()
  assert(any, 'whoever spent has facts')
  return any
}

async function tellReached(telling: Telling, watched: readonly Watched[], facts: KnownFacts): Promise<Change[]> {
  const close = watched.filter((each) => mayCross(each.thresholds, each))
  const [first] = close
  if (!first) return []
  const { trx, by, periodStart } = telling
  const subjectIds = JSON.stringify(close.map(({ subject }) => subject))
  const rows = await listFired(trx, { teamId: by.teamId, scope: first.scope, periodStart, subjectIds })
  const fired = Map.groupBy(rows, ({ subjectId }) => subjectId)
  const crossings = close.map((each) => {
    const before = new Map(fired.get(each.subject)?.map(({ threshold, reachedMicros }) => [threshold, reachedMicros]))
    return { each, crossing: cross(each.thresholds, { ...each, fired: before }) }
  })
  await markFired(
    trx,
    crossings.flatMap(({ each, crossing }) => toRows(telling, each, crossing)),
  )
  for (const { each, crossing } of crossings) {
    const keys = crossing.armed.map(({ key }) => key)
    if (keys.length > 0) await forgetFired(trx, { teamId: by.teamId, scope: each.scope, subjectId: each.subject, periodStart, keys })
  }
  const reached = crossings.filter(({ crossing }) => crossing.reached.length > 0)
  if (reached.length === 0) return []
  const { team } = anyOf(facts)
  const { end: periodEnd } = await periodOf(trx, team, periodStart)
  return reached.map(({ each, crossing }) => toChange(each, crossing, { currency: team.currency, periodStart, periodEnd }))
}

const toRows = ({ by, periodStart, now }: Telling, { scope, subject }: Watched, { reached, lifted }: Crossing): FiredRow[] =>
  [...reached, ...lifted].map(({ key, micros }) => ({
    teamId: by.teamId,
    scope,
    subjectId: subject,
    periodStart,
    threshold: key,
    reachedMicros: micros,
    firedAt: now,
    requestId: by.requestId,
  }))

function toChange(
  { scope, subject, limit, after }: Watched,
  { reached }: Crossing,
  known: { currency: string; periodStart: Timestamp; periodEnd: Timestamp },
): Change {
  const rules = reached.map(({ rule }) => rule)
  const threshold = rules.at(-1)
  assert(threshold, 'a threshold was reached')
  const spent = formatMicros(toMicros(after))
  return { kind: 'threshold.reached', scope, subject, threshold, passed: rules.slice(0, -1), limit: toLimitFact(limit), spent, ...known }
}

const toLimitFact = (limit: Limit | undefined): LimitFact | null =>
  limit === undefined ? null : limit.kind === 'unlimited' ? limit : { kind: limit.kind, amount: formatMicros(limit.micros) }
