import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Alert, List, Stack, Text } from '@mantine/core'
import { isGuideProvider, providerName } from '../../../components/guide/providers.ts'
import { RouterButton, RouterLink } from '../../../components/router-link.tsx'
import { useMay } from '../../../session/session.ts'
import { places } from './provider-places.ts'
import type { Standing } from './standing.ts'
import { StepFrame } from './step-frame.tsx'
import { nextStep, stepsShown } from './steps.ts'
import { useStepNames } from './step-names.ts'

/** What stands now, what goes on by itself, and what is left open. */
export function DoneStep({ standing }: { standing: Standing }) {
  const { directory } = standing
  return (
    <StepFrame
      step="done"
      directoryId={directory.id}
      lead={<Trans>What your provider sends applies at once from now on.</Trans>}
      next={<ToDirectory id={directory.id} />}
    >
      <Open standing={standing} />
      <Summary standing={standing} />
    </StepFrame>
  )
}

function ToDirectory({ id }: { id: string }) {
  return (
    <RouterButton to="/directory" search={{ directory: id }}>
      <Trans>Go to the directory</Trans>
    </RouterButton>
  )
}

/** A step that was passed by. */
function Open({ standing: { directory, stored } }: { standing: Standing }) {
  const { t } = useLingui()
  const names = useStepNames()
  const open = nextStep(stored, stepsShown(useMay()))
  if (open === 'done') return null
  return (
    <Alert color="orange" title={t`One step is still open`}>
      <RouterLink to="/directory" search={{ directory: directory.id, step: open }}>
        {names[open]}
      </RouterLink>
    </Alert>
  )
}

function Summary({ standing: { directory } }: { standing: Standing }) {
  const { t } = useLingui()
  const may = useMay()
  const name = directory.provider === 'other' ? t`Your identity provider` : providerName(directory.provider)
  const minutes = isGuideProvider(directory.provider) ? places[directory.provider].cycleMinutes : undefined
  const { active_users: people, groups } = directory.totals
  return (
    <Stack>
      <Text size="lg">
        <Trans>
          Here from {directory.name}: <Plural value={people} one="# active person" other="# active people" /> and{' '}
          <Plural value={groups} one="# group" other="# groups" />.
        </Trans>
      </Text>
      <List spacing="xs">
        <List.Item>
          {minutes === undefined ? (
            <Trans>{name} sends each change as it happens.</Trans>
          ) : (
            <Trans>
              {name} sends its changes about every {minutes} minutes.
            </Trans>
          )}
        </List.Item>
        <List.Item>
          <Trans>Who is unassigned there is out here with the same request.</Trans>
        </List.Item>
        <List.Item>
          <Trans>
            Each request stands in the{' '}
            <RouterLink to="/log" underline="always">
              provisioning log
            </RouterLink>
            , and what needs an eye in the{' '}
            <RouterLink to="/diagnostics" underline="always">
              diagnostics
            </RouterLink>
            .
          </Trans>
        </List.Item>
        {!may('limits:write') && (
          <List.Item>
            <Trans>Spend limits are set by an admin of the team, who sees the groups that you pushed.</Trans>
          </List.Item>
        )}
      </List>
    </Stack>
  )
}
