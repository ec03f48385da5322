import { z } from 'zod'
import { addSeconds, type Timestamp } from '../../kernel/timestamp.ts'
import type { JsonObject } from '../../kernel/json.ts'
import type { Connection } from '../connections.ts'
import type { StoredCertificate } from './idp-metadata.ts'

// Written by this feature alone, as moments.
const Moment = z.custom<Timestamp>((value) => typeof value === 'string')
const Endpoint = z.object({ binding: z.enum(['redirect', 'post']), url: z.string() })
const Certificate = z.object({ pem: z.string(), fingerprint: z.string(), subject: z.string(), validFrom: Moment, validTo: Moment })

const SamlSettings = z.object({
  /** Our own certificate, whose private key is sealed elsewhere. */
  spCertificate: z.string(),
  metadataUrl: z.string().nullable().default(null),
  /** Where people are sent to sign in, and to sign out. */
  signIn: Endpoint.nullable().default(null),
  signOut: Endpoint.nullable().default(null),
  /** With which the provider signs: each that is valid counts. */
  certificates: z.array(Certificate).default([]),
  validUntil: Moment.nullable().default(null),
  /** Whether the provider may begin a sign-in. */
  idpInitiated: z.boolean().default(false),
  acceptSha1: z.boolean().default(false),
  /** Whether people have to prove anew who they are, however long they are signed in there. */
  forceAuthn: z.boolean().default(false),
  /** When the metadata was last read from its URL. */
  refreshedAt: Moment.nullable().default(null),
  /** Why the metadata could not be read when that was last tried; null where it could. */
  problem: z.object({ code: z.string(), detail: z.string() }).nullable().default(null),
})
export type SamlSettings = z.infer<typeof SamlSettings>

export const samlSettingsOf = ({ settings }: Pick<Connection, 'settings'>): SamlSettings => SamlSettings.parse(settings)
export const noSamlSettings = (spCertificate: string): SamlSettings => SamlSettings.parse({ spCertificate })
export const toStoredSamlSettings = (settings: SamlSettings): JsonObject => settings

/** What signing in needs and is not there yet, by its name in the API. */
export const missingOfSaml = ({ issuer, settings }: { issuer: string | null; settings: SamlSettings }): string[] => [
  ...(issuer === null ? ['idp_entity_id'] : []),
  ...(settings.signIn === null ? ['sso_url'] : []),
  ...(settings.certificates.length === 0 ? ['certificates'] : []),
]

/** The certificate that lasts longest: once it has ended nobody signs in. */
export const lastingCertificate = (certificates: readonly StoredCertificate[]): StoredCertificate | undefined =>
  certificates.toSorted((one, other) => (one.validTo < other.validTo ? 1 : -1))[0]

/** So many days before its certificates have ended a connection is warned of, and once more, and once more. */
export const warningDays = [60, 30, 7] as const

/** What an admin should know of a connection that works. */
export function warningsOf(
  { certificates, acceptSha1, validUntil }: Pick<SamlSettings, 'certificates' | 'acceptSha1' | 'validUntil'>,
  now: Timestamp,
): { code: string; detail: string }[] {
  const last = lastingCertificate(certificates)
  const ends = last !== undefined && last.validTo <= addSeconds(now, warningDays[0] * 86_400)
  const isOver = last !== undefined && last.validTo <= now
  return [
    ...(ends
      ? [
          {
            code: 'certificate-expires',
            detail: `The last certificate of the identity provider ${isOver ? 'ended' : 'ends'} ${last.validTo}: ${isOver ? 'nobody can sign in' : 'then nobody can sign in'}. Give its new metadata; until then both certificates count.`,
          },
        ]
      : []),
    ...(acceptSha1
      ? [
          {
            code: 'sha1-accepted',
            detail:
              'Signatures by SHA-1 are accepted, which can be forged. Have the identity provider sign with SHA-256, then set accept_sha1 to false.',
          },
        ]
      : []),
    ...(validUntil !== null && validUntil <= now
      ? [{ code: 'metadata-expired', detail: `The metadata was valid until ${validUntil}. Give it anew.` }]
      : []),
  ]
}
