import { useLingui } from '@lingui/react/macro'
import type { Step } from './steps.ts'

/** What the steps are called. */
export function useStepNames(): Record<Step, string> {
  const { t } = useLingui()
  return {
    provider: t`Choose the provider`,
    token: t`URL and token`,
    configure: t`Set up the provider`,
    test: t`Watch it arrive`,
    limits: t`Set limits`,
    overlaps: t`Several groups`,
    done: t`Done`,
  }
}
