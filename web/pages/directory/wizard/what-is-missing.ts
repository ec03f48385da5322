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
  /** Whether the provider can reach where the SCIM URL leads. */
  isReachable: boolean
}

export type Missing =
  | 'directory-paused'
  | 'no-token'
  | 'unreachable'
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
  if (seen.lastRefusal) return isOfToken(seen.lastRefusal) ? 'refused-token' : 'refused'
  if (seen.firstRequestAt === null) return seen.isReachable ? 'no-request' : 'unreachable'
  if (seen.firstUserAt === null) return 'no-user'
  return seen.firstGroupAt === null ? 'no-group' : 'no-membership'
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
