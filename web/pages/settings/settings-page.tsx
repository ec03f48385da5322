import { Trans, useLingui } from '@lingui/react/macro'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useMay } from '../../session/session.ts'
import { GeneralTab } from './general-tab.tsx'
import { PeriodTab } from './period-tab.tsx'
import { SessionsTab } from './sessions-tab.tsx'
import { settingsRoute } from './settings.route.ts'
import { SpendingTab } from './spending-tab.tsx'
import { ThresholdsTab } from './thresholds-tab.tsx'

/** What the team is called, what it says of spending, when its periods begin, and where one is signed in. */
export function SettingsPage() {
  const { t } = useLingui()
  const may = useMay()
  const { tab = 'general' } = settingsRoute.useSearch()
  const navigate = settingsRoute.useNavigate()
  return (
    <Page title={t`Settings`} note={<Trans>What a change would do is shown before it is made.</Trans>} permission="team:read">
      <Tabs
        open={tab}
        onOpen={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'general', label: t`General`, body: () => <GeneralTab /> },
          { name: 'spending', label: t`Spending`, body: () => <SpendingTab /> },
          ...(may('spend:read') ? [{ name: 'period' as const, label: t`Billing period`, body: () => <PeriodTab /> }] : []),
          ...(may('limits:read') ? [{ name: 'thresholds' as const, label: t`Thresholds`, body: () => <ThresholdsTab /> }] : []),
          { name: 'sessions', label: t`Your sessions`, body: () => <SessionsTab /> },
        ]}
      />
    </Page>
  )
}
