import type { QueryClient } from '@tanstack/react-query'
import type { Answer } from './answer.ts'
import { client } from './client.ts'
import { isProblem } from './problem.ts'

/** Whose limit it is: everybody's whom no group gives one, all members' together, each member's of a group, or one person's. */
export type LimitTarget = { scope: 'team_default' | 'team_total' } | { scope: 'group'; group: string } | { scope: 'user'; user: string }

/** A limit that is set, and the tag by which a change says which version it is of. */
export type SetLimit = Pick<Answer<'/v1/spend_limits/{limit_id}'>, 'kind' | 'amount' | 'reason' | 'since'> & {
  expires_at?: string | null
  etag: string
}

/** What is to be set. `unset` takes away what is. Of one person's there is a reason, and perhaps an end. */
export type WantedLimit = ({ kind: 'amount'; amount: string } | { kind: 'unlimited' } | { kind: 'unset' }) & {
  reason?: string
  expires_at?: string
}

export type Impact = Answer<'/v1/spend_limits/preview', 'post'>
export type AffectedMember = Impact['users']['items'][number]

const pathOf = (target: LimitTarget): string => {
  if (target.scope === 'group') return `/v1/spend_limits/groups/${encodeURIComponent(target.group)}`
  return target.scope === 'user' ? `/v1/spend_limits/users/${encodeURIComponent(target.user)}` : `/v1/spend_limits/${target.scope}`
}

/** What is set; null where nothing is. */
export async function readLimit(target: LimitTarget): Promise<SetLimit | null> {
  const { data, error, response } = await send.GET(pathOf(target), {})
  if (isProblem(error) && error.code === 'limit-not-found') return null
  if (error) throw error
  return { ...(data as Omit<SetLimit, 'etag'>), etag: response.headers.get('etag') ?? '' } // a limit as it is stored
}

/** Makes a change of what one saw: `seen` is null where nothing was set. Throws a problem: `stale-etag` where it is otherwise by now. */
export async function changeLimit(target: LimitTarget, wanted: WantedLimit, seen: SetLimit | null): Promise<void> {
  const { error } = await request(target, wanted, seen, {})
  if (error) throw error
}

/** So many at a time, that the buttons beneath them stay in sight. */
const peopleShown = 5

/** Whom that change would affect: a page of them. Throws what the change would be refused for. */
export async function previewLimit(target: LimitTarget, wanted: WantedLimit, seen: SetLimit | null, cursor?: string): Promise<Impact> {
  const { data, error } = await request(target, wanted, seen, { dry_run: 'true', limit: peopleShown, cursor })
  if (error) throw error
  return data as Impact // what a dry run answers
}

function request(target: LimitTarget, { kind, ...wanted }: WantedLimit, seen: SetLimit | null, query: object) {
  const headers: Record<string, string> = seen ? { 'If-Match': seen.etag } : { 'If-None-Match': '*' }
  const init = { params: { query }, headers }
  return kind === 'unset' ? send.DELETE(pathOf(target), init) : send.PUT(pathOf(target), { ...init, body: { kind, ...wanted } })
}

const touched = [
  '/v1/groups',
  '/v1/groups/{group}',
  '/v1/users/{user}/effective_limit',
  '/v1/effective_limits',
  '/v1/session/limit',
  '/v1/spend/timeseries',
  '/v1/spend_limits',
  '/v1/spend_limits/orphaned',
  '/v1/findings',
]

/** Reads anew what a change of limits, or of what the team says of them, may have moved. */
export async function refreshLimits(queries: QueryClient): Promise<void> {
  const keys = [['limit'], ...touched.map((path) => ['get', path])]
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
}

type Sent = Promise<{ data?: unknown; error?: unknown; response: Response }>
type Send = (path: string, init: object) => Sent
/** The client for any of the four addresses: which one it is, its types cannot follow through a parameter. What is sent and answered is typed above. */
const send: { GET: Send; PUT: Send; DELETE: Send } = { GET: client.GET as Send, PUT: client.PUT as Send, DELETE: client.DELETE as Send }
