import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useMay } from '../../session/session.ts'
import { FirstRequest } from './first-request.tsx'
import { KeyList } from './key-list.tsx'
import { keysRoute } from './keys.route.ts'
import { NewKeyDialog } from './new-key-dialog.tsx'

/** The keys by which programs come in: the team's, and one's own. */
export function KeysPage() {
  const { t } = useLingui()
  const may = useMay()
  const { tab: wanted = 'team' } = keysRoute.useSearch()
  const tab = may('keys:read') ? wanted : 'personal'
  const navigate = keysRoute.useNavigate()
  const [isMaking, { open, close }] = useDisclosure()
  const tabs = [
    ...(may('keys:read') ? [{ name: 'team' as const, label: t`Of the team`, body: () => <KeyList of="team" /> }] : []),
    { name: 'personal' as const, label: t`My own`, body: () => <KeyList of="personal" /> },
  ]
  const mayMake = may(tab === 'team' ? 'keys:write' : 'keys:own')
  return (
    <Page
      title={t`API keys`}
      note={
        tab === 'team' ? (
          <Trans>The host product asks with a key of the team. It goes on when whoever made it leaves.</Trans>
        ) : (
          <Trans>A personal key may do what both its scopes and your role allow, and ends when you leave.</Trans>
        )
      }
      permission="keys:own"
      actions={
        mayMake && (
          <Button onClick={open}>
            <Trans>Make a key</Trans>
          </Button>
        )
      }
    >
      <Tabs open={tab} tabs={tabs} onOpen={(name) => void navigate({ search: { tab: name } })} />
      <FirstRequest />
      <NewKeyDialog of={tab} isOpen={isMaking} onClose={close} />
    </Page>
  )
}
