import { Trans, useLingui } from '@lingui/react/macro'
import { api } from '../../api/client.ts'
import { Suspense } from 'react'
import { ManagedIn } from '../../components/managed-in.tsx'
import { Page } from '../../components/page.tsx'
import { useMay } from '../../session/session.ts'
import { UserGroups } from './user-groups.tsx'
import { UserIdentity } from './user-identity.tsx'
import { UserLimit } from './user-limit.tsx'
import { UserProfile } from './user-profile.tsx'
import { UserRequests } from './user-requests.tsx'
import { UserSignIn } from './user-sign-in.tsx'
import { userRoute } from './users.route.ts'
import { nameOf } from './person.ts'

/** One person: what they may spend and why, who they are, their groups, and what the identity provider says of them. */
export function UserPage() {
  const { t } = useLingui()
  const may = useMay()
  const { userId } = userRoute.useParams()
  const person = api.useQuery('get', '/v1/users/{user}', { params: { path: { user: userId } } }, { enabled: may('directory:read') }).data
  const provider = person?.directory_users[0]?.directory.provider
  return (
    <Page
      title={person ? nameOf(person) : t`User`}
      permission="directory:read"
      note={
        provider !== undefined ? (
          <Suspense fallback={null}>
            <ManagedIn provider={provider} />
          </Suspense>
        ) : (
          person && <Trans>In no directory: came by an invitation or by signing in.</Trans>
        )
      }
      actions={person && <UserRequests person={person} />}
    >
      <Body userId={userId} />
    </Page>
  )
}

function Body({ userId }: { userId: string }) {
  const may = useMay()
  const { data: person } = api.useSuspenseQuery('get', '/v1/users/{user}', { params: { path: { user: userId } } })
  return (
    <>
      {may('limits:read') && <UserLimit person={person} />}
      <UserIdentity person={person} />
      <UserGroups person={person} />
      {may('sessions:read') && <UserSignIn person={person} />}
      {person.directory_users.length > 0 && <UserProfile person={person} />}
    </>
  )
}
