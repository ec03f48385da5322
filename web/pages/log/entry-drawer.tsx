import { useLingui } from '@lingui/react/macro'
import { Drawer } from '@mantine/core'
import { Suspense } from 'react'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { EntryDetail } from './entry-detail.tsx'

/** One request with all that is kept of it, beside the list. */
export function EntryDrawer({ request, onClose }: { request: string | undefined; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Drawer opened={request !== undefined} onClose={onClose} position="right" size="lg" title={t`Request`}>
      {request !== undefined && (
        <ErrorBoundary>
          <Suspense fallback={<BodySkeleton />}>
            <EntryDetail request={request} />
          </Suspense>
        </ErrorBoundary>
      )}
    </Drawer>
  )
}
