import type { z } from 'zod'
import type { Actor } from '../kernel/actor.ts'
import { digestOf } from '../kernel/canonical.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import { toPage } from '../kernel/pages.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Db, Reader } from '../store/open.ts'
import { teamOf, type Team } from '../teams/teams.ts'
import { toLimit } from './effective-limit.ts'
import { toLimitShape, toSpent } from './explanation.ts'
import type { Hypothesis } from './hypothesis.ts'
import { describeAffected } from './affected-members.ts'
import type { Impact, ImpactQuery } from './impact-shape.ts'
import { periodOf } from './ledger/period-of.ts'
import { readTeamBalance } from './ledger/standing.ts'
import type { Ground, Stretch } from './limit-changes.sql.ts'
import { findLimit, hasFrozenLimits } from './limits.sql.ts'
import { remainingOf } from './remaining.ts'
import { fallbackOf, type Limit } from './resolve-limit.ts'
import { walkChanges } from './walk-changes.ts'

type Tools = { db: Db; environment: Environment; cursors: Cursors }
export type Preview = (by: Pick<Actor, 'teamId' | 'at'>, hypothesis: Hypothesis, page: z.infer<typeof ImpactQuery>) => Promise<z.infer<typeof Impact>>

/**
 * Tells what a change would do, and changes nothing: it reads those whom that may move, or else the whole team, in stretches, beside the requests, and computes by
 * the rule of `resolveLimit` in SQL; who is shown is resolved by that rule itself. What it tells is of as many moments as there are stretches.
 * Refuses: preview-too-long, previews-busy, cursor-invalid.
 */
export const makePreview =
  ({ db, environment, cursors }: Tools): Preview =>
  async (by, hypothesis, { limit, cursor, effect }) => {
    const list = [by.teamId, 'preview', nameOf(hypothesis), effect ?? '']
    const from = cursors.open(list, cursor) as MemberId | undefined // sealed below
    const team = await teamOf(db.read, by.teamId)
    const period = await periodOf(db.read, team, by.at)
    const stretch = { ...(await groundsOf(db.read, team, hypothesis)), teamId: by.teamId, hypothesis, periodStart: period.start, now: by.at }
    const { rows, counts } = await walkChanges(db, environment, stretch, { from, effect, limit: limit + 1 })
    const shown = await describeAffected(db.read, by, hypothesis, rows.slice(0, limit))
    return {
      dry_run: true,
      currency: team.currency,
      period,
      counts: from === undefined ? counts : null,
      ...(await totalOf(db.read, team, hypothesis, period.start, by.at)),
      users: toPage(
        rows,
        limit,
        ({ memberId }) => shown(memberId),
        ({ memberId }) => cursors.seal(list, memberId),
      ),
      as_of: by.at,
    }
  }

/** Two hypotheses of one name suppose the same, whenever they are asked. */
function nameOf({ limits, memberships, settings }: Hypothesis): string {
  const supposed = limits.map(({ scope, subjectId, limit }) => [scope, subjectId, limit ? toLimitShape(limit) : null])
  return digestOf(JSON.parse(JSON.stringify([supposed, memberships, settings])) as Json) // it was written as JSON just before
}

type Grounds = Pick<Stretch, 'before' | 'after' | 'hasFrozen'>

async function groundsOf(db: Reader, team: Team, { limits, settings }: Hypothesis): Promise<Grounds> {
  const stored = await findLimit(db, team.teamId, { scope: 'team_default', subjectId: team.teamId })
  const supposed = limits.findLast(({ scope }) => scope === 'team_default')
  const now = stored && toLimit(stored)
  const ground = ({ nestedGroups, whenUnset }: Pick<Team, 'nestedGroups' | 'whenUnset'>, teamDefault: Limit | undefined): Ground => ({
    expands: nestedGroups === 'expand',
    fallback: teamDefault ?? fallbackOf(whenUnset),
  })
  return {
    before: ground(team, now),
    after: ground({ ...team, ...settings }, supposed ? supposed.limit : now),
    hasFrozen: await hasFrozenLimits(db, team.teamId),
  }
}

/** What becomes of the total of the team, where that is supposed to be another one. */
async function totalOf(
  db: Reader,
  { teamId }: Team,
  { limits }: Hypothesis,
  periodStart: Timestamp,
  now: Timestamp,
): Promise<Pick<z.infer<typeof Impact>, 'team_total'>> {
  const supposed = limits.findLast(({ scope }) => scope === 'team_total')
  if (!supposed) return {}
  const stored = await findLimit(db, teamId, { scope: 'team_total', subjectId: teamId })
  const balance = await readTeamBalance(db, teamId, periodStart, now)
  const tell = (limit: Limit | undefined) => (limit ? { limit: toLimitShape(limit), ...toSpent(limit, balance) } : null)
  const left = supposed.limit && remainingOf(supposed.limit, balance)
  return { team_total: { before: tell(stored && toLimit(stored)), after: tell(supposed.limit), blocks: left !== undefined && left <= 0n } }
}
