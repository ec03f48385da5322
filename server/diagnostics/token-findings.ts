import type { DirectoryId, TokenId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { isLiving, placeOf, type DirectoryFacts } from './directory-facts.ts'
import { tell, type Finding } from './finding.ts'

/** A token of a directory, whatever became of it. `expiresAt` is null where it lasts, `revokedAt` where nobody revoked it. */
export type TokenFacts = {
  tokenId: TokenId
  directoryId: DirectoryId
  name: string
  prefix: string
  createdAt: Timestamp
  expiresAt: Timestamp | null
  revokedAt: Timestamp | null
}

/** So long before a directory is locked out it is told. */
const daysWarned = 14

/**
 * The directories that no token opens, or will open soon. One that is rotated expires by design: it is told only where no other lasts.
 * Pure: the same facts give the same findings.
 */
export function findOfTokens(
  directories: readonly (DirectoryFacts & { createdAt: Timestamp })[],
  tokens: readonly TokenFacts[],
  now: Timestamp,
): Finding[] {
  const byDirectory = Map.groupBy(tokens, ({ directoryId }) => directoryId)
  return directories.filter(isLiving).flatMap((directory) => {
    const own = byDirectory.get(directory.directoryId) ?? []
    const unrevoked = own.filter(({ revokedAt }) => revokedAt === null)
    return unrevoked.length === 0 ? [findNone(directory, own)] : findExpiring(directory, unrevoked, now)
  })
}

function findNone(directory: DirectoryFacts & { createdAt: Timestamp }, revoked: readonly TokenFacts[]): Finding {
  const { of, steps } = placeOf(directory)
  const since =
    revoked
      .map(({ revokedAt }) => revokedAt ?? directory.createdAt)
      .toSorted()
      .at(-1) ?? directory.createdAt
  const { baseUrl: baseUrlMenu, token: tokenMenu } = steps
  return tell('directory-without-token', { ...of, hadOne: revoked.length > 0, baseUrlMenu, tokenMenu }, since)
}

function findExpiring(directory: DirectoryFacts, tokens: readonly TokenFacts[], now: Timestamp): Finding[] {
  const last = tokens.toSorted((one, other) => ((one.expiresAt ?? '') < (other.expiresAt ?? '') ? -1 : 1)).at(-1)
  if (!last || tokens.some(({ expiresAt }) => expiresAt === null) || last.expiresAt === null) return []
  if (last.expiresAt > addSeconds(now, daysWarned * 86_400)) return []
  const isOver = last.expiresAt <= now
  const { of, steps } = placeOf(directory)
  const facts = { ...of, token: last.name, at: last.expiresAt, isOver, tokenMenu: steps.token }
  return [tell('token-expires', facts, isOver ? last.expiresAt : last.createdAt)]
}
