import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Group, Text } from '@mantine/core'
import { useFormat } from '../language/format.ts'
import { verbatim } from '../language/verbatim.ts'
import { considerationsOf, type Considered, type Reasons, type Verdict } from './considered.ts'
import { ListTable } from './list-table.tsx'
import { RouterLink } from './router-link.tsx'
import { StatusBadge } from './status-badge.tsx'
import { When } from './when.tsx'

/** Each limit that could have decided, which one did, and why the others did not. */
export function ConsideredTable({ reasons }: { reasons: Reasons }) {
  const { t } = useLingui()
  const format = useFormat()
  return (
    <>
      <ListTable
        caption={t`What was considered`}
        keyOf={({ scope, group, verdict }) => `${scope}:${group}:${verdict}`}
        rows={considerationsOf(reasons)}
        empty={<Trans>No limit is set that could decide.</Trans>}
        columns={[
          { label: t`Considered`, cell: (each: Considered) => <Source considered={each} /> },
          { label: t`Limit`, align: 'end', cell: ({ limit }: Considered) => (limit ? format.limit(limit) : '–') },
          { label: t`Outcome`, cell: (each: Considered) => <Outcome considered={each} source={reasons.source} /> },
        ]}
      />
      {reasons.not_shown > 0 && (
        <Text size="sm" c="dimmed">
          <Plural value={reasons.not_shown} one="# other group is not shown." other="# other groups are not shown." />
        </Text>
      )}
    </>
  )
}

function Source({ considered: { scope, group = '', name, via, isFrozen, verdict } }: { considered: Considered }) {
  const { t } = useLingui()
  const format = useFormat()
  if (scope === 'user_override') return <Trans>Limit of one’s own</Trans>
  if (scope === 'team_default') return <Trans>Team default</Trans>
  return (
    <div>
      {isFrozen || verdict === 'deleted' ? (
        name
      ) : (
        <RouterLink to="/groups/$groupId" params={{ groupId: group }} inherit>
          {name}
        </RouterLink>
      )}{' '}
      {isFrozen && <StatusBadge tone="info">{t`Frozen`}</StatusBadge>}
      {via.length > 0 && (
        <Text size="sm" c="dimmed">
          <Trans>by {verbatim(format.list(via.map((each) => each.name)))}</Trans>
        </Text>
      )}
    </div>
  )
}

function Outcome({ considered: { verdict, isFrozen, expiresAt }, source }: { considered: Considered; source: Reasons['source'] }) {
  const { t } = useLingui()
  const words: Record<Verdict, string> = {
    decides: source === 'group' ? t`Decides: the highest` : t`Decides`,
    lower: t`Lower`,
    overridden: t`The own limit goes before it`,
    replaced: t`Replaced by the limits of groups`,
    nested: t`Around a group: only direct groups count`,
    unset: t`Has no limit`,
    deleted: t`Was deleted`,
    expired: t`Has ended`,
  }
  const note = isFrozen && verdict === 'decides' ? t`The group was deleted, and its limit holds on.` : undefined
  return (
    <Group gap={6}>
      {verdict === 'decides' ? (
        <StatusBadge tone="good">{words.decides}</StatusBadge>
      ) : (
        <Text c="dimmed" inherit>
          {words[verdict]}
        </Text>
      )}
      {verdict !== 'decides' && expiresAt && <When at={expiresAt} as="date" />}
      {verdict === 'decides' && expiresAt && (
        <Text size="sm">
          <Trans>
            ends <When at={expiresAt} as="date" />
          </Trans>
        </Text>
      )}
      {note && <Text size="sm">{note}</Text>}
    </Group>
  )
}
