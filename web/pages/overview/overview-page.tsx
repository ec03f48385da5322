import { Trans, useLingui } from '@lingui/react/macro'
import { SimpleGrid, Stack } from '@mantine/core'
import { lazy } from 'react'
import { OwnLimit } from '../../components/own-limit.tsx'
import { Page } from '../../components/page.tsx'
import { Section } from '../../components/section.tsx'
import { withWords } from '../../language/words.ts'
import { isSetUp, useMay, useSession } from '../../session/session.ts'
import { DirectoryHealth } from './directory-health.tsx'
import { LastRequests } from './last-requests.tsx'
import { NearLimit } from './near-limit.tsx'
import { SetUpWelcome } from './set-up-welcome.tsx'
import { Tiles } from './tiles.tsx'

/** After the rest: what findings say is longer than the page. */
const Attention = lazy(withWords(['findings'], async () => ({ default: (await import('./attention.tsx')).Attention })))

/** What matters now: for who runs the team, for who only spends in it, and for who sets it up by a link. */
export function OverviewPage() {
  const { t } = useLingui()
  const session = useSession()
  const may = useMay()
  if (isSetUp(session))
    return (
      <Page title={t`Set up ${session.team_name}`}>
        <SetUpWelcome purpose={session.setup_link.purpose} expiresAt={session.setup_link.expires_at} />
      </Page>
    )
  if (!may('directory:read'))
    return (
      <Page title={t`My limit`}>
        <Section title={t`What I may spend`}>
          <OwnLimit />
        </Section>
      </Page>
    )
  return (
    <Page title={t`Overview`} note={<Trans>Who is in, what they spend, and whether the directory keeps up.</Trans>}>
      <Stack>
        <Tiles />
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          {may('directory_setup:read') && (
            <Section title={t`What needs attention`}>
              <Attention />
            </Section>
          )}
          {may('limits:read') && (
            <Section title={t`People near their limit`}>
              <NearLimit />
            </Section>
          )}
        </SimpleGrid>
        {may('directory_setup:read') && (
          <>
            <Section title={t`Directories`}>
              <DirectoryHealth />
            </Section>
            <Section title={t`Last requests of the identity provider`}>
              <LastRequests />
            </Section>
          </>
        )}
      </Stack>
    </Page>
  )
}
