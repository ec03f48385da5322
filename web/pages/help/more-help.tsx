import { Trans } from '@lingui/react/macro'
import { Anchor, List, Stack, Title } from '@mantine/core'
import { RouterLink } from '../../components/router-link.tsx'
import { useMay } from '../../session/session.ts'

/** Where else help is, of what one may open. */
export function MoreHelp() {
  const may = useMay()
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>More</Trans>
      </Title>
      <List spacing="xs">
        {may('directory_setup:read') && (
          <List.Item>
            <RouterLink to="/diagnostics" underline="always">
              <Trans>Diagnostics</Trans>
            </RouterLink>
            <Trans>: what stands in the way now, and why somebody is not here</Trans>
          </List.Item>
        )}
        <List.Item>
          <Anchor href="/docs/api" underline="always">
            <Trans>API reference</Trans>
          </Anchor>
          <Trans>: every request of the API, for programs</Trans>
        </List.Item>
        <List.Item>
          <Anchor href="/problems" underline="always">
            <Trans>Error codes</Trans>
          </Anchor>
          <Trans>: what each means, and what to do</Trans>
        </List.Item>
      </List>
    </Stack>
  )
}
