import { Trans } from '@lingui/react/macro'
import { Anchor, List, Stack, Title } from '@mantine/core'
import { RouterLink } from '../../components/router-link.tsx'

/** Where else help is. */
export function MoreHelp() {
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>More</Trans>
      </Title>
      <List spacing="xs">
        <List.Item>
          <RouterLink to="/diagnostics" underline="always">
            <Trans>Diagnostics</Trans>
          </RouterLink>
          <Trans>: what stands in the way now, and why somebody is not here</Trans>
        </List.Item>
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
