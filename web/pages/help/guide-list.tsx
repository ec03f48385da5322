import { Trans } from '@lingui/react/macro'
import { Group, Paper, SimpleGrid, Stack, Title } from '@mantine/core'
import { guideProviders } from '../../components/guide/providers.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { GuideName } from './guide-name.tsx'
import { useOwnProviders } from './own-values.ts'

/** Every guide; those of the team's own providers first. */
export function GuideList() {
  const own = useOwnProviders()
  const ordered = guideProviders.toSorted((one, other) => Number(own.has(other)) - Number(own.has(one)))
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>Guides of identity providers</Trans>
      </Title>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm">
        {ordered.map((provider) => (
          <Paper key={provider} withBorder p="md">
            <Group justify="space-between" gap="xs">
              <RouterLink to="/help" search={{ guide: provider }} fw={600}>
                <GuideName provider={provider} />
              </RouterLink>
              {own.has(provider) && (
                <StatusBadge tone="good">
                  <Trans>yours</Trans>
                </StatusBadge>
              )}
            </Group>
          </Paper>
        ))}
      </SimpleGrid>
    </Stack>
  )
}
