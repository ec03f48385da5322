/** What a member is in a team, from the one who may do everything to the one who may see their own. `billing_admin` is the billing admin. */
export const roles = ['owner', 'admin', 'billing_admin', 'auditor', 'member'] as const
export type Role = (typeof roles)[number]
