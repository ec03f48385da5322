import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Group, Stack, Text } from '@mantine/core'
import type { AffectedMember, Impact as Told } from '../api/limits.ts'
import { useFormat } from '../language/format.ts'
import { BeforeAfter } from './before-after.tsx'
import { ListTable } from './list-table.tsx'
import { BodySkeleton } from './page-skeleton.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { ShowMore } from './show-more.tsx'
import { StatusBadge } from './status-badge.tsx'
import type { Preview } from './use-preview.ts'

/** Whom a change would affect, before it is made: how many and how, then who, a page at a time. */
export function Impact({ preview }: { preview: Preview }) {
  const { first, rows, error, isPending, refetch, ...more } = preview
  if (error) return <ProblemAlert problem={error} onRetry={() => void refetch()} />
  if (isPending || !first) return <BodySkeleton rows={2} />
  return (
    <Stack gap="sm">
      {first.counts && <Counts counts={first.counts} />}
      {first.team_total && <Total total={first.team_total} />}
      {rows.length > 0 && <People rows={rows} />}
      <ShowMore {...more} />
    </Stack>
  )
}

function Counts({ counts: { members, rises, falls, unlimited, blocked, unblocked } }: { counts: NonNullable<Told['counts']> }) {
  const changed = rises + falls
  return (
    <>
      <Text fw={600} role="status" component="div">
        {changed === 0 ? (
          <>
            <Trans>Nobody’s limit changes.</Trans>
            <Text size="sm" c="dimmed">
              <Trans>The highest limit of somebody’s groups counts, and one of their own goes before all others.</Trans>
            </Text>
          </>
        ) : (
          <Trans>
            The limit of <Plural value={changed} one="# person" other="# people" /> changes, of{' '}
            <Plural value={members} one="# member" other="# members" />.
          </Trans>
        )}
      </Text>
      <Group gap="xs">
        {rises > 0 && (
          <StatusBadge tone="good">
            <Plural value={rises} one="# may spend more" other="# may spend more" />
          </StatusBadge>
        )}
        {unlimited > 0 && (
          <StatusBadge tone="warning">
            <Plural value={unlimited} one="# without limit" other="# without limit" />
          </StatusBadge>
        )}
        {falls > 0 && (
          <StatusBadge tone="warning">
            <Plural value={falls} one="# may spend less" other="# may spend less" />
          </StatusBadge>
        )}
        {blocked > 0 && (
          <StatusBadge tone="bad">
            <Plural value={blocked} one="# may spend nothing more at once" other="# may spend nothing more at once" />
          </StatusBadge>
        )}
        {unblocked > 0 && (
          <StatusBadge tone="good">
            <Plural value={unblocked} one="# may spend again" other="# may spend again" />
          </StatusBadge>
        )}
      </Group>
    </>
  )
}

function Total({ total: { before, after, blocks } }: { total: NonNullable<Told['team_total']> }) {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <Text size="sm">
      <Trans>
        All together:{' '}
        <BeforeAfter before={before ? format.limit(before.limit) : t`no limit`} after={after ? format.limit(after.limit) : t`no limit`} />.
      </Trans>{' '}
      {blocks && <Trans>That is spent already: nobody could spend anything more.</Trans>}
    </Text>
  )
}

function People({ rows }: { rows: readonly AffectedMember[] }) {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <ListTable
      caption={t`Who is affected`}
      keyOf={({ member_id: id }) => id}
      rows={rows}
      columns={[
        {
          label: t`Person`,
          cell: ({ member_id: id, name, email, effects }: AffectedMember) => (
            <Group gap="xs">
              <Anchor href={`/users/${id}`} target="_blank" inherit>
                {name ?? email ?? id}
              </Anchor>
              {effects.includes('blocked') && <StatusBadge tone="bad">{t`Stopped`}</StatusBadge>}
            </Group>
          ),
        },
        {
          label: t`Limit`,
          align: 'end',
          cell: ({ before, after }: AffectedMember) => <BeforeAfter before={format.limit(before.limit)} after={format.limit(after.limit)} />,
        },
        { label: t`Spent`, align: 'end', cell: ({ settled }: AffectedMember) => format.money(settled) },
      ]}
    />
  )
}
