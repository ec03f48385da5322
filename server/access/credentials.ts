import { findCredentialByHash } from './credentials.sql.ts'
import type { Reader, Row } from '../store/open.ts'
import { hashPresented, type SecretKind } from './secrets.ts'

export { insertCredential } from './credentials.sql.ts'

/** What a presented secret opens, whether it still does or not; undefined where nobody was ever given it. */
export async function findCredential(db: Reader, kind: SecretKind, presented: string): Promise<Row<'credentials'> | undefined> {
  const hash = hashPresented(kind, presented)
  if (hash === undefined) return undefined
  const credential = known.get(hash) ?? (await findCredentialByHash(db, hash))
  if (credential && known.size < mostKnown) known.set(hash, credential)
  return credential
}

/** Credentials that were found: their rows never change. Whether one still opens anything stands elsewhere, and is read each time. */
const known = new Map<string, Row<'credentials'>>()
const mostKnown = 10_000

/** The secret of an `Authorization: Bearer …` header (RFC 6750 §2.1), or undefined where there is none of that form. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(authorization ?? '')?.[1]
}
