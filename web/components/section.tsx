import { Paper, Stack } from '@mantine/core'
import { Suspense, type ReactNode } from 'react'
import { ErrorBoundary } from './error-boundary.tsx'
import { SectionHead } from './section-head.tsx'
import { BodySkeleton } from './page-skeleton.tsx'

type Props = { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }

/** A part of a page that waits and fails alone. */
export function Section({ title, note, actions, children }: Props) {
  return (
    <Paper component="section" withBorder p="md" aria-label={title}>
      <Stack gap="sm">
        <SectionHead title={title} note={note} actions={actions} />
        <ErrorBoundary>
          <Suspense fallback={<BodySkeleton rows={2} />}>{children}</Suspense>
        </ErrorBoundary>
      </Stack>
    </Paper>
  )
}
