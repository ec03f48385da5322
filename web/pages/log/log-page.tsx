import { Trans, useLingui } from '@lingui/react/macro'
import { ExportMenu } from '../../components/export-menu.tsx'
import { Page } from '../../components/page.tsx'
import { EntryDrawer } from './entry-drawer.tsx'
import { LogFilterBar } from './log-filter-bar.tsx'
import { LogList } from './log-list.tsx'
import { logRoute } from './log.route.ts'

/** What the identity providers asked, and what came of it, as it happens. */
export function LogPage() {
  const { t } = useLingui()
  const { request, ...filters } = logRoute.useSearch()
  const navigate = logRoute.useNavigate()
  const show = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, request: id }) })
  return (
    <Page
      title={t`Provisioning log`}
      note={<Trans>Each request of your identity provider, in plain words, and what came of it. Secrets are left out of what is shown.</Trans>}
      permission="directory_setup:read"
      actions={<ExportMenu of="/v1/provisioning_log/export" filters={filters} />}
    >
      <LogFilterBar />
      <LogList key={JSON.stringify(filters)} filters={filters} onShow={show} />
      <EntryDrawer request={request} onClose={() => show(undefined)} />
    </Page>
  )
}
