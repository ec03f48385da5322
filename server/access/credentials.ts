import { hash } from 'node:crypto'
import type { ConnectionId } from '../kernel/ids.ts'
import { keep } from '../kernel/keep.ts'
import { findCredentialByHash } from './credentials.sql.ts'
import type { Reader, Row } from '../store/open.ts'
import { hashPresented, type SecretKind } from './secrets.ts'

export { insertCredential } from './credentials.sql.ts'

/** What a presented secret opens, whether it still does or not; undefined where nobody was ever given it. */
export async function findCredential(db: Reader, kind: SecretKind, presented: string): Promise<Row<'credentials'> | undefined> {
  const hashed = hashPresented(kind, presented)
  return hashed === undefined ? undefined : findByHash(db, hashed)
}

/** Under which hash a connection stands among the credentials: its addresses are opened without any, so its id alone tells the team. */
export const hashConnectionId = (connectionId: ConnectionId): string => hash('sha256', connectionId, 'base64url')

/** Whose a connection is, alive or not; undefined where nobody ever had one of this id. */
export const findConnectionCredential = (db: Reader, connectionId: ConnectionId): Promise<Row<'credentials'> | undefined> =>
  findByHash(db, hashConnectionId(connectionId))

async function findByHash(db: Reader, hashed: string): Promise<Row<'credentials'> | undefined> {
  const before = known.get(hashed)
  if (before) return before
  const credential = await findCredentialByHash(db, hashed)
  if (credential) keep(known, mostKnown, hashed, credential)
  return credential
}

/** Credentials that were found, the newest: their rows never change. Whether one still opens anything stands elsewhere, and is read each time. */
const known = new Map<string, Row<'credentials'>>()
const mostKnown = 10_000

/** The secret of an `Authorization: Bearer …` header (RFC 6750 §2.1), or undefined where there is none of that form. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(authorization ?? '')?.[1]
}
