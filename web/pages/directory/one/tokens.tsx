import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { ListTable } from '../../../components/list-table.tsx'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { When } from '../../../components/when.tsx'
import { useMay } from '../../../session/session.ts'
import { isLive, type Directory, type DirectoryToken } from '../directories.ts'
import { MakeTokenDialog } from './make-token-dialog.tsx'
import { RevokeTokenDialog } from './revoke-token-dialog.tsx'
import { RotateTokenDialog } from './rotate-token-dialog.tsx'

type Props = { directory: Directory; tokens: readonly DirectoryToken[]; isOver: boolean }
type Open = { dialog: 'make' } | { dialog: 'rotate' | 'revoke'; token: DirectoryToken }

/** By what the provider comes in: the tokens that work, and on demand those that ended. */
export function Tokens({ directory, tokens, isOver }: Props) {
  const { t } = useLingui()
  const may = useMay()
  const [open, setOpen] = useState<Open>()
  const mayWrite = may('directory_setup:write') && !isOver
  const close = () => setOpen(undefined)
  const live = tokens.filter((token) => isLive(token))
  const shown = [...live, ...tokens.filter((token) => !isLive(token)).slice(0, 3)]
  return (
    <Stack gap="md" align="stretch">
      <ListTable
        caption={t`Tokens`}
        rows={shown}
        keyOf={({ id }) => id}
        empty={<Trans>There is no token: the provider cannot connect.</Trans>}
        columns={[
          { label: t`Name`, cell: (token) => <TokenName token={token} /> },
          { label: t`State`, cell: (token) => <TokenState token={token} /> },
          { label: t`Last used`, cell: ({ last_used_at: at, last_ip: ip }) => <LastUse at={at} ip={ip} /> },
          { label: t`Ends`, cell: ({ expires_at: at }) => (at ? <When at={at} as="dateTime" /> : <Trans>never</Trans>) },
          ...(mayWrite
            ? [{ label: t`Actions`, align: 'end' as const, cell: (token: DirectoryToken) => <TokenActions token={token} onOpen={setOpen} /> }]
            : []),
        ]}
      />
      {mayWrite && (
        <Group>
          <Button variant="default" onClick={() => setOpen({ dialog: 'make' })}>
            <Trans>Make a token</Trans>
          </Button>
        </Group>
      )}
      {open?.dialog === 'make' && <MakeTokenDialog directoryId={directory.id} onClose={close} />}
      {open?.dialog === 'rotate' && <RotateTokenDialog directoryId={directory.id} token={open.token} onClose={close} />}
      {open?.dialog === 'revoke' && <RevokeTokenDialog directoryId={directory.id} token={open.token} onClose={close} />}
    </Stack>
  )
}

function TokenName({ token: { name, prefix } }: { token: DirectoryToken }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {name}
      </Text>
      <Text size="xs" c="dimmed" className="mono">
        {prefix}…
      </Text>
    </div>
  )
}

function TokenState({ token }: { token: DirectoryToken }) {
  const { t } = useLingui()
  if (token.revoked_at) return <StatusBadge tone="neutral">{t({ message: 'Revoked', context: 'token' })}</StatusBadge>
  if (!isLive(token)) return <StatusBadge tone="neutral">{t({ message: 'Expired', context: 'token' })}</StatusBadge>
  if (token.replaced_by) return <StatusBadge tone="warning">{t`Replaced, ends soon`}</StatusBadge>
  return token.first_used_at ? (
    <StatusBadge tone="good">{t({ message: 'In use', context: 'token' })}</StatusBadge>
  ) : (
    <StatusBadge tone="info">{t({ message: 'Not used yet', context: 'token' })}</StatusBadge>
  )
}

function LastUse({ at, ip }: { at: string | null; ip: string | null }) {
  if (!at) return <Trans>never</Trans>
  return (
    <div>
      <When at={at} />
      {ip && (
        <Text size="xs" c="dimmed">
          {ip}
        </Text>
      )}
    </div>
  )
}

function TokenActions({ token, onOpen }: { token: DirectoryToken; onOpen: (open: Open) => void }) {
  const { t } = useLingui()
  if (!isLive(token)) return null
  return (
    <Group gap="xs" justify="flex-end">
      {!token.replaced_by && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t`Rotate ${token.name} (${token.prefix})`}
          onClick={() => onOpen({ dialog: 'rotate', token })}
        >
          <Trans>Rotate</Trans>
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t`Revoke ${token.name} (${token.prefix})`}
        onClick={() => onOpen({ dialog: 'revoke', token })}
      >
        <Trans>Revoke</Trans>
      </Button>
    </Group>
  )
}
