import { api } from '../../api/client.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

/** Changes a connection, and reads it anew. */
export function useChange(onSaved?: () => void) {
  const refresh = useSsoRefresh()
  return api.useMutation('patch', '/v1/connections/{connection}', {
    onSuccess: async () => {
      await refresh()
      onSaved?.()
    },
  })
}

/** Of what a form has now, what differs from what it began with: what somebody else changed meanwhile stays. */
export function changedOf<Values extends object>(values: Values, before: Values): Partial<Values> {
  const changed: Partial<Values> = {}
  for (const key in values) if (values[key] !== before[key]) changed[key] = values[key]
  return changed
}
