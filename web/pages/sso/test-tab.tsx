import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { CopyField } from '../../components/copy-field.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { EarlierTests } from './earlier-tests.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import { useBegunTest } from './use-begun-test.ts'
import type { Connection } from './sso-steps.ts'
import { useFieldName } from './words.ts'
import { TestResult } from './test-result.tsx'
import { useLiveTests } from './use-live-tests.ts'

const route = getRouteApi('/sso')

/** Begins a test sign-in in another tab, and shows what came of it as it ends. */
export function TestTab({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const may = useMay()
  const { test: named } = route.useSearch()
  const { tests, error, refetch, isPending } = useLiveTests(connection.id)
  const shown = tests.find(({ id }) => id === named) ?? tests[0]
  return (
    <Stack gap="lg">
      {may('sso:write') && <BeginTest connection={connection} isWaiting={tests[0]?.outcome === 'waiting'} />}
      {error ? (
        <ProblemAlert problem={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <BodySkeleton rows={4} />
      ) : shown === undefined ? (
        <EmptyState title={t`No test sign-in yet`}>
          <Trans>What the identity provider sends, what is taken from it and what goes wrong will be shown here.</Trans>
        </EmptyState>
      ) : (
        <TestResult test={shown} connection={connection} />
      )}
      <EarlierTests tests={tests} shownId={shown?.id} connectionId={connection.id} />
    </Stack>
  )
}

function BeginTest({ connection, isWaiting }: { connection: Connection; isWaiting: boolean }) {
  const { t } = useLingui()
  const { time, list } = useFormat()
  const nameOf = useFieldName()
  const { begin, begun, isBusy, problem } = useBegunTest(connection.id)
  const isIncomplete = connection.state === 'draft' && connection.missing.length > 0
  return (
    <Paper withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between" gap="md">
          <Text size="sm" className="shrinks" flex={1} miw={240}>
            {isIncomplete ? (
              <Trans>Before it can be tested it needs: {list(connection.missing.map(nameOf))}.</Trans>
            ) : (
              <Trans>
                A new tab leads to the identity provider. Sign in there as anybody: nobody is let in by a test, and the result stands here as well.
              </Trans>
            )}
          </Text>
          <Button onClick={begin} loading={isBusy} disabled={isIncomplete}>
            <Trans>Begin a test sign-in</Trans>
          </Button>
        </Group>
        <RefusalAlert problem={problem} />
        {begun && isWaiting && (
          <CopyField
            label={t`Address of this test`}
            value={begun.url}
            hint={<Trans>If no tab opened, or somebody else is to sign in: open it in any browser before {time(begun.expires_at)}.</Trans>}
          />
        )}
      </Stack>
    </Paper>
  )
}
