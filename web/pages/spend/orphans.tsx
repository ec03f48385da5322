import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useList } from '../../api/use-list.ts'
import { ListTable } from '../../components/list-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import type { Orphan } from './orphan.ts'
import { ReattachDialog } from './reattach-dialog.tsx'
import { ReleaseDialog } from './release-dialog.tsx'

/** Limits whose group is gone: those that counted no longer, and those that hold on for whom the group held. */
export function Orphans() {
  const { t } = useLingui()
  const { rows, ...more } = useList('/v1/spend_limits/orphaned', { limit: 25 })
  const [reattaching, setReattaching] = useState<Orphan>()
  const [releasing, setReleasing] = useState<Orphan>()
  return (
    <Stack>
      <ListTable
        caption={t`Limits of deleted groups`}
        keyOf={({ id }) => id}
        rows={rows}
        empty={<Trans>None: every limit is of a group that there is.</Trans>}
        columns={useColumns(setReattaching, setReleasing)}
      />
      <ShowMore {...more} />
      {reattaching && <ReattachDialog orphan={reattaching} onClose={() => setReattaching(undefined)} />}
      {releasing && <ReleaseDialog orphan={releasing} onClose={() => setReleasing(undefined)} />}
    </Stack>
  )
}

function useColumns(onReattach: (orphan: Orphan) => void, onRelease: (orphan: Orphan) => void) {
  const { t } = useLingui()
  const format = useFormat()
  const mayWrite = useMay()('limits:write')
  const actions = {
    label: t`Change`,
    cell: (orphan: Orphan) => (
      <Group gap="xs">
        {orphan.candidates.some(({ has_limit: hasLimit }) => !hasLimit) && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Re-attach the limit of ${orphan.deleted_group.name}`}
            onClick={() => onReattach(orphan)}
          >
            <Trans>Re-attach</Trans>
          </Button>
        )}
        {orphan.state === 'frozen' && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Release the limit of ${orphan.deleted_group.name}`}
            onClick={() => onRelease(orphan)}
          >
            <Trans>Release</Trans>
          </Button>
        )}
      </Group>
    ),
  }
  return [
    {
      label: t`Deleted group`,
      cell: ({ deleted_group: { name, deleted_at: at } }: Orphan) => (
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            <Trans context="on a day">
              deleted <When at={at} as="date" />
            </Trans>
          </Text>
        </div>
      ),
    },
    { label: t`Limit`, align: 'end' as const, cell: ({ limit }: Orphan) => format.limit(limit) },
    {
      label: t`State`,
      cell: ({ state }: Orphan) =>
        state === 'frozen' ? (
          <StatusBadge tone="warning">{t`Frozen: holds on for whom the group held`}</StatusBadge>
        ) : (
          <StatusBadge tone="neutral">{t`Counts for nothing`}</StatusBadge>
        ),
    },
    {
      label: t`Group that came instead`,
      cell: ({ candidates }: Orphan) => (candidates.length === 0 ? <Trans>None found</Trans> : format.list(candidates.map(({ name }) => name))),
    },
    ...(mayWrite ? [actions] : []),
  ]
}
