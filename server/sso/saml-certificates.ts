import type { ConnectionId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Connection } from './connections.ts'
import { lastingCertificate, samlSettingsOf } from './saml/settings.ts'

export { warningDays } from './saml/settings.ts'

/** Until when a SAML connection works by the certificates of its provider; null where it has none yet. */
export type CertificateFacts = {
  connectionId: ConnectionId
  name: string
  state: Connection['state']
  lastUntil: Timestamp | null
  /** Why the metadata could not be read again, and when it last was. */
  unread: { detail: string; since: Timestamp } | null
}

export function toCertificateFacts(connection: Connection): CertificateFacts {
  const { certificates, problem, refreshedAt } = samlSettingsOf(connection)
  const { connectionId, name, state, createdAt } = connection
  const unread = problem && { detail: problem.detail, since: refreshedAt ?? createdAt }
  return { connectionId, name, state, lastUntil: lastingCertificate(certificates)?.validTo ?? null, unread }
}
