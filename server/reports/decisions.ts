import { z } from 'zod'
import type { TeamId } from '../kernel/ids.ts'
import type { Db } from '../store/open.ts'
import { pageDecisions, type Decision, type DecisionFilter } from './decisions.sql.ts'
import { readReport } from './read-report.ts'

export const denialCodes = ['spend-limit-exceeded', 'team-total-exceeded', 'limit-is-zero', 'user-inactive'] as const

/** A denial in a list; `GET /v1/decisions/{decision}` has all that it rested on. */
export const DecisionItem = z.object({
  id: z.string(),
  member_id: z.string(),
  /** As the member is called now: the name, or else the e-mail address. */
  name: z.string().nullable(),
  code: z.string(),
  status: z.number(),
  detail: z.string(),
  decided_at: z.string(),
  request_id: z.string(),
  requested: z.string().nullable(),
  currency: z.string().nullable(),
  blocked_by: z.string().nullable(),
})

const advice = 'Name a user, or a shorter time: `from` and `to`.'

/** Refuses: report-too-long, reports-busy. */
export const readDecisions = (db: Db, teamId: TeamId, filter: DecisionFilter, page: Parameters<typeof pageDecisions>[3]): Promise<Decision[]> =>
  readReport(db, pageDecisions(db.read, teamId, filter, page), advice)

export function toDecisionItem(
  { decisionId, memberId, code, status, detail, decidedAt, requestId, facts }: Decision,
  name: string | null,
): z.infer<typeof DecisionItem> {
  const told = (name: string) => {
    const value = facts[name]
    return typeof value === 'string' ? value : null
  }
  return {
    id: decisionId,
    member_id: memberId,
    name,
    code,
    status: Number(status),
    detail,
    decided_at: decidedAt,
    request_id: requestId,
    requested: told('requested'),
    currency: told('currency'),
    blocked_by: told('blocked_by'),
  }
}
