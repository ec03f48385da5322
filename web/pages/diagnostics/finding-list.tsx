import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { When } from '../../components/when.tsx'
import { CopySupport } from '../../findings/copy-support.tsx'
import { FindingCard } from '../../findings/finding-card.tsx'
import { keyOf } from '../../findings/key-of.ts'
import type { Finding } from '../../findings/told.ts'
import { useChecks } from '../../findings/use-checks.ts'
import { AllWell } from './all-well.tsx'

/** Every finding, those that are worth a look first. */
export function FindingList() {
  const { t } = useLingui()
  // As it is now: whoever mended something elsewhere comes back to see whether it is gone.
  const { data, refetch, dataUpdatedAt } = api.useSuspenseQuery('get', '/v1/findings', {}, { staleTime: 0 })
  const checks = useChecks(data.items, async () => (await refetch()).data?.items)
  const cards = (severity: Finding['severity']) =>
    checks.shown
      .filter((finding) => finding.severity === severity)
      .map((finding) => (
        <FindingCard
          key={keyOf(finding)}
          finding={finding}
          check={checks.of(finding)}
          isChecking={checks.isAsking(finding)}
          onCheck={() => checks.check(finding)}
        />
      ))
  return (
    <Stack gap="xl">
      <Group justify="space-between">
        <Text>
          <Plural value={data.items.length} _0="No findings" one="# finding" other="# findings" />
          {', '}
          <Trans>
            checked at <When at={new Date(dataUpdatedAt).toISOString()} as="time" />
          </Trans>
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" aria-busy={checks.isAskingAll} onClick={checks.checkAll}>
            <Trans>Check all again</Trans>
          </Button>
          {data.items.length > 0 && <CopySupport findings={data.items} />}
        </Group>
      </Group>
      {data.items.length === 0 && <AllWell />}
      <Part title={t`Worth a look`}>{cards('warning')}</Part>
      <Part title={t`Good to know`}>{cards('info')}</Part>
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  )
}
