import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, TextInput, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useState, type FormEvent } from 'react'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { SubjectAnswers } from './subject-answers.tsx'

/** Asks why a person or a group is not here. What was asked stands in the page's address. */
export function SubjectSearch({ q, onAsk }: { q: string; onAsk: (asked: string) => void }) {
  const { t } = useLingui()
  const [text, setText] = useState(q)
  useEffect(() => setText(q), [q])
  const queries = useQueryClient()
  const ask = (event: FormEvent) => {
    event.preventDefault()
    // Whoever asks the same again wants to know how it is now.
    void queries.invalidateQueries({ queryKey: ['get', '/v1/findings/search'] })
    onAsk(text.trim())
  }
  return (
    <Paper withBorder p="lg" component="section" aria-label={t`Why is somebody not here?`}>
      <Stack>
        <Title order={2} size="h4">
          <Trans>Why is somebody not here?</Trans>
        </Title>
        <form onSubmit={ask} role="search">
          <Group align="flex-end" gap="sm">
            <TextInput
              type="search"
              flex={1}
              miw={200}
              maxLength={320}
              label={t`A person or a group`}
              description={t`An e-mail address, a userName, an externalId, a name, or the name of a group`}
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <Button type="submit">
              <Trans>Ask</Trans>
            </Button>
          </Group>
        </form>
        {q !== '' && (
          <ErrorBoundary>
            <Suspense fallback={<BodySkeleton rows={3} />}>
              <SubjectAnswers q={q} onClear={() => onAsk('')} />
            </Suspense>
          </ErrorBoundary>
        )}
      </Stack>
    </Paper>
  )
}
