import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useList } from '../../api/use-list.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import type { Key, Of } from './key.ts'
import { stateOf } from './key-state.ts'
import { RevokeDialog } from './revoke-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

/** The keys, those that ended too: what was open until when may matter later. */
export function KeyList({ of }: { of: Of }) {
  const { t } = useLingui()
  const may = useMay()
  const { rows, ...more } = useList(of === 'team' ? '/v1/api_keys' : '/v1/my/api_keys', { limit: 50 })
  const [rotating, setRotating] = useState<Key>()
  const [revoking, setRevoking] = useState<Key>()
  const mayWrite = may(of === 'team' ? 'keys:write' : 'keys:own')
  const states = {
    live: <StatusBadge tone="good">{t`Live`}</StatusBadge>,
    replaced: <StatusBadge tone="warning">{t`Replaced`}</StatusBadge>,
    expired: <StatusBadge tone="neutral">{t`Expired`}</StatusBadge>,
    revoked: <StatusBadge tone="neutral">{t`Revoked`}</StatusBadge>,
  }
  if (rows.length === 0)
    return (
      <EmptyState title={t`No key yet`}>
        <Trans>Make one for each program that asks, with the scopes that it needs and no more.</Trans>
      </EmptyState>
    )
  return (
    <Stack>
      <ListTable
        caption={t`API keys`}
        keyOf={({ id }) => id}
        rows={rows}
        columns={[
          {
            label: t`Name`,
            cell: (key: Key) => (
              <div>
                <Text fw={600}>{key.name}</Text>
                <Text size="xs" c="dimmed" className="mono">
                  {key.prefix}…
                </Text>
              </div>
            ),
          },
          { label: t`State`, cell: (key: Key) => states[stateOf(key)] },
          { label: t`May do`, cell: ({ scopes }: Key) => <Scopes scopes={scopes} /> },
          {
            label: t`Last used`,
            cell: ({ last_used_at: at, last_ip: ip }: Key) =>
              at ? (
                <div>
                  <When at={at} />
                  <Text size="xs" c="dimmed">
                    {ip}
                  </Text>
                </div>
              ) : (
                t`Never`
              ),
          },
          { label: t`Ends`, cell: ({ expires_at: at }: Key) => (at ? <When at={at} /> : t`Never`) },
          { label: t`Made by`, cell: ({ created_by: by }: Key) => by },
          {
            label: t`Change`,
            cell: (key: Key) =>
              mayWrite &&
              ['live', 'replaced'].includes(stateOf(key)) && (
                <Group gap="xs" wrap="nowrap">
                  {key.replaced_by === null && (of === 'personal' || key.member_id === null) && (
                    <Button size="compact-sm" variant="default" aria-label={t`Rotate ${key.name}`} onClick={() => setRotating(key)}>
                      <Trans>Rotate</Trans>
                    </Button>
                  )}
                  <Button size="compact-sm" variant="default" aria-label={t`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
                    <Trans>Revoke</Trans>
                  </Button>
                </Group>
              ),
          },
        ]}
      />
      <ShowMore {...more} />
      {rotating && <RotateDialog of={of} apiKey={rotating} onClose={() => setRotating(undefined)} />}
      {revoking && <RevokeDialog of={of} apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </Stack>
  )
}

/** The first few scopes, and how many more there are. */
function Scopes({ scopes }: { scopes: string[] }) {
  const { t } = useLingui()
  const [shown, more] = [scopes.slice(0, 3), scopes.length - 3]
  return (
    <Text size="sm" title={scopes.join(', ')}>
      {scopes.includes('*') ? t`Everything` : shown.join(', ')}
      {more > 0 && (
        <>
          {' '}
          <Plural value={more} one="and one more" other="and # more" />
        </>
      )}
    </Text>
  )
}
