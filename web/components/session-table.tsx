import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Item } from '../api/answer.ts'
import { ListTable } from './list-table.tsx'
import { StatusBadge } from './status-badge.tsx'
import { When } from './when.tsx'

type Session = Item<'/v1/sessions'>

type Props = {
  caption: string
  sessions: readonly Session[]
  /** Whose each is, where it is not clear. */
  who?: (session: Session) => ReactNode
  /** Ends one; left out where one may not. */
  onEnd?: ((session: Session) => void) | undefined
}

/** Open sessions: from where, since when, last seen. The one that one looks from is marked, and ended by signing out. */
export function SessionTable({ caption, sessions, who, onEnd }: Props) {
  const { t } = useLingui()
  return (
    <ListTable
      caption={caption}
      keyOf={({ id }) => id}
      rows={sessions}
      columns={[
        ...(who ? [{ label: t`Member`, cell: who }] : []),
        {
          label: t`From`,
          cell: ({ ip, user_agent: agent, is_current: isCurrent }: Session) => (
            <div>
              {ip} {isCurrent && <StatusBadge tone="info">{t`This browser`}</StatusBadge>}
              <Text size="xs" c="dimmed" lineClamp={1} title={agent}>
                {agent}
              </Text>
            </div>
          ),
        },
        { label: t({ message: 'Signed in', context: 'a moment' }), cell: ({ started_at: at }: Session) => <When at={at} /> },
        { label: t`Last seen`, cell: ({ last_used_at: at }: Session) => <When at={at} /> },
        ...(onEnd
          ? [
              {
                label: t`Change`,
                cell: (session: Session) =>
                  !session.is_current && (
                    <Button size="compact-sm" variant="default" aria-label={t`End the session ${session.id}`} onClick={() => onEnd(session)}>
                      <Trans>End</Trans>
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}
