import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { ManagedIn } from '../../components/managed-in.tsx'
import { Page } from '../../components/page.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { useMay } from '../../session/session.ts'
import { UserFilters } from './user-filters.tsx'
import { UserList } from './user-list.tsx'

/** The users that the identity provider brought. */
export function UsersPage() {
  const { t } = useLingui()
  const may = useMay()
  return (
    <Page
      title={t`Users`}
      permission="directory:read"
      note={
        may('directory:read') && (
          <Suspense fallback={null}>
            <ManagedIn />
          </Suspense>
        )
      }
    >
      <UserFilters />
      <Suspense fallback={<BodySkeleton />}>
        <UserList />
      </Suspense>
    </Page>
  )
}
