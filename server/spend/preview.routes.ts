import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { may } from '../access/permissions.ts'
import { insufficientRole, insufficientScope } from '../access/refusals.ts'
import { requireTeamGroup } from '../directory/groups.ts'
import type { Caller } from '../kernel/actor.ts'
import { AmountText, requireAmount } from '../kernel/amounts.ts'
import type { Cursors } from '../kernel/cursors.ts'
import type { Environment } from '../kernel/environment.ts'
import { requireMember } from '../members/find-member.ts'
import type { Db, Reader } from '../store/open.ts'
import { nestedGroups, whenUnset } from '../teams/change-team.ts'
import type { Hypothesis, SupposedLimit, SupposedMembership } from './hypothesis.ts'
import { Impact, ImpactQuery } from './impact-shape.ts'
import { makePreview } from './preview-limits.ts'
import { supposeSet, supposeUnset } from './set-limit.ts'

const mostChanges = 100
/** `unset` takes away what is set. */
const what = { kind: z.enum(['amount', 'unlimited', 'unset']), amount: AmountText.optional(), currency: z.string().max(20).optional() }
const LimitChange = z
  .discriminatedUnion('scope', [
    z.strictObject({ scope: z.literal('team_default'), ...what }),
    z.strictObject({ scope: z.literal('team_total'), ...what }),
    z.strictObject({ scope: z.literal('group'), group: z.string().max(100), ...what }),
    z.strictObject({ scope: z.literal('user'), user: z.string().max(600), ...what }),
  ])
  .refine(({ kind, amount }) => kind === 'amount' || amount === undefined, 'has an amount, which goes with the kind `amount` alone')
const MembershipChange = z.strictObject({ user: z.string().max(600), group: z.string().max(100), change: z.enum(['join', 'leave']) })
const SettingsChange = z.strictObject({ nested_groups: z.enum(nestedGroups), when_unset: z.enum(whenUnset) }).partial()

/** What would be otherwise, all of it at once. */
const PreviewBody = z
  .strictObject({
    limits: z.array(LimitChange).max(mostChanges).default([]),
    /** Which members would be in which groups. Purser changes no group: it tells what would follow if the identity provider did. */
    memberships: z.array(MembershipChange).max(mostChanges).default([]),
    /** Needs `team:write`, as setting them does. */
    settings: SettingsChange.default({}),
  })
  .refine(({ limits, memberships, settings }) => limits.length + memberships.length + Object.keys(settings).length > 0, 'supposes nothing')

/** What several changes at once would do. */
export const previewRoutes: FastifyPluginAsyncZod<{ db: Db; environment: Environment; cursors: Cursors }> = async (
  app,
  { db, environment, cursors },
) => {
  const preview = makePreview({ db, environment, cursors })
  app.post('/spend_limits/preview', {
    config: { permission: 'limits:write', isQuestion: true },
    schema: {
      operationId: 'previewChanges',
      summary: 'Tell whom changes of limits, memberships and settings would affect, and change nothing',
      querystring: ImpactQuery,
      body: PreviewBody,
      response: { 200: Impact },
    },
    handler: async ({ actor, body, query }) => preview(actor, await toHypothesis(db.read, actor, body), query),
  })
}

/** Refuses what each change would be refused for by itself, and insufficient-role or insufficient-scope. */
async function toHypothesis(db: Reader, by: Caller, { limits, memberships, settings }: z.infer<typeof PreviewBody>): Promise<Hypothesis> {
  if (Object.keys(settings).length > 0) requireSettingsWriter(by)
  const supposed: SupposedLimit[] = []
  for (const [place, change] of limits.entries()) supposed.push(await toSupposedLimit(db, by, change, `/limits/${place}`))
  const moves = new Map<string, SupposedMembership>() // of one member and group the last counts
  for (const { user, group, change } of memberships) {
    const { memberId } = await requireMember(db, by.teamId, user)
    const { groupId } = await requireTeamGroup(db, by.teamId, group)
    moves.set(`${memberId} ${groupId}`, { memberId, groupId, joins: change === 'join' })
  }
  const { nested_groups: nested, when_unset: unset } = settings
  return {
    limits: supposed,
    memberships: [...moves.values()],
    settings: { ...(nested && { nestedGroups: nested }), ...(unset && { whenUnset: unset }) },
  }
}

function toSupposedLimit(db: Reader, by: Caller, change: z.infer<typeof LimitChange>, at: string): Promise<SupposedLimit> {
  const { kind, amount, currency } = change
  if (kind === 'unset') return supposeUnset(db, by, change)
  const limit = kind === 'unlimited' ? { kind } : { kind, micros: requireAmount(amount, `${at}/amount`) }
  return supposeSet(db, by, change, { limit, currency, reason: undefined })
}

/** What a team says of spending is not for whoever may but set limits. */
function requireSettingsWriter(by: Caller): void {
  if (may(by, 'team:write')) return
  const detail = 'To suppose other settings needs team:write, besides limits:write, as setting them does.'
  throw by.kind === 'session' ? insufficientRole(detail) : insufficientScope(detail)
}
