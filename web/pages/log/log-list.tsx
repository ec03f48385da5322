import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Box, Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLiveLog, type LogEntry } from '../../api/live-log.ts'
import { useList } from '../../api/use-list.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { LiveBadge } from '../../components/live-badge.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { beyondList, nothingCame, withEntry } from './came.ts'
import type { LogFilters } from './log.route.ts'
import { outcomeTones, useOutcomeName } from '../../log-words/outcome-name.ts'
import { useTelling } from '../../log-words/use-telling.ts'

/** The entries, newest first, and what comes while one looks. What is filtered by words or days is looked up, and not followed. */
export function LogList({ filters, onShow }: { filters: LogFilters; onShow: (request: string) => void }) {
  const { t } = useLingui()
  const queries = useQueryClient()
  const outcomeName = useOutcomeName()
  const tell = useTelling()
  const [isPaused, setPaused] = useState(false)
  const [came, setCame] = useState(nothingCame)
  const { rows, ...more } = useList('/v1/provisioning_log', { limit: 50, ...filters })
  const isFollowed = filters.q === undefined && filters.since === undefined && filters.until === undefined
  const state = useLiveLog({
    ...(filters.directory !== undefined && { directory: filters.directory }),
    after: rows[0]?.sequence,
    isPaused: isPaused || !isFollowed,
    onEntry: (entry) => {
      if (isSought(entry, filters)) setCame((before) => withEntry(before, entry))
    },
  })
  const reload = async () => {
    setCame(nothingCame)
    await queries.resetQueries({ queryKey: ['get', '/v1/provisioning_log'] })
  }
  const { counts } = came
  const { fresh, between } = beyondList(came, rows[0])
  const shown = [...fresh, ...rows]
  return (
    <Stack>
      {isFollowed && (
        <Group justify="space-between">
          <Group gap="sm">
            {isPaused ? <StatusBadge tone="neutral">{t`Paused`}</StatusBadge> : <LiveBadge state={state} />}
            <Button size="compact-sm" variant="default" onClick={() => setPaused(!isPaused)}>
              {isPaused ? <Trans context="stream">Go on</Trans> : <Trans context="stream">Pause</Trans>}
            </Button>
          </Group>
          {counts.requests > 0 && (
            <Text size="sm" data-testid="counts">
              <Plural value={counts.requests} one="# request" other="# requests" /> ·{' '}
              <Plural value={counts.users} one="# user came" other="# users came" /> · <Plural value={counts.out} one="# went" other="# went" /> ·{' '}
              <Plural value={counts.groups} one="# group" other="# groups" /> ·{' '}
              <Plural value={counts.memberships} one="# membership" other="# memberships" /> ·{' '}
              <Plural value={counts.refused} one="# refused" other="# refused" />
            </Text>
          )}
        </Group>
      )}
      {between > 0 && (
        <Button variant="default" onClick={() => void reload()}>
          <Plural value={between} one="# more arrived: read the list anew" other="# more arrived: read the list anew" />
        </Button>
      )}
      {shown.length === 0 ? (
        <NothingYet isFiltered={Object.values(filters).some((value) => value !== undefined)} />
      ) : (
        <ListTable
          caption={t`Requests of the identity providers`}
          keyOf={({ id }) => id}
          rows={shown}
          columns={[
            { label: t`When`, cell: ({ at }: LogEntry) => <When at={at} as="dateTime" /> },
            {
              label: t`What happened`,
              cell: (entry: LogEntry) => (
                <Button variant="transparent" h="auto" p={0} className="text-button" onClick={() => onShow(entry.id)}>
                  {tell(entry)}
                </Button>
              ),
            },
            {
              label: t`Outcome`,
              cell: ({ outcome }: LogEntry) => <StatusBadge tone={outcomeTones[outcome] ?? 'neutral'}>{outcomeName(outcome)}</StatusBadge>,
            },
            { label: t`Answer`, align: 'end', cell: ({ status }: LogEntry) => status },
            { label: t`Token`, cell: ({ token }: LogEntry) => <Box miw={{ sm: 88 }}>{token.id === null ? '–' : token.name}</Box> },
          ]}
        />
      )}
      <ShowMore {...more} />
    </Stack>
  )
}

/** Whether an entry that just came is among what is filtered for. */
const isSought = ({ outcome, operation, subject }: LogEntry, filters: LogFilters): boolean =>
  (filters.outcome === undefined || outcome === filters.outcome) &&
  (filters.operation === undefined || operation === filters.operation) &&
  (filters.subject === undefined || subject.id === filters.subject)

function NothingYet({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useLingui()
  if (isFiltered)
    return (
      <Text c="dimmed">
        <Trans>No request is like that. Clear the filters to see all.</Trans>
      </Text>
    )
  return (
    <EmptyState title={t`Nothing was received yet`}>
      <Trans>As soon as your identity provider asks for something, it stands here. Set it up under Active Directory Management.</Trans>
    </EmptyState>
  )
}
