import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useMay } from '../../session/session.ts'
import { InvitesTab } from './invites-tab.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { membersRoute } from './members.route.ts'
import { PeopleTab } from './people-tab.tsx'
import { SessionsTab } from './sessions-tab.tsx'

/** The people of the team, who is invited, and who is signed in. */
export function MembersPage() {
  const { t } = useLingui()
  const may = useMay()
  const { tab = 'people' } = membersRoute.useSearch()
  const navigate = membersRoute.useNavigate()
  const [isInviting, { open, close }] = useDisclosure()
  const tabs = [
    { name: 'people' as const, label: t`People`, body: () => <PeopleTab /> },
    { name: 'invites' as const, label: t`Invitations`, body: () => <InvitesTab onInvite={open} /> },
    ...(may('sessions:read') ? [{ name: 'sessions' as const, label: t`Who is signed in`, body: () => <SessionsTab /> }] : []),
  ]
  return (
    <Page
      title={t`Members`}
      note={<Trans>Whom a directory brings is managed in the identity provider: only the role is set here.</Trans>}
      permission="directory:read"
      actions={
        may('members:write') && (
          <Button onClick={open}>
            <Trans>Invite somebody</Trans>
          </Button>
        )
      }
    >
      <Tabs open={tab} tabs={tabs} onOpen={(name) => void navigate({ search: { tab: name } })} />
      <InviteDialog isOpen={isInviting} onClose={close} />
    </Page>
  )
}
