import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Answer } from '../../../api/answer.ts'
import { CopyField } from '../../../components/copy-field.tsx'
import { providerName } from '../../../components/guide/providers.ts'
import { RouterButton, RouterLink } from '../../../components/router-link.tsx'
import { When } from '../../../components/when.tsx'
import { useFormat } from '../../../language/format.ts'
import { useMay } from '../../../session/session.ts'
import { StateBadge } from '../state-badge.tsx'
import { useStepNames } from '../wizard/step-names.ts'
import { useStanding } from '../wizard/standing.ts'
import { nextStep, stepsShown, type Step } from '../wizard/steps.ts'
import { LifeActions } from './life-actions.tsx'
import { Rename } from './rename.tsx'
import { Schemas } from './schemas.tsx'
import { SyncHealth } from './sync-health.tsx'
import { Tokens } from './tokens.tsx'

type Directory = Answer<'/v1/directories/{directory}'>

/** A directory: how it is doing, by what its provider comes in, and what can be done with it as a whole. */
export function OneDirectory({ directoryId }: { directoryId: string }) {
  const standing = useStanding(directoryId)
  const { directory, tokens } = standing
  const shown = stepsShown(useMay())
  const isOver = directory.state === 'detached' || directory.state === 'deleted'
  return (
    <Stack gap="xl">
      <Head directory={directory} />
      {!isOver && <GoOn directoryId={directory.id} step={nextStep(standing.stored, shown)} />}
      <Section title={<Trans>Sync health</Trans>}>
        <SyncHealth directoryId={directoryId} live={standing.live} />
      </Section>
      <Section title={<Trans>Tokens</Trans>}>
        <Tokens directory={directory} tokens={tokens} isOver={isOver} />
      </Section>
      <Section title={<Trans>Schemas</Trans>}>
        <Schemas directoryId={directoryId} />
      </Section>
      {!isOver && <LifeActions directory={directory} />}
    </Stack>
  )
}

function Head({ directory }: { directory: Directory }) {
  const { t } = useLingui()
  const format = useFormat()
  const facts: [string, ReactNode][] = [
    [t`Provider`, <ProviderFact key="provider" directory={directory} />],
    [t`Active users`, format.number(directory.totals.active_users)],
    [t`Groups`, format.number(directory.totals.groups)],
    [t`Last request`, directory.last_request_at ? <When at={directory.last_request_at} /> : t`never`],
  ]
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={2} size="h3">
            {directory.name}
          </Title>
          <StateBadge directory={directory} />
        </Group>
        <Rename directory={directory} />
      </Group>
      <SimpleGrid cols={{ base: 2, sm: 4 }} component="dl" m={0}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <Text component="dt" size="sm" c="dimmed">
              {label}
            </Text>
            <Text component="dd" m={0} fw={600}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      {directory.replaced_by && (
        <Text size="sm">
          <Trans>
            <RouterLink to="/directory" search={{ directory: directory.replaced_by }} underline="always">
              Another directory
            </RouterLink>{' '}
            has taken over.
          </Trans>
        </Text>
      )}
      <CopyField label={t`SCIM URL`} value={directory.scim_base_url} />
    </Stack>
  )
}

/** Which provider was chosen, and which one its requests look like where that is another. */
function ProviderFact({ directory: { provider, detected_provider: detected } }: { directory: Directory }) {
  const { t } = useLingui()
  return (
    <>
      {provider === 'other' ? t`Any other SCIM 2.0 client` : providerName(provider)}
      {detected !== null && detected !== provider && (
        <Text size="xs" c="dimmed" fw={400}>
          <Trans>its requests look like {providerName(detected)}</Trans>
        </Text>
      )}
    </>
  )
}

function GoOn({ directoryId, step }: { directoryId: string; step: Step }) {
  const { t } = useLingui()
  const names = useStepNames()
  const may = useMay()
  if (step === 'done' || !may('directory_setup:write')) return null
  return (
    <Alert color="ink" title={t`The set-up is not finished`}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Trans>Next: {names[step]}</Trans>
        </Text>
        <RouterButton to="/directory" search={{ directory: directoryId, step }} size="xs">
          <Trans>Go on with the set-up</Trans>
        </RouterButton>
      </Stack>
    </Alert>
  )
}

function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <Paper withBorder p="lg" component="section">
      <Stack gap="md">
        <Title order={3} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
