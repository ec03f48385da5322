import { Trans, useLingui } from '@lingui/react/macro'
import { OwnLimit } from '../../components/own-limit.tsx'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { isSetUp, useMay, useSession } from '../../session/session.ts'
import { ExportMenu } from './export-menu.tsx'
import { LimitsTab } from './limits-tab.tsx'
import { PeopleTab } from './people-tab.tsx'
import { QuarantineTab } from './quarantine-tab.tsx'
import { SpendTab } from './spend-tab.tsx'
import { spendRoute } from './spend.route.ts'
import { StoppedTab } from './stopped-tab.tsx'

/** What may be spent and what is; who may not see that of others sees their own. */
export function SpendPage() {
  const { t } = useLingui()
  const may = useMay()
  const session = useSession()
  if (may('spend:read')) return <TeamSpend />
  if (isSetUp(session)) return <Page title={t`Limits and spend`} permission="spend:read" />
  return (
    <Page title={t`Limits and spend`} note={<Trans>What you may spend, why, and what of it you have spent.</Trans>}>
      <OwnLimit />
    </Page>
  )
}

function TeamSpend() {
  const { t } = useLingui()
  const { tab = 'spend' } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  return (
    <Page
      title={t`Limits and spend`}
      note={<Trans>What everybody may spend in a billing period, and what they spent.</Trans>}
      permission="spend:read"
      actions={<ExportMenu />}
    >
      <Tabs
        open={tab}
        onOpen={(name) => void navigate({ search: { tab: name } })}
        tabs={[
          { name: 'spend', label: t`Spend`, body: () => <SpendTab /> },
          { name: 'limits', label: t`Limits`, body: () => <LimitsTab /> },
          { name: 'people', label: t`People near their limit`, body: () => <PeopleTab /> },
          { name: 'stopped', label: t`Stopped requests`, body: () => <StoppedTab /> },
          { name: 'quarantine', label: t`Set aside`, body: () => <QuarantineTab /> },
        ]}
      />
    </Page>
  )
}
