import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Cursors } from '../kernel/cursors.ts'
import type { DecisionId } from '../kernel/ids.ts'
import { listOf, PageQuery, toPage } from '../kernel/pages.ts'
import { toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { requireMember } from '../members/find-member.ts'
import { namesOfMembers } from '../members/names-of-members.ts'
import type { Db } from '../store/open.ts'
import { DecisionItem, denialCodes, readDecisions, toDecisionItem } from './decisions.ts'

const moment = z.iso.datetime({ offset: true }).optional()

/** What was refused to those who asked before they spent. */
export const decisionRoutes: FastifyPluginAsyncZod<{ db: Db; cursors: Cursors }> = async (app, { db, cursors }) => {
  app.get('/decisions', {
    config: { permission: 'spend:read', isLedger: true },
    schema: {
      operationId: 'listDecisions',
      summary: 'List the requests to spend that were refused',
      querystring: PageQuery.extend({ user: z.string().max(600).optional(), code: z.enum(denialCodes).optional(), from: moment, to: moment }),
      response: { 200: listOf(DecisionItem) },
    },
    handler: async ({ actor, query: { limit, cursor, user, code, from, to } }) => {
      const { teamId } = actor
      const memberId = user === undefined ? undefined : (await requireMember(db.read, teamId, user)).memberId
      const filter = { memberId, code, from: toMoment(from), to: toMoment(to) }
      const list = [teamId, 'decisions', filter]
      const before = cursors.open(list, cursor) as DecisionId | undefined // sealed below
      const rows = await readDecisions(db, teamId, filter, { before, limit: limit + 1 })
      const nameOf = await namesOfMembers(
        db.read,
        teamId,
        rows.map((row) => row.memberId),
      )
      return toPage(
        rows,
        limit,
        (row) => toDecisionItem(row, nameOf(row.memberId)),
        ({ decisionId }) => cursors.seal(list, decisionId),
      )
    },
  })
}

const toMoment = (text: string | undefined): Timestamp | undefined => (text === undefined ? undefined : toTimestamp(Date.parse(text)))
