import { Trans, useLingui } from '@lingui/react/macro'
import { Box, NavLink, Progress, Stack, Text, ThemeIcon } from '@mantine/core'
import { RouterEntry } from '../../../components/router-link.tsx'
import type { Standing } from './standing.ts'
import { useStepNames } from './step-names.ts'
import { nextStep, stepsDone, type Step } from './steps.ts'

type Props = { step: Step; shown: readonly Step[]; standing?: Standing }

/** The steps: which is open, which are done, and the way to each. On a phone only how far one is. */
export function StepNav({ step, shown, standing }: Props) {
  const { t } = useLingui()
  const names = useStepNames()
  const place = shown.indexOf(step) + 1
  const count = shown.length
  const done = stepsDone(standing?.stored)
  const isAllDone = standing !== undefined && nextStep(standing.stored, shown) === 'done'
  return (
    <>
      <Stack gap={6} hiddenFrom="sm">
        <Text size="sm" fw={600}>
          <Trans>
            Step {place} of {count}: {names[step]}
          </Trans>
        </Text>
        <Progress value={(place / count) * 100} aria-label={t`How far the set-up is`} />
      </Stack>
      <Box component="nav" aria-label={t`Steps of the set-up`} visibleFrom="sm">
        {shown.map((each, at) => (
          <Entry
            key={each}
            step={each}
            isOpen={each === step}
            isDone={each === 'done' ? isAllDone : done.has(each)}
            label={`${at + 1}. ${names[each]}`}
            standing={standing}
          />
        ))}
      </Box>
    </>
  )
}

type EntryProps = { step: Step; isOpen: boolean; isDone: boolean; label: string; standing: Standing | undefined }

function Entry({ step, isOpen, isDone, label, standing }: EntryProps) {
  const { t } = useLingui()
  const mark = (
    <ThemeIcon size="sm" radius="xl" variant="light" color={isDone ? 'green' : 'gray'} role="img" aria-label={isDone ? t`done` : t`not done yet`}>
      {isDone ? '✓' : '·'}
    </ThemeIcon>
  )
  // Until there is a directory, there is nothing that the later steps could be of.
  if (!standing) return <NavLink component="span" label={label} active={isOpen} leftSection={mark} aria-current={isOpen ? 'step' : undefined} />
  return (
    <RouterEntry
      to="/directory"
      search={{ directory: standing.directory.id, step }}
      label={label}
      active={isOpen}
      aria-current={isOpen ? 'step' : undefined}
      leftSection={mark}
    />
  )
}
