/** With the key that was just made, or with the variable in which one keeps it. */
const header = (secret: string | undefined) => (secret ? `-H 'Authorization: Bearer ${secret}'` : '-H "Authorization: Bearer $PURSER_KEY"')

/** Asks what somebody may spend. */
export const whoRequest = (origin: string, user: string, secret?: string): string =>
  `curl ${header(secret)} ${origin}/v1/users/${user}/effective_limit`

/** Asks what one may spend oneself, as everybody may. */
export const ownRequest = (origin: string, secret?: string): string => `curl ${header(secret)} ${origin}/v1/session/limit`

/** Asks whether somebody may spend. */
export const spendRequest = (origin: string, user: string, secret?: string): string =>
  `curl -X POST ${header(secret)} -H 'Content-Type: application/json' \\
  ${origin}/v1/authorizations -d '${JSON.stringify({ user, amount: '0.42' })}'`
