import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { ManagedIn } from '../../components/managed-in.tsx'
import { Page } from '../../components/page.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { GroupFilters } from './group-filters.tsx'
import { GroupList } from './group-list.tsx'

/** The groups that the identity provider brought. Their limits are set here, and nothing else. */
export function GroupsPage() {
  const { t } = useLingui()
  const may = useMay()
  return (
    <Page
      title={t`Directory groups`}
      permission="directory:read"
      note={
        may('directory:read') && (
          <Suspense fallback={null}>
            <ManagedIn />
          </Suspense>
        )
      }
    >
      <GroupFilters />
      <Suspense fallback={<BodySkeleton />}>
        <GroupList />
      </Suspense>
    </Page>
  )
}
