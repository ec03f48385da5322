import type { KeyChange } from '../journal/changes.ts'
import type { KeyId, MemberId } from '../kernel/ids.ts'

type Key = { keyId: KeyId; name: string; prefix: string; scopes: readonly string[]; expiresAt: string | null; memberId?: MemberId | null }

/** What is told of a key that is made or revoked. */
export const toKeyChange = (kind: KeyChange['kind'], { keyId: key, name, prefix, scopes, expiresAt, memberId }: Key): KeyChange => ({
  kind,
  key,
  name,
  prefix,
  scopes,
  expiresAt,
  ...(memberId && { member: memberId }),
})
