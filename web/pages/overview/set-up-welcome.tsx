import { Trans } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { RouterButton } from '../../components/router-link.tsx'
import { When } from '../../components/when.tsx'

/** What a set-up link opens, and where to begin. */
export function SetUpWelcome({ purpose, expiresAt }: { purpose: 'sso' | 'directory' | 'sso_and_directory'; expiresAt: string }) {
  return (
    <Stack align="flex-start">
      <Text>
        <Trans>You need no account here. What you do by this link stands in the team’s audit log.</Trans>
      </Text>
      <Group>
        {purpose !== 'directory' && (
          <RouterButton to="/sso">
            <Trans>Set up single sign-on</Trans>
          </RouterButton>
        )}
        {purpose !== 'sso' && (
          <RouterButton to="/directory" variant={purpose === 'directory' ? 'filled' : 'default'}>
            <Trans>Connect the directory</Trans>
          </RouterButton>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        <Trans>
          The link may be opened again until <When at={expiresAt} as="dateTime" />.
        </Trans>
      </Text>
    </Stack>
  )
}
