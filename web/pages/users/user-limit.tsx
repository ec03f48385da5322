import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Group, Stack } from '@mantine/core'
import { api } from '../../api/client.ts'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { Section } from '../../components/section.tsx'
import { WhyLimit } from '../../components/why-limit.tsx'
import { useMay } from '../../session/session.ts'
import { AsOf, WasThen } from './as-of.tsx'
import { OverrideActions } from './override-actions.tsx'
import { nameOf, type Person } from './person.ts'
import { userRoute } from './users.route.ts'

/** What somebody may spend, and why; and the limit of their own, which goes before all others. */
export function UserLimit({ person }: { person: Person }) {
  const { t } = useLingui()
  const may = useMay()
  const { at } = userRoute.useSearch()
  return (
    <Section
      title={t`Why this limit`}
      actions={
        <Group gap="xs">
          <AsOf />
          {at === undefined && may('limits:write') && person.status === 'active' && <OverrideActions person={person} />}
        </Group>
      }
    >
      {at !== undefined && <WasThen at={at} />}
      <ErrorBoundary>
        <Explained person={person} at={at} />
      </ErrorBoundary>
    </Section>
  )
}

function Explained({ person, at }: { person: Person; at: string | undefined }) {
  const params = { path: { user: person.id }, ...(at !== undefined && { query: { at } }) }
  const { data: explanation } = api.useSuspenseQuery('get', '/v1/users/{user}/effective_limit', { params })
  return (
    <Stack>
      {at === undefined && explanation.status === 'deprovisioned' && (
        <Alert color="gray" variant="light">
          <Trans>This person has left the team, and may spend nothing. This is what would hold if they came back.</Trans>
        </Alert>
      )}
      <WhyLimit explanation={explanation} who={nameOf(person)} />
    </Stack>
  )
}
