import { Grid, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { NoPermission } from '../../../components/no-permission.tsx'
import { useMay } from '../../../session/session.ts'
import { ConfigureStep } from './configure-step.tsx'
import { DoneStep } from './done-step.tsx'
import { LimitsStep } from './limits-step.tsx'
import { OverlapsStep } from './overlaps-step.tsx'
import { ProviderStep } from './provider-step.tsx'
import type { Made } from './made.ts'
import { StepNav } from './step-nav.tsx'
import { stepsShown, type Step } from './steps.ts'
import { TestStep } from './test-step.tsx'
import { TokenStep } from './token-step.tsx'
import { useStanding, type Standing } from './standing.ts'

type Props = { directoryId: string | undefined; step: Step }

/** The set-up of a directory, a step at a time. Where somebody was is told by what is stored: it can be left, and gone on with by somebody else. */
export function Wizard({ directoryId, step }: Props) {
  const may = useMay()
  if (!may('directory_setup:write')) return <NoPermission permission="directory_setup:write" />
  return directoryId === undefined ? <NewDirectory /> : <StandingDirectory directoryId={directoryId} step={step} />
}

function NewDirectory() {
  const may = useMay()
  return (
    <Frame nav={<StepNav step="provider" shown={stepsShown(may)} />}>
      <ProviderStep />
    </Frame>
  )
}

function StandingDirectory({ directoryId, step }: { directoryId: string; step: Step }) {
  const may = useMay()
  const standing = useStanding(directoryId)
  // The secret of a token lives here alone: it is shown until the set-up is left, and never again.
  const [made, setMade] = useState<Made>()
  const shown = stepsShown(may)
  return (
    <Frame nav={<StepNav step={step} shown={shown} standing={standing} />}>
      <StepBody step={shown.includes(step) ? step : 'done'} standing={standing} made={made} onMade={setMade} />
    </Frame>
  )
}

type BodyProps = { step: Step; standing: Standing; made: Made | undefined; onMade: (made: Made | undefined) => void }

function StepBody({ step, standing, made, onMade }: BodyProps) {
  switch (step) {
    case 'provider':
      return <ProviderStep directory={standing.directory} />
    case 'token':
      return <TokenStep standing={standing} made={made} onMade={onMade} />
    case 'configure':
      return <ConfigureStep standing={standing} secret={made?.secret} />
    case 'test':
      return <TestStep standing={standing} />
    case 'limits':
      return <LimitsStep directoryId={standing.directory.id} />
    case 'overlaps':
      return <OverlapsStep directoryId={standing.directory.id} />
    case 'done':
      return <DoneStep standing={standing} />
  }
}

function Frame({ nav, children }: { nav: ReactNode; children: ReactNode }) {
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, sm: 4, md: 3 }}>{nav}</Grid.Col>
      <Grid.Col span={{ base: 12, sm: 8, md: 9 }}>
        <Stack gap="lg" maw={760}>
          {children}
        </Stack>
      </Grid.Col>
    </Grid>
  )
}
