import { useLingui } from '@lingui/react/macro'

/** What the roles are called. */
export function useRoleName(): (role: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    owner: t`Owner`,
    admin: t`Admin`,
    billing_admin: t`Billing admin`,
    auditor: t`Auditor`,
    member: t`Member`,
  }
  return (role) => names[role] ?? role
}
