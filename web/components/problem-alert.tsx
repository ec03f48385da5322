import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useWindowEvent } from '@mantine/hooks'
import { toProblem } from '../api/problem.ts'
import { CopyText } from './copy-text.tsx'

/** What went wrong: in words, with what to do, the code's own page, and the id by which the operator finds it. What got no answer is tried again once the browser is back on the network. */
export function ProblemAlert({ problem: error, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const { t } = useLingui()
  const { title, detail, code, request_id: requestId } = toProblem(error)
  useWindowEvent('online', () => code === 'no-answer' && onRetry?.())
  return (
    <Alert color="red" variant="light" role="alert" title={title || t`The server gave no answer`}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{code === 'no-answer' ? <Trans>Check your connection, and try again. ({detail})</Trans> : detail}</Text>
        {requestId && (
          <Group gap="xs">
            <Anchor href={`/problems/${code}`} size="sm" target="_blank">
              {code}
            </Anchor>
            <CopyText text={requestId} label={t`Copy the request’s id for support`} />
          </Group>
        )}
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
