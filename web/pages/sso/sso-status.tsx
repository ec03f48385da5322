import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text, ThemeIcon, Title, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { useMay } from '../../session/session.ts'
import { judgeSso, ssoSteps, type Connection, type Domain, type SsoState, type SsoStep } from './sso-steps.ts'

/** Single sign-on at a glance: what is there, what is missing, and the way there. */
export function SsoStatus({ connections, domains }: { connections: readonly Connection[]; domains: readonly Domain[] }) {
  const { t } = useLingui()
  const state = judgeSso(connections, domains)
  const names: Record<SsoStep, string> = {
    domain: t`An e-mail domain of yours is verified`,
    connection: t`A connection to your identity provider is set up`,
    test: t`A test sign-in has succeeded`,
    activate: t`The connection is active`,
  }
  return (
    <Paper component="section" withBorder p="lg" aria-label={t`State`}>
      <Group justify="space-between" align="center" gap="lg">
        <Stack gap="sm" className="shrinks">
          <Title order={2} size="h4">
            {state.next === undefined ? <Trans>Single sign-on works</Trans> : <Trans>Single sign-on is not ready yet</Trans>}
          </Title>
          <List spacing={6} listStyleType="none" center>
            {ssoSteps.map((step, index) => (
              <List.Item key={step} icon={<Mark number={index + 1} isDone={state.done[step]} />}>
                <Text component="span" fw={step === state.next ? 600 : undefined}>
                  {names[step]}
                </Text>
                <VisuallyHidden>{state.done[step] ? t`(done)` : t`(missing)`}</VisuallyHidden>
              </List.Item>
            ))}
          </List>
        </Stack>
        <Next state={state} />
      </Group>
    </Paper>
  )
}

const Mark = ({ number, isDone }: { number: number; isDone: boolean }) => (
  <ThemeIcon size={22} radius="xl" color={isDone ? 'green.9' : 'gray'} variant={isDone ? 'filled' : 'light'} aria-hidden>
    {isDone ? '✓' : number}
  </ThemeIcon>
)

/** The one thing to do next. */
function Next({ state: { next, connection } }: { state: SsoState }): ReactNode {
  const may = useMay()
  if (next === undefined)
    return may('directory_setup:read') ? (
      <RouterLink to="/directory">
        <Trans>Next: provisioning from your directory</Trans>
      </RouterLink>
    ) : null
  if (!may('sso:write')) return null
  if (next === 'domain')
    return (
      <RouterButton to="/sso" hash="domains">
        {<Trans>Verify a domain</Trans>}
      </RouterButton>
    )
  if (connection === undefined)
    return (
      <RouterButton to="/sso" search={{ connection: 'new' }}>
        {<Trans>Add a connection</Trans>}
      </RouterButton>
    )
  const tab = next === 'test' ? 'test' : 'setup'
  return (
    <RouterButton to="/sso" search={{ connection: connection.id, tab }}>
      {next === 'connection' ? (
        <Trans>Finish setting up {connection.name}</Trans>
      ) : next === 'test' ? (
        <Trans>Test {connection.name}</Trans>
      ) : (
        <Trans>Activate {connection.name}</Trans>
      )}
    </RouterButton>
  )
}
