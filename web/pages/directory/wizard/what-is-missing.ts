/** What was seen of an identity provider that is being connected. Times are those of the first of each. */
export type Seen = {
  isPaused: boolean
  liveTokens: number
  firstRequestAt: string | null
  firstUserAt: string | null
  firstGroupAt: string | null
  firstMembershipAt: string | null
  /** The newest entry of the log, where it was refused. */
  lastRefusal: { status: number | null; code: string | null } | undefined
  /** Whether somebody came since who brought no token that is known: nobody's request, and the reason where none of the provider's comes. */
  hasStranger: boolean
  /** Whether the provider can reach where the SCIM URL leads. */
  isReachable: boolean
}

export type Missing =
  | 'directory-paused'
  | 'no-token'
  | 'unreachable'
  | 'unknown-token'
  | 'refused-token'
  | 'refused'
  | 'no-request'
  | 'no-user'
  | 'no-group'
  | 'no-membership'

/** What stands in the way of people and groups just now, what is nearest to its cause first; undefined where all came. */
export function whatIsMissing(seen: Seen): Missing | undefined {
  if (seen.firstMembershipAt !== null) return undefined
  if (seen.isPaused) return 'directory-paused'
  if (seen.liveTokens === 0) return 'no-token'
  if (seen.hasStranger) return 'unknown-token'
  if (seen.lastRefusal) return isOfToken(seen.lastRefusal) ? 'refused-token' : 'refused'
  if (seen.firstRequestAt === null) return seen.isReachable ? 'no-request' : 'unreachable'
  if (seen.firstUserAt === null) return 'no-user'
  return seen.firstGroupAt === null ? 'no-group' : 'no-membership'
}

const ofStrangers = ['token-missing', 'token-not-ours', 'token-cut', 'token-unknown']
/** Whoever may be anybody, even in a set-up that works: a browser that opens the address, or a scanner. */
const ofAnybody = ['token-missing', 'token-not-ours']

type Came = { outcome: string; status: number | null; code: string | null }

/** The newest entry of the provider itself, and of whoever came after it with no token that is known; of these one who brought something tells more. Newest first. */
export function partEntries<Entry extends Came>(
  entries: readonly Entry[],
  hasConnected: boolean,
): { own: Entry | undefined; stranger: Entry | undefined } {
  const isStrange = ({ code }: Came) => code !== null && ofStrangers.includes(code)
  const place = entries.findIndex((entry) => !isStrange(entry))
  const since = (place === -1 ? entries : entries.slice(0, place)).filter(({ code }) => !hasConnected || !ofAnybody.includes(code ?? ''))
  return { own: entries[place], stranger: since.find(({ code }) => code !== 'token-missing') ?? since[0] }
}

const isOfToken = ({ status, code }: NonNullable<Seen['lastRefusal']>) => status === 401 || code?.startsWith('token-') === true

/** Providers that a company may run in its own network. */
const ownNetwork = ['keycloak', 'authentik', 'pingfederate', 'other']

/** Whether a provider can come to an address. One in a cloud reaches nothing of this machine or of a private network. */
export function isReachable(scimBaseUrl: string, provider: string): boolean {
  const { hostname } = new URL(scimBaseUrl)
  return (
    ownNetwork.includes(provider) ||
    !/^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]$|.+\.(local|internal|localhost)$)/.test(hostname)
  )
}
