import { Trans, useLingui } from '@lingui/react/macro'
import { AppShell, Burger, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense } from 'react'
import { PageSkeleton } from '../components/page-skeleton.tsx'
import { useSession } from '../session/session.ts'
import { AccountMenu } from './account-menu.tsx'
import { Nav } from './nav.tsx'
import { SignedOutDialog } from './signed-out-dialog.tsx'

/** The header, the ways to go, and the page. */
export function Frame() {
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Shell />
    </Suspense>
  )
}

function Shell() {
  const { t } = useLingui()
  const { team_name: team } = useSession()
  // What is shown, not what is on its way.
  const address = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.href })
  const [isOpen, { toggle, close }] = useDisclosure()
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 260, breakpoint: 'sm', collapsed: { mobile: !isOpen } }} padding="md">
      <a className="skip-link" href="#page">
        <Trans>Skip to the page</Trans>
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className="shrinks">
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t`Menu`} aria-expanded={isOpen} />
            <img src="/assets/purser.svg" width={28} height={28} alt="" />
            <Text fw={650} truncate>
              {team}
            </Text>
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar px="xs" py="md" aria-label={t`Pages`}>
        <Nav onGo={close} />
      </AppShell.Navbar>
      <SignedOutDialog />
      <AppShell.Main id="page" tabIndex={-1} data-address={address}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  )
}
