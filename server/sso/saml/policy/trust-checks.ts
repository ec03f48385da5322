import { X509Certificate } from 'node:crypto'
import { toMilliseconds, type Timestamp } from '../../../kernel/timestamp.ts'

export type Trust = { certificates: readonly string[]; now: Timestamp }

/** Those of the stored certificates that hold today. The message's own are never looked at. */
export const validCertificates = ({ certificates, now }: Trust): string[] =>
  certificates.filter((pem) => {
    const { validFrom, validTo } = new X509Certificate(pem)
    return Date.parse(validFrom) <= toMilliseconds(now) && toMilliseconds(now) < Date.parse(validTo)
  })

/** An empty list is no reason to skip a check (CVE-2026-28323). */
export const findNoCertificate = ({ certificates }: Trust) =>
  certificates.length > 0 ? undefined : 'The connection has no certificate of its identity provider. Give its metadata, or the certificate.'

export function findAllExpired(trust: Trust): string | undefined {
  if (validCertificates(trust).length > 0 || trust.certificates.length === 0) return undefined
  const ends = trust.certificates.map((pem) => new X509Certificate(pem).validTo).join(', ')
  return `No certificate of the identity provider is valid now; they ended: ${ends}. Give its new one (metadata_xml).`
}
