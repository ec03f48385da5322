/** So many days before it ends a certificate is warned of, as the server does. */
const daysOfWarning = 60

export type CertificateLife = 'valid' | 'ends-soon' | 'ended' | 'not-yet-valid'

/** Whether a certificate counts now, and for how long still. Pure. */
export function lifeOf({ valid_from: from, valid_to: to }: { valid_from: string; valid_to: string }, now: number): CertificateLife {
  if (Date.parse(to) <= now) return 'ended'
  if (Date.parse(from) > now) return 'not-yet-valid'
  return Date.parse(to) - now <= daysOfWarning * 86_400_000 ? 'ends-soon' : 'valid'
}
