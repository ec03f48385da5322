import { useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SessionTable } from '../../components/session-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useMay } from '../../session/session.ts'

/** Who is signed in to the dashboard, from where. */
export function SessionsTab() {
  const { t } = useLingui()
  const may = useMay()
  const queries = useQueryClient()
  const { rows, ...more } = useList('/v1/sessions', { limit: 50 })
  const end = api.useMutation('delete', '/v1/sessions/{session}', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/sessions'] }),
  })
  return (
    <Stack>
      {end.error && <ProblemAlert problem={end.error} />}
      <SessionTable
        caption={t`Open sessions`}
        sessions={rows}
        who={({ member_id: userId }) => (
          <RouterLink to="/users/$userId" params={{ userId }} inherit>
            {userId}
          </RouterLink>
        )}
        onEnd={may('sessions:write') ? ({ id }) => end.mutate({ params: { path: { session: id } } }) : undefined}
      />
      <ShowMore {...more} />
    </Stack>
  )
}
