import { z } from 'zod'
import { credentialFields, toCredentialFields } from '../access/credential-shape.ts'
import type { Directory } from './directories.ts'
import type { DirectoryToken } from './tokens.ts'

/** A directory on the wire of the API. */
export const DirectoryShape = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  /** Which identity provider its requests look like; null until one was recognised. */
  detected_provider: z.string().nullable(),
  /** What its identity provider is given, with a token. */
  scim_base_url: z.string(),
  state: z.enum(['active', 'paused', 'detached', 'deleted']),
  /** The same, by the name that it had first. */
  status: z.enum(['active', 'paused', 'detached', 'deleted']),
  /** Since when; null where the status never changed. */
  status_since: z.string().nullable(),
  /** The directory that took over. */
  replaced_by: z.string().nullable(),
  created_at: z.string(),
  first_request_at: z.string().nullable(),
  last_request_at: z.string().nullable(),
  first_write_at: z.string().nullable(),
  first_group_at: z.string().nullable(),
})

/** A directory with how much is in it. */
export const CountedDirectory = DirectoryShape.extend({ totals: z.object({ users: z.number(), active_users: z.number(), groups: z.number() }) })

export const toDirectoryShape = (directory: Directory, baseUrlOf: (directoryId: string) => string): z.infer<typeof DirectoryShape> => ({
  id: directory.directoryId,
  name: directory.name,
  provider: directory.provider,
  detected_provider: directory.detectedProvider,
  scim_base_url: baseUrlOf(directory.directoryId),
  state: directory.status,
  status: directory.status,
  status_since: directory.statusSince,
  replaced_by: directory.replacedBy,
  created_at: directory.createdAt,
  first_request_at: directory.firstRequestAt,
  last_request_at: directory.lastRequestAt,
  first_write_at: directory.firstWriteAt,
  first_group_at: directory.firstGroupAt,
})

/** A token without its secret. */
export const TokenShape = z.object({ id: z.string(), ...credentialFields })

export const toTokenShape = (token: DirectoryToken): z.infer<typeof TokenShape> => ({ id: token.tokenId, ...toCredentialFields(token) })
