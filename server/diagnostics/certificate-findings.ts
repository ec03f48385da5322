import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { warningDays, type CertificateFacts } from '../sso/saml-certificates.ts'
import { tell, type Finding } from './finding.ts'

const day = 86_400

/** The connections whose last certificate ends soon, or has ended, and those whose metadata cannot be read any more. Pure: the same facts give the same findings. */
export const findOfCertificates = (connections: readonly CertificateFacts[], now: Timestamp): Finding[] =>
  connections
    .filter(({ state }) => state === 'active' || state === 'tested')
    .flatMap((connection) => [...findEnding(connection, now), ...findUnread(connection)])

function findEnding({ name, connectionId, lastUntil }: CertificateFacts, now: Timestamp): Finding[] {
  if (lastUntil === null) return []
  const passed = warningDays.filter((days) => now >= addSeconds(lastUntil, -days * day)).at(-1)
  if (passed === undefined) return []
  const isOver = lastUntil <= now
  const facts = { connection: connectionId, connectionName: name, until: lastUntil, isOver, days: passed }
  return [tell('certificate-expires', facts, isOver ? lastUntil : addSeconds(lastUntil, -passed * day))]
}

function findUnread({ connectionId, name, unread }: CertificateFacts): Finding[] {
  if (!unread) return []
  return [tell('saml-metadata-unread', { connection: connectionId, connectionName: name, why: unread.detail }, unread.since)]
}
