import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'

/** Checks, when asked, that nothing in the log was changed or taken out: each entry is chained to the one before. */
export function ChainCheck() {
  const { t } = useLingui()
  const check = api.useQuery('get', '/v1/audit_log/verification', {}, { enabled: false })
  const button = (
    <Button size="xs" variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
      <Trans>Verify the log</Trans>
    </Button>
  )
  if (check.error) return <ProblemAlert problem={check.error} onRetry={() => void check.refetch()} />
  if (!check.data)
    return (
      <Group gap="sm">
        {button}
        <Text size="sm" c="dimmed">
          <Trans>Each entry is chained to the one before it, so that a change or a gap shows.</Trans>
        </Text>
      </Group>
    )
  const { is_intact: isIntact, rows, erased, broken } = check.data
  return (
    <Alert
      color={isIntact ? 'green' : 'red'}
      variant="light"
      role="status"
      title={isIntact ? t`Nothing was changed or taken out` : t`The log is broken`}
    >
      <Group justify="space-between">
        <Text size="sm">
          {broken ? (
            <Trans>
              Entry {broken.number}: {broken.why}
            </Trans>
          ) : (
            <Plural value={rows} one="One entry was read." other="# entries were read." />
          )}
          {erased > 0 && (
            <>
              {' '}
              <Plural value={erased} one="In one of them names were blanked by an erasure." other="In # of them names were blanked by an erasure." />
            </>
          )}
        </Text>
        {button}
      </Group>
    </Alert>
  )
}
