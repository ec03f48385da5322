import { Trans } from '@lingui/react/macro'
import { Group, Stack, Text, Title } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { RouterButton } from '../../../components/router-link.tsx'
import { useMay } from '../../../session/session.ts'
import { useStepNames } from './step-names.ts'
import { stepAfter, stepBefore, stepsShown, type Step } from './steps.ts'

type Props = {
  step: Step
  directoryId: string | undefined
  /** What this step is for. */
  lead: ReactNode
  children: ReactNode
  /** What stands in place of the way on, where that is more than going there. */
  next?: ReactNode
  /** Beside the way on, where one may go on though something is open: what is left out by that. */
  caution?: ReactNode
}

/** A step of the set-up: its title, which has the focus when one came from another step, what is to be done, and the ways back and on. */
export function StepFrame({ step, directoryId, lead, children, next, caution }: Props) {
  const names = useStepNames()
  const shown = stepsShown(useMay())
  const before = stepBefore(step, shown)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: false }), [step])
  return (
    <>
      <Stack gap={4}>
        <Title order={2} size="h3" ref={heading} tabIndex={-1} className="step-title">
          {names[step]}
        </Title>
        <Text c="dimmed">{lead}</Text>
      </Stack>
      {children}
      <Stack gap="xs">
        {caution && (
          <Text size="sm" c="dimmed">
            {caution}
          </Text>
        )}
        <Group justify="space-between">
          {before && directoryId ? (
            <RouterButton to="/directory" search={{ directory: directoryId, step: before }} variant="default">
              <Trans>Back</Trans>
            </RouterButton>
          ) : (
            <span />
          )}
          {next ?? <Onward directoryId={directoryId} step={stepAfter(step, shown)} />}
        </Group>
      </Stack>
    </>
  )
}

function Onward({ directoryId, step }: { directoryId: string | undefined; step: Step }) {
  return (
    <RouterButton to="/directory" search={{ ...(directoryId && { directory: directoryId }), step }}>
      <Trans>Continue</Trans>
    </RouterButton>
  )
}
