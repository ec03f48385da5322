import { Trans, useLingui } from '@lingui/react/macro'
import { Container, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { ProblemAlert } from '../components/problem-alert.tsx'

/** Where not even the frame of the pages could be shown, such as without an answer to who is signed in: all of it is asked for anew. */
export function FrameProblem({ error }: { error: unknown }) {
  const { t } = useLingui()
  useDocumentTitle(t`This page could not be shown`)
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Title order={1} size="h2">
          <Trans>This page could not be shown</Trans>
        </Title>
        <ProblemAlert problem={error} onRetry={() => location.reload()} />
      </Stack>
    </Container>
  )
}
