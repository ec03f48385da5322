import { useLingui } from '@lingui/react/macro'
import type { Item } from '../../api/answer.ts'

export type Purpose = Item<'/v1/setup_links'>['purpose']

export const purposes = ['sso_and_directory', 'sso', 'directory'] as const satisfies readonly Purpose[]

/** What a set-up link opens. */
export function usePurposeName(): (purpose: Purpose) => string {
  const { t } = useLingui()
  const names: Record<Purpose, string> = {
    sso: t`Single sign-on`,
    directory: t`Directories`,
    sso_and_directory: t`Single sign-on and directories`,
  }
  return (purpose) => names[purpose]
}
