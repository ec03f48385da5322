import { useLingui } from '@lingui/react/macro'
import type { denialCodes, groupings, sources } from './spend.route.ts'

/** What sums are grouped by. */
export function useGroupings(): Record<(typeof groupings)[number], string> {
  const { t } = useLingui()
  return { user: t`Person`, group: t`Directory group`, deciding_group: t`Group that decided the limit`, model: t`Model`, app: t`App` }
}

/** What a sum is called that has no key: nobody was known, no group decided, no model was named. */
export function useNoKey(): Record<(typeof groupings)[number], string> {
  const { t } = useLingui()
  return { user: t`Nobody known`, group: t`In no group`, deciding_group: t`No group decided`, model: t`No model named`, app: t`No app named` }
}

/** Where a limit comes from. */
export function useSources(): Record<(typeof sources)[number], string> {
  const { t } = useLingui()
  return { user_override: t`Own limit`, group: t`Directory group`, team_default: t`Team default`, none: t`Nothing set` }
}

/** Why a request was stopped. */
export function useDenials(): Record<(typeof denialCodes)[number], string> {
  const { t } = useLingui()
  return {
    'spend-limit-exceeded': t`Limit reached`,
    'team-total-exceeded': t`Team total reached`,
    'limit-is-zero': t`Limit is zero`,
    'user-inactive': t`Out of the team`,
  }
}
