import { credentialState, endOfOverlap, newCredential, renewedEnd, requireLive, requireRotatable, revocationBy } from '../access/credential-life.ts'
import { findCredential, insertCredential } from '../access/credentials.ts'
import { makeSecret } from '../access/secrets.ts'
import type { Actor, DirectoryActor, Lack, Occasion } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { isId, type DirectoryId, type TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Row, type Trx } from '../store/open.ts'
import { hasEnded, requireDirectory, requireLiving } from './directories.ts'
import { endToken, findTokenRow, findTokenWithDirectory, insertToken, lockTokenRow, lockUnrevokedTokens } from './directories.sql.ts'
import { expiryPast, tokenNotFound } from './refusals.ts'

export { listTokenRows as listTokens, listUnrevokedTokenRows as listUnrevokedTokens } from './directories.sql.ts'
export { eraseTokenMakers } from './directories.sql.ts'
export type DirectoryToken = Row<'directoryTokens'>
/** A token with its secret, which is shown this once. */
export type NewToken = { token: DirectoryToken; secret: string }

/** Makes a token that opens one directory. A directory may have several, so that one replaces another without a gap. Refuses: directory-not-found, directory-ended, expiry-past. */
export function createToken(
  db: Db,
  environment: Environment,
  by: Actor,
  wanted: { directoryId: string; name: string; expiresAt: Timestamp | null },
): Promise<NewToken> {
  return write(db, async (trx) => {
    const { directoryId } = requireLiving(await requireDirectory(trx, by.teamId, wanted.directoryId))
    if (wanted.expiresAt !== null && wanted.expiresAt <= by.at)
      throw expiryPast(`The token would have ended ${wanted.expiresAt}. Give an end in the future, or none.`)
    const made = await addToken(trx, environment, by, { ...wanted, directoryId })
    const { tokenId, name, prefix, expiresAt } = made.token
    await record(trx, by, {
      operation: 'create_token',
      subjectId: tokenId,
      changes: [{ kind: 'token.created', token: tokenId, name, prefix, expiresAt }],
    })
    return made
  })
}

/** Makes a token in place of another, which goes on for the overlap: the IdP is given the new one meanwhile. Refuses: token-not-found, credential-ended, credential-replaced. */
export function rotateToken(db: Db, environment: Environment, by: Actor, tokenId: string, overlapSeconds: number): Promise<NewToken> {
  return write(db, async (trx) => {
    const old = await requireLiveToken(trx, by, tokenId)
    requireRotatable(`Token ${tokenId}`, old, by.at)
    const made = await addToken(trx, environment, by, { directoryId: old.directoryId, name: old.name, expiresAt: renewedEnd(old, by.at) })
    const expiresAt = endOfOverlap(old, by.at, overlapSeconds)
    await endToken(trx, by.teamId, old.tokenId, { expiresAt, replacedBy: made.token.tokenId })
    const change = { kind: 'token.rotated', token: old.tokenId, name: old.name, replacedBy: made.token.tokenId, expiresAt } as const
    await record(trx, by, { operation: 'rotate_token', subjectId: old.tokenId, changes: [change] })
    return made
  })
}

/** Ends a token at once. Refuses: token-not-found, credential-ended. */
export function revokeToken(db: Db, by: Actor, tokenId: string): Promise<void> {
  return write(db, async (trx) => {
    const token = await requireLiveToken(trx, by, tokenId)
    await endToken(trx, by.teamId, token.tokenId, revocationBy(by))
    const { name, prefix, expiresAt } = token
    const change = { kind: 'token.revoked', token: token.tokenId, name, prefix, expiresAt } as const
    await record(trx, by, { operation: 'revoke_token', subjectId: token.tokenId, changes: [change] })
  })
}

/** Ends all tokens of a directory that ends. Answers those that still opened it. */
export async function revokeAllTokens(trx: Trx, by: Actor, directoryId: DirectoryId): Promise<DirectoryToken[]> {
  const tokens = await lockUnrevokedTokens(trx, by.teamId, directoryId)
  for (const { tokenId } of tokens) await endToken(trx, by.teamId, tokenId, revocationBy(by))
  return tokens.filter((token) => credentialState(token, by.at) === 'live')
}

/** A token of one directory. Refuses: token-not-found. */
export async function requireTokenOf(db: Reader, { teamId }: { teamId: TeamId }, directoryId: DirectoryId, tokenId: string): Promise<DirectoryToken> {
  const token = isId('tok', tokenId) ? await findTokenRow(db, teamId, tokenId) : undefined
  if (token?.directoryId !== directoryId) throw tokenNotFound(`This directory has no token ${JSON.stringify(tokenId.slice(0, 100))}.`)
  return token
}

async function addToken(
  trx: Trx,
  environment: Environment,
  by: Actor,
  { directoryId, name, expiresAt }: { directoryId: DirectoryId; name: string; expiresAt: Timestamp | null },
): Promise<NewToken> {
  const { secret, hash, prefix } = makeSecret('scim', environment)
  const tokenId = environment.newId('tok')
  const token: DirectoryToken = { teamId: by.teamId, tokenId, directoryId, ...newCredential(by, { name, prefix, expiresAt }) }
  await insertToken(trx, token)
  await insertCredential(trx, { hash, teamId: by.teamId, kind: 'directory_token', id: tokenId })
  return { token, secret }
}

/** The token, locked. */
async function requireLiveToken(trx: Trx, by: Actor, tokenId: string): Promise<DirectoryToken> {
  const token = isId('tok', tokenId) ? await lockTokenRow(trx, by.teamId, tokenId) : undefined
  if (!token) throw tokenNotFound(`This team has no token "${tokenId}".`)
  requireLive(`Token ${tokenId}`, token, by.at)
  return token
}

/** Whom a presented secret names, and why it opens nothing any more where that is so: its own directory's log tells it, the answer does not. */
export type Presented = { actor: DirectoryActor; schemaVersion: bigint; state: 'live' | 'expired' | 'revoked' | 'directory-ended' }

export async function authenticateToken(db: Reader, presented: string, occasion: Occasion, homeUrl: string): Promise<Presented | undefined> {
  const credential = await findCredential(db, 'scim', presented)
  if (!credential || !isId('tok', credential.id)) return undefined
  const token = await findTokenWithDirectory(db, credential.teamId, credential.id)
  if (!token) return undefined
  const { teamId, directoryId, tokenId, name, schemaVersion } = token
  const state = hasEnded(token) ? 'directory-ended' : credentialState(token, occasion.at)
  return {
    actor: { ...occasion, kind: 'directory_token', teamId, directoryId, tokenId, name, lacking: lackingOf(token), homeUrl },
    schemaVersion,
    state,
  }
}

/** What the directory lacks, as of this look-up: a loss binds the next request on every node. */
function lackingOf({
  status,
  plan,
  activeConnection,
  verifiedDomain,
}: NonNullable<Awaited<ReturnType<typeof findTokenWithDirectory>>>): readonly Lack[] {
  if (plan === 'enterprise' && activeConnection !== null && verifiedDomain !== null && status !== 'paused') return nothing
  const lacks: [lack: Lack, isSo: boolean][] = [
    ['plan', plan !== 'enterprise'],
    ['sso', activeConnection === null],
    ['domain', verifiedDomain === null],
    ['paused', status === 'paused'],
  ]
  return lacks.filter(([, isSo]) => isSo).map(([lack]) => lack)
}

const nothing: readonly Lack[] = []
