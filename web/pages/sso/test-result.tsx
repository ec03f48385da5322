import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Group, Loader, Paper, Stack, Text } from '@mantine/core'
import { When } from '../../components/when.tsx'
import { ClaimsTable } from './claims-table.tsx'
import { isObject } from './claims.ts'
import { ProblemList } from './connection-problems.tsx'
import { MappedTable } from './mapped-table.tsx'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'
import { TestOutcome } from './test-outcome.tsx'
import type { ConnectionTest } from './use-live-tests.ts'
import { ProblemCode } from './problem-code.tsx'
import { useProblemWords } from './problem-words.ts'

/** A test sign-in: what came, what was made of it, what failed and why. */
export function TestResult({ test, connection }: { test: ConnectionTest; connection: Connection }) {
  const { t } = useLingui()
  return (
    <Paper withBorder p="md" component="section" aria-label={t`Result of the test`}>
      <Stack gap="lg">
        <Group gap="sm" role="status">
          <TestOutcome test={test} />
          <Text size="sm" c="dimmed">
            <Trans>
              begun by {test.started_by}, <When at={test.started_at} as="dateTime" />
            </Trans>
          </Text>
        </Group>
        {test.outcome === 'waiting' ? <Waiting test={test} /> : <Outcome test={test} connection={connection} />}
      </Stack>
    </Paper>
  )
}

function Waiting({ test: { expires_at: until } }: { test: ConnectionTest }) {
  if (Date.parse(until) <= Date.now())
    return (
      <Text size="sm">
        <Trans>
          Nobody came back from the identity provider within the hour. If it showed an error of its own, the addresses or the assignment there are
          wrong.
        </Trans>
      </Text>
    )
  return (
    <Group gap="sm" wrap="nowrap">
      <Loader size={18} aria-hidden />
      <Text size="sm">
        <Trans>
          Sign in at the identity provider in the other tab. What it answers is shown here as it comes. If it shows an error of its own instead,
          compare the addresses under “Set-up”.
        </Trans>
      </Text>
    </Group>
  )
}

function Outcome({ test, connection }: { test: ConnectionTest; connection: Connection }) {
  const { t } = useLingui()
  const wordsOf = useProblemWords()
  const notes = test.outcome === 'failed' ? test.problems.filter(({ code }) => code !== test.code) : test.problems
  return (
    <>
      {test.code !== null && (
        <Alert color="red" variant="light" title={<Trans>Why it failed</Trans>}>
          <Text size="sm" className="breaks">
            {wordsOf({ code: test.code, detail: test.detail ?? '' })} <ProblemCode code={test.code} />
          </Text>
        </Alert>
      )}
      {notes.length > 0 && (
        <Alert color="gray" variant="light" title={<Trans>What to know</Trans>}>
          <ProblemList problems={notes} />
        </Alert>
      )}
      {isObject(test.mapped) && (
        <Section title={t`What was taken from it`}>
          <MappedTable mapped={test.mapped} mapping={connection.attribute_mapping} />
        </Section>
      )}
      <Section title={t`What the identity provider sent`}>
        {isObject(test.received) && Object.keys(test.received).length > 0 ? (
          <Stack gap="sm">
            <ClaimsTable values={test.received} label={t`What the identity provider sent`} />
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>Nothing that could be read.</Trans>
          </Text>
        )}
      </Section>
    </>
  )
}
