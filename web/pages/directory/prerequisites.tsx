import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { api } from '../../api/client.ts'
import type { Answer } from '../../api/answer.ts'
import { RouterButton } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'

export type Prerequisite = Answer<'/v1/prerequisites'>[number]

/** What a team needs before it may have directories: what it has, what is missing, and where that is done. */
export function Prerequisites({ prerequisites }: { prerequisites: readonly Prerequisite[] }) {
  const missing = prerequisites.filter(({ met }) => !met).length
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h4">
          {missing === 0 ? <Trans>Everything that directories need is there</Trans> : <Trans>Directories need these three first</Trans>}
        </Title>
        <Text c="dimmed">
          <Trans>Whoever is pushed here can sign in at once, so sign-in has to stand before people come.</Trans>
        </Text>
        <List listStyleType="none" spacing="md">
          {prerequisites.map((each) => (
            <List.Item key={each.id}>
              <PrerequisiteRow prerequisite={each} />
            </List.Item>
          ))}
        </List>
      </Stack>
    </Paper>
  )
}

function PrerequisiteRow({ prerequisite: { id, met, since } }: { prerequisite: Prerequisite }) {
  const names = {
    plan: <Trans>The plan Enterprise</Trans>,
    sso: <Trans>An active single sign-on connection</Trans>,
    domain: <Trans>A verified e-mail domain</Trans>,
  }
  return (
    <Group align="flex-start" wrap="nowrap" gap="md">
      <ThemeIcon variant="light" color={met ? 'green' : 'orange'} radius="xl" aria-hidden>
        {met ? '✓' : '!'}
      </ThemeIcon>
      <Stack gap={4} align="flex-start">
        <Group gap="xs">
          <Text fw={600}>{names[id]}</Text>
          <StatusBadge tone={met ? 'good' : 'warning'}>{met ? <Trans>done</Trans> : <Trans>missing</Trans>}</StatusBadge>
          {met && since && (
            <Text size="sm" c="dimmed">
              <When at={since} as="date" />
            </Text>
          )}
        </Group>
        {!met && <Missing id={id} />}
      </Stack>
    </Group>
  )
}

function Missing({ id }: Pick<Prerequisite, 'id'>) {
  const may = useMay()
  if (id === 'plan')
    return (
      <Text size="sm">
        <Trans>Ask whoever runs this server: they set the team’s plan.</Trans>
      </Text>
    )
  if (!may('sso:read'))
    return (
      <Text size="sm">
        <Trans>Ask an owner or admin of the team: they set up single sign-on.</Trans>
      </Text>
    )
  return id === 'sso' ? <MissingConnection /> : <MissingDomain />
}

function MissingConnection() {
  const { t } = useLingui()
  const { items } = api.useSuspenseQuery('get', '/v1/connections').data
  const [first] = items
  const name = first?.name ?? ''
  const words: Record<string, string> = {
    draft: t`The connection ${name} is begun, and not finished.`,
    configured: t`The connection ${name} is set up, but nobody has tested it.`,
    tested: t`The connection ${name} was tested, but is not active yet.`,
    inactive: t`The connection ${name} was switched off.`,
  }
  return (
    <Step text={(first && words[first.state]) ?? t`There is no connection yet.`}>
      <RouterButton to="/sso" size="xs">
        {first ? <Trans>Go on with single sign-on</Trans> : <Trans>Set up single sign-on</Trans>}
      </RouterButton>
    </Step>
  )
}

function MissingDomain() {
  const { t } = useLingui()
  const { items } = api.useSuspenseQuery('get', '/v1/domains').data
  const [first] = items
  const name = first?.domain ?? ''
  const text = first ? t`${name} is claimed, but its TXT record was not found yet.` : t`No domain is claimed yet.`
  return (
    <Step text={text}>
      <RouterButton to="/sso" hash="domains" size="xs">
        <Trans>Verify a domain</Trans>
      </RouterButton>
    </Step>
  )
}

function Step({ text, children }: { text: string; children: ReactNode }) {
  return (
    <>
      <Text size="sm">{text}</Text>
      {children}
    </>
  )
}
