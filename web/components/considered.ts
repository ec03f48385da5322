import type { Answer } from '../api/answer.ts'

export type Explanation = Answer<'/v1/users/{user}/effective_limit'>
/** What an explanation says of why, without what was spent: all that a decision kept. */
export type Reasons = Pick<Explanation, 'limit' | 'source' | 'deciding' | 'considered' | 'ignored' | 'not_shown'>

type Scope = 'user_override' | 'group' | 'team_default'
/** What came of each that could have a say: it decided, or who went before it, or why it has none. */
export type Verdict = 'decides' | 'lower' | 'overridden' | 'replaced' | 'nested' | 'unset' | 'deleted' | 'expired'

export type Considered = {
  scope: Scope
  group?: string
  name?: string
  /** The groups between the person and this one. */
  via: readonly { group: string; name: string }[]
  /** Undefined where it has none, or none any more. */
  limit?: { kind: 'amount' | 'unlimited'; amount?: string }
  verdict: Verdict
  isFrozen: boolean
  expiresAt?: string
}

/** All that could have a say about somebody's limit, in the order in which it is asked, each with what came of it. */
export function considerationsOf({ source, deciding, considered, ignored }: Reasons): Considered[] {
  const decides = new Set(deciding.map(({ group }) => group))
  const verdictOf = (each: Reasons['considered'][number]): Verdict => {
    if (each.scope === 'user_override') return 'decides'
    if (source === 'user_override') return 'overridden'
    if (each.scope === 'team_default') return source === 'team_default' ? 'decides' : 'replaced'
    return decides.has(each.group) ? 'decides' : 'lower'
  }
  const compared = considered.map((each): Considered => {
    const of = each.scope === 'group' ? { group: each.group, name: each.name } : {}
    const isFrozen = each.scope === 'group' && each.frozen === true
    const expiry = each.scope === 'user_override' && each.expires_at !== undefined ? { expiresAt: each.expires_at } : {}
    const via = each.scope === 'group' ? (each.via ?? []) : []
    return { scope: each.scope, ...of, via, limit: each, verdict: verdictOf(each), isFrozen, ...expiry }
  })
  const passedOver = ignored.map(({ scope, group, name, via = [], reason, expires_at: expiresAt }): Considered => ({
    scope: scope ?? 'group',
    ...(group !== undefined && { group }),
    ...(name !== undefined && { name }),
    via,
    verdict: reason,
    isFrozen: false,
    ...(expiresAt !== undefined && { expiresAt }),
  }))
  const isOwn = ({ scope }: Considered) => scope === 'user_override'
  const isDefault = ({ scope }: Considered) => scope === 'team_default'
  const all = [...compared, ...passedOver]
  return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each) && !isDefault(each)), ...all.filter(isDefault)]
}

/** In how many groups somebody is that have or could have a say. */
export const groupCountOf = ({ considered, ignored, not_shown: notShown }: Reasons): number =>
  considered.filter(({ scope }) => scope === 'group').length + ignored.filter(({ reason }) => reason === 'unset').length + notShown

export type Why =
  | 'override'
  | 'only-group'
  | 'only-limited'
  | 'highest'
  | 'tie'
  | 'default-no-group'
  | 'default-no-limit'
  | 'nothing-set'
  | 'nothing-blocks'

/** Which sentence says why. */
export function whyOf(reasons: Reasons): Why {
  const { source, limit, deciding, considered } = reasons
  if (source === 'user_override') return 'override'
  if (source === 'team_default') return groupCountOf(reasons) === 0 ? 'default-no-group' : 'default-no-limit'
  if (source === 'none') return limit.kind === 'unlimited' ? 'nothing-set' : 'nothing-blocks'
  if (deciding.length > 1) return 'tie'
  if (groupCountOf(reasons) <= 1) return 'only-group'
  return considered.filter(({ scope }) => scope === 'group').length === 1 ? 'only-limited' : 'highest'
}

const day = 86_400_000

/** How often a period comes round, by its length; undefined for one that is shorter, since the settings changed. */
export function intervalOf({ start, end }: { start: string; end: string }): 'month' | 'week' | 'day' | undefined {
  const days = (Date.parse(end) - Date.parse(start)) / day
  if (days > 27.9 && days < 31.1) return 'month'
  if (days > 6.9 && days < 7.1) return 'week'
  return days > 0.9 && days < 1.1 ? 'day' : undefined
}
