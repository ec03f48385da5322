import { Trans, useLingui } from '@lingui/react/macro'
import { Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api/client.ts'
import { useList } from '../../api/use-list.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { Section } from '../../components/section.tsx'
import { SessionTable } from '../../components/session-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'

/** Where one is signed in oneself. */
export function SessionsTab() {
  const { t } = useLingui()
  return (
    <Section title={t`Where you are signed in`} note={<Trans>End one that you do not know. To end this one, sign out.</Trans>}>
      <OwnSessions />
    </Section>
  )
}

function OwnSessions() {
  const { t } = useLingui()
  const queries = useQueryClient()
  const { rows, ...more } = useList('/v1/my/sessions', { limit: 50 })
  const end = api.useMutation('delete', '/v1/my/sessions/{session}', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/my/sessions'] }),
  })
  return (
    <Stack>
      {end.error && <ProblemAlert problem={end.error} />}
      <SessionTable caption={t`Your open sessions`} sessions={rows} onEnd={({ id }) => end.mutate({ params: { path: { session: id } } })} />
      <ShowMore {...more} />
    </Stack>
  )
}
