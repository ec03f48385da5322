import type { RefusedRequest } from '../journal/traffic.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { placeOf, type DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'

/** What an identity provider was refused, and what succeeded since. */
export type RefusedFacts = {
  directory: DirectoryFacts
  /** Newest first. */
  refused: readonly RefusedRequest[]
  /** When something last succeeded of a subject, by its id or by the folded name that was asked for. */
  succeededAt: ReadonlyMap<string, Timestamp>
  /** Which of the externalIds that were refused somebody has by now. */
  knownExternalIds: ReadonlySet<string>
}

const writes = { users: /^(?:create|replace|patch|delete)_user$/, groups: /^(?:create|replace|patch|delete)_group$/ } as const

/** What was refused and did not succeed since, one finding for each reason. Pure: the same facts give the same findings. */
export function findRefused({ directory, refused, ...since }: RefusedFacts): Finding[] {
  return (['users', 'groups'] as const).flatMap((kind) => {
    const open = refused.filter((each) => writes[kind].test(each.operation) && isOpen(each, since))
    return [...Map.groupBy(open, ({ code }) => code)].map(([reason, requests]) => toFinding(directory, kind, reason, requests))
  })
}

/**
 * Whether something never succeeded that was refused. Of two who are sent with one name the first goes on to succeed under it: whether somebody came in is told by
 * the externalId, where one was sent.
 */
export function isOpen(each: RefusedRequest, { succeededAt, knownExternalIds }: Pick<RefusedFacts, 'succeededAt' | 'knownExternalIds'>): boolean {
  if (each.operation === 'create_user' && each.externalId !== null) return !knownExternalIds.has(each.externalId)
  return ![each.subjectId, each.subjectName].some((subject) => subject !== null && (succeededAt.get(subject) ?? '') > each.at)
}

const namesTold = 20

function toFinding(directory: DirectoryFacts, kind: 'users' | 'groups', reason: string, requests: readonly RefusedRequest[]): Finding {
  const { of, steps } = placeOf(directory)
  const names = [...new Set(requests.map(({ subjectName, subjectId }) => subjectName ?? subjectId ?? 'one without a name'))]
  const facts = {
    ...of,
    reason,
    times: requests.reduce((sum, { count }) => sum + count, 0),
    names: names.slice(0, namesTold),
    isMore: names.length > namesTold,
    example: requests[0]?.detail ?? null,
    retryMenu: steps.retry,
  }
  const since = requests.at(-1)?.at ?? ('' as Timestamp) // a group has at least one
  const evidence = requests.map(({ requestId: request, at }) => ({ request, at }))
  return tell(kind === 'users' ? 'users-refused' : 'groups-refused', facts, since, evidence)
}
