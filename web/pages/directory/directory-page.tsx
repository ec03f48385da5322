import { Trans, useLingui } from '@lingui/react/macro'
import { api } from '../../api/client.ts'
import { Page } from '../../components/page.tsx'
import { RouterButton } from '../../components/router-link.tsx'
import { useMay } from '../../session/session.ts'
import './directory.css'
import { directoryRoute } from './directory.route.ts'
import { DirectoryList } from './directory-list.tsx'
import { OneDirectory } from './one/one-directory.tsx'
import { Prerequisites } from './prerequisites.tsx'
import { Wizard } from './wizard/wizard.tsx'

/** How people and groups come from the identity provider: what is missing for that, the set-up, and the directories that there are. */
export function DirectoryPage() {
  const { t } = useLingui()
  const { directory, step } = directoryRoute.useSearch()
  return (
    <Page
      title={t`Active Directory Management`}
      note={<Trans>Your identity provider pushes people and groups here by SCIM.</Trans>}
      permission="prerequisites:read"
      actions={directory || step ? <ToList /> : undefined}
    >
      <DirectoryBody />
    </Page>
  )
}

function ToList() {
  return (
    <RouterButton to="/directory" variant="default">
      <Trans>All directories</Trans>
    </RouterButton>
  )
}

function DirectoryBody() {
  const may = useMay()
  const { directory, step, ended = false } = directoryRoute.useSearch()
  const prerequisites = api.useSuspenseQuery('get', '/v1/prerequisites').data
  const isReady = prerequisites.every(({ met }) => met)
  if (!may('directory_setup:read')) return <Prerequisites prerequisites={prerequisites} />
  if (step && (directory || isReady)) return <Wizard key={directory ?? 'new'} directoryId={directory} step={step} />
  if (directory) return <OneDirectory directoryId={directory} />
  return <DirectoryList prerequisites={prerequisites} withEnded={ended} />
}
