import { z } from 'zod'
import type { Row } from '../store/open.ts'

/** What is shown of every key and token: all but its secret, which was shown once. */
export const credentialFields = {
  name: z.string(),
  prefix: z.string(),
  created_at: z.string(),
  created_by: z.string(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  revoked_by: z.string().nullable(),
  /** Which key or token replaced it, where it was rotated. */
  replaced_by: z.string().nullable(),
  first_used_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
  last_ip: z.string().nullable(),
  last_user_agent: z.string().nullable(),
}

/** What keys and tokens have in common. */
type Credential = Omit<Row<'directoryTokens'>, 'teamId' | 'tokenId' | 'directoryId'>

export const toCredentialFields = (credential: Credential): z.infer<z.ZodObject<typeof credentialFields>> => ({
  name: credential.name,
  prefix: credential.prefix,
  created_at: credential.createdAt,
  created_by: credential.createdBy,
  expires_at: credential.expiresAt,
  revoked_at: credential.revokedAt,
  revoked_by: credential.revokedBy,
  replaced_by: credential.replacedBy,
  first_used_at: credential.firstUsedAt,
  last_used_at: credential.lastUsedAt,
  last_ip: credential.lastIp,
  last_user_agent: credential.lastUserAgent,
})
