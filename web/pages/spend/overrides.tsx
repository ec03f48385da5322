import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { LimitDialog } from '../../components/limit-dialog.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { OverrideForm } from '../../components/override-form.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'

type Override = Item<'/v1/spend_limits'>

/** The limits of single people. */
export function Overrides() {
  const { t } = useLingui()
  const { rows, ...more } = useList('/v1/spend_limits', { scope: 'user', limit: 25 })
  const [changing, setChanging] = useState<Override>()
  const [ending, setEnding] = useState<Override>()
  return (
    <Stack>
      <ListTable
        caption={t`Overrides`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>Nobody has a limit of their own.</Trans>}
        columns={useColumns(setChanging, setEnding)}
      />
      <ShowMore {...more} />
      {changing && (
        <OverrideForm person={{ id: changing.member_id ?? '', name: nameOf(changing) }} set={changing} onClose={() => setChanging(undefined)} />
      )}
      {ending && (
        <LimitDialog
          target={{ scope: 'user', user: ending.member_id ?? '' }}
          title={t`Own limit of ${nameOf(ending)}`}
          set={ending}
          wanted={{ kind: 'unset' }}
          unset={t`None of their own`}
          onClose={() => setEnding(undefined)}
          onChanged={() => setEnding(undefined)}
        />
      )}
    </Stack>
  )
}

const nameOf = ({ name, member_id: id }: Override) => name ?? id ?? ''

function useColumns(onChange: (override: Override) => void, onEnd: (override: Override) => void) {
  const { t } = useLingui()
  const format = useFormat()
  const mayWrite = useMay()('limits:write')
  const actions = {
    label: t`Change`,
    cell: (override: Override) => (
      <Group gap="xs" wrap="nowrap">
        <Button size="compact-sm" variant="default" aria-label={t`Change the override of ${nameOf(override)}`} onClick={() => onChange(override)}>
          <Trans>Change</Trans>
        </Button>
        <Button size="compact-sm" variant="default" aria-label={t`End the override of ${nameOf(override)}`} onClick={() => onEnd(override)}>
          <Trans>End</Trans>
        </Button>
      </Group>
    ),
  }
  return [
    {
      label: t`Person`,
      cell: (override: Override) => (
        <RouterLink inherit to="/users/$userId" params={{ userId: override.member_id ?? '' }}>
          {nameOf(override)}
        </RouterLink>
      ),
    },
    { label: t`Limit`, align: 'end' as const, cell: ({ limit }: Override) => format.limit(limit) },
    { label: t`Reason`, cell: ({ reason }: Override) => <Text size="sm">{reason}</Text> },
    { label: t`Ends`, cell: ({ expires_at: at }: Override) => <Ends at={at} /> },
    ...(mayWrite ? [actions] : []),
  ]
}

function Ends({ at }: { at: string | null }) {
  const { t } = useLingui()
  if (at === null) return <Trans>Never</Trans>
  if (Date.parse(at) > Date.now()) return <When at={at} as="dateTime" />
  return <StatusBadge tone="neutral">{t({ message: 'Has ended', context: 'override' })}</StatusBadge>
}
