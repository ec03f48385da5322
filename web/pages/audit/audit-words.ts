import { useLingui } from '@lingui/react/macro'

/** What the kinds of actors are called. */
export function useActorKind(): (kind: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    session: t`Person`,
    api_key: t`API key`,
    connection: t`Single sign-on`,
    link: t`One-time link`,
    setup_link: t`Set-up link`,
    command_line: t`Command line`,
    operator_key: t`Operator`,
    housekeeping: t`Purser itself`,
  }
  return (kind) => names[kind] ?? kind
}

/** What an outcome is called. */
export function useOutcome(): (outcome: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    applied: t({ message: 'Done', context: 'outcome of an action' }),
    unchanged: t`Nothing to change`,
    refused: t({ message: 'Refused', context: 'outcome of an action' }),
  }
  return (outcome) => names[outcome] ?? outcome
}
