import { Trans, useLingui } from '@lingui/react/macro'
import { Group, List, Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { tellFinding } from '../../findings/told.ts'
import { useWording } from '../../findings/wording.ts'

const mostShown = 5

/** The first findings, and the way to the rest. */
export function Attention() {
  const { t } = useLingui()
  const wording = useWording()
  const { items } = api.useSuspenseQuery('get', '/v1/findings', {}).data
  const sorted = [...items.filter(({ severity }) => severity === 'warning'), ...items.filter(({ severity }) => severity !== 'warning')]
  if (sorted.length === 0)
    return (
      <Group gap="xs">
        <StatusBadge tone="good">{t`All well`}</StatusBadge>
        <Text size="sm">
          <Trans>Nothing needs your eye.</Trans>
        </Text>
      </Group>
    )
  return (
    <>
      <List spacing="xs" listStyleType="none">
        {sorted.slice(0, mostShown).map((finding) => (
          <List.Item key={`${finding.code}${finding.since}${finding.what}`}>
            <Group gap="xs" wrap="nowrap" align="flex-start">
              <StatusBadge tone={finding.severity === 'warning' ? 'warning' : 'info'}>
                {finding.severity === 'warning' ? t`Warning` : t`Note`}
              </StatusBadge>
              <Text size="sm">{tellFinding(finding, wording).title}</Text>
            </Group>
          </List.Item>
        ))}
      </List>
      <RouterLink to="/diagnostics" size="sm">
        <Trans>All of it in Diagnostics</Trans>
      </RouterLink>
    </>
  )
}
