/** What became of a key. */
export type KeyState = 'live' | 'expired' | 'revoked' | 'replaced'

type Key = { expires_at: string | null; revoked_at: string | null; replaced_by: string | null }

/** A key that was replaced still opens until it ends. */
export function stateOf({ expires_at: expiresAt, revoked_at: revokedAt, replaced_by: replacedBy }: Key, now = Date.now()): KeyState {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return 'expired'
  return replacedBy === null ? 'live' : 'replaced'
}
