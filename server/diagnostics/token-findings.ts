import type { DirectoryId, TokenId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import type { DirectoryFacts } from './directory-findings.ts'
import type { Finding } from './findings.ts'

/** A token that nobody revoked. `expiresAt` is null where it lasts. */
export type TokenFacts = { tokenId: TokenId; directoryId: DirectoryId; name: string; createdAt: Timestamp; expiresAt: Timestamp | null }

/** So long before a directory is locked out it is told. */
const daysWarned = 14

/**
 * The directories that no token will open soon, or that none opens any more. One that is rotated expires by design: it is told only where no other lasts.
 * Pure: the same facts give the same findings.
 */
export function findOfTokens(directories: readonly DirectoryFacts[], tokens: readonly TokenFacts[], now: Timestamp): Finding[] {
  const byDirectory = Map.groupBy(tokens, ({ directoryId }) => directoryId)
  return directories
    .filter(({ status }) => status === 'active' || status === 'paused')
    .flatMap((directory) => findExpiring(directory, byDirectory.get(directory.directoryId) ?? [], now))
}

function findExpiring({ name, directoryId }: DirectoryFacts, tokens: readonly TokenFacts[], now: Timestamp): Finding[] {
  const last = tokens.toSorted((one, other) => ((one.expiresAt ?? '') < (other.expiresAt ?? '') ? -1 : 1)).at(-1)
  if (!last || tokens.some(({ expiresAt }) => expiresAt === null) || last.expiresAt === null) return []
  if (last.expiresAt > addSeconds(now, daysWarned * 86_400)) return []
  const isOver = last.expiresAt <= now
  const what = isOver
    ? `expired ${last.expiresAt}: the identity provider of ${name} is locked out`
    : `expires ${last.expiresAt}: then the identity provider of ${name} is locked out`
  const detail = `The token ${last.name} ${what}, and no other token of that directory lasts longer. Make another with: purser token create --directory ${directoryId}. Paste it at the identity provider: both are valid meanwhile.`
  return [{ code: 'token-expires', since: isOver ? last.expiresAt : last.createdAt, detail, evidence: [] }]
}
