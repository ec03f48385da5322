import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { AddressButton } from '../components/address-link.tsx'
import { StatusBadge } from '../components/status-badge.tsx'
import { When } from '../components/when.tsx'
import { CopySupport } from './copy-support.tsx'
import { Evidence } from './evidence.tsx'
import './findings.css'
import { tellFinding, type Code, type Finding } from './told.ts'
import { ToldText } from './told-text.tsx'
import { useWording } from './wording.ts'
import type { Check } from './use-checks.ts'

type Props = {
  finding: Finding
  /** What came of asking again, where somebody did. */
  check?: Check | undefined
  isChecking?: boolean
  onCheck: () => void
}

/** A finding: what is so, since when, what shows it, and what to do. */
export function FindingCard({ finding, check, isChecking = false, onCheck }: Props) {
  const titleId = useId()
  const { title, what, toDo } = tellFinding(finding, useWording())
  const isGone = check?.outcome === 'gone'
  return (
    <Paper
      withBorder
      p="md"
      component="article"
      className="finding"
      aria-labelledby={titleId}
      data-code={finding.code}
      data-severity={finding.severity}
      data-gone={isGone || undefined}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <Title order={3} size="h5" id={titleId}>
            {title}
          </Title>
          {isDated(finding) && (
            <Text size="sm" c="dimmed">
              <Trans>
                since <When at={finding.since} />
              </Trans>
            </Text>
          )}
        </Group>
        <Text>
          <ToldText text={what} facts={finding.facts} />
        </Text>
        <div>
          <Text size="sm" fw={600}>
            <Trans>What to do</Trans>
          </Text>
          <Text>
            <ToldText text={toDo} facts={finding.facts} />
          </Text>
        </div>
        <Evidence evidence={finding.evidence} />
        <Actions finding={finding} isChecking={isChecking} onCheck={onCheck}>
          <Outcome check={check} />
        </Actions>
      </Stack>
    </Paper>
  )
}

/** Answers that say how it is now, and not since when. */
const undated = new Set<Code>([
  'person-present',
  'person-under-another-name',
  'person-without-directory',
  'person-limit',
  'group-present',
  'group-under-another-name',
])

const isDated = ({ code, facts }: Finding): boolean => !undated.has(code) && (code !== 'never-received' || facts['looked_up_at'] !== null)

type ActionsProps = Pick<Props, 'finding' | 'onCheck'> & { isChecking: boolean; children: ReactNode }

function Actions({ finding, isChecking, onCheck, children }: ActionsProps) {
  return (
    <Group gap="xs">
      <AddressButton address={finding.link}>
        <Trans>Open</Trans>
      </AddressButton>
      {/* Not `loading`, which disables it: that would take the focus away. */}
      <Button size="xs" variant="default" aria-busy={isChecking} onClick={() => isChecking || onCheck()}>
        <Trans>Check again</Trans>
      </Button>
      <CopySupport findings={[finding]} />
      <span role="status">{children}</span>
    </Group>
  )
}

function Outcome({ check }: { check: Check | undefined }) {
  const { t } = useLingui()
  if (!check) return null
  return check.outcome === 'gone' ? <StatusBadge tone="good">{t`Gone`}</StatusBadge> : <StatusBadge tone="warning">{t`Still so`}</StatusBadge>
}
