import { Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useLingui } from '@lingui/react/macro'
import { Suspense, type ReactNode } from 'react'
import { useMay } from '../session/session.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { NoPermission } from './no-permission.tsx'
import { BodySkeleton } from './page-skeleton.tsx'

type Props = {
  title: string
  /** One line beneath the title. */
  note?: ReactNode
  /** What can be done on the page as a whole. */
  actions?: ReactNode
  /** What one must be permitted to see it. Whoever is not reads who is. */
  permission?: string
  children?: ReactNode
}

/** A page: its title, which the browser shows too, and what stands beneath it. A page that somebody may not see says who may. */
export function Page({ title, note, actions, permission, children }: Props) {
  const { t } = useLingui()
  const may = useMay()
  useDocumentTitle(t`${title} · Purser`)
  const isOpen = permission === undefined || may(permission)
  return (
    <Stack gap="lg" maw={1200}>
      <Group justify="space-between" align="flex-start" gap="sm" className="page-head">
        <div>
          <Title order={1} size="h2">
            {title}
          </Title>
          {note && (
            <Text component="div" c="dimmed" mt={4}>
              {note}
            </Text>
          )}
        </div>
        {isOpen && actions && (
          <Group gap="xs" className="page-actions">
            {actions}
          </Group>
        )}
      </Group>
      {isOpen ? (
        <ErrorBoundary>
          <Suspense fallback={<BodySkeleton />}>{children}</Suspense>
        </ErrorBoundary>
      ) : (
        <NoPermission permission={permission} />
      )}
    </Stack>
  )
}
