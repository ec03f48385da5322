import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Button, Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { useList } from '../../api/use-list.ts'
import { ListTable } from '../../components/list-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { auditRoute } from './audit.route.ts'
import { useActorKind, useOutcome } from './audit-words.ts'
import { EntryDrawer } from './entry-drawer.tsx'
import { useAuditTelling } from './use-audit-telling.ts'

export type Entry = Item<'/v1/audit_log'>

const tones: Record<string, Tone> = { applied: 'good', unchanged: 'neutral', refused: 'bad' }

/** The entries, newest first; one of them opens beside the list. */
export function AuditList() {
  const { t } = useLingui()
  const { entry: open, ...filters } = auditRoute.useSearch()
  const navigate = auditRoute.useNavigate()
  const kindName = useActorKind()
  const outcomeName = useOutcome()
  const tell = useAuditTelling()
  const { rows, ...more } = useList('/v1/audit_log', { limit: 50, ...filters })
  const show = (entry: string | undefined) => void navigate({ search: (before) => ({ ...before, entry }) })
  return (
    <Stack>
      <ListTable
        caption={t`Audit log`}
        keyOf={({ id, number }) => `${id}:${number}`}
        rows={rows}
        empty={<Trans>No entry is like that. Clear the filters to see all.</Trans>}
        columns={[
          { label: t`When`, cell: ({ at }: Entry) => <When at={at} as="dateTime" /> },
          {
            label: t`Who`,
            cell: ({ actor }: Entry) => (
              <Box miw={{ sm: 216 }}>
                {actor.name}
                <Text size="xs" c="dimmed">
                  {kindName(actor.kind)}
                </Text>
              </Box>
            ),
          },
          {
            label: t`What`,
            cell: (entry: Entry) => (
              <Button variant="transparent" h="auto" p={0} className="text-button" onClick={() => show(entry.id)}>
                {tell(entry)}
              </Button>
            ),
          },
          {
            label: t`Outcome`,
            cell: ({ outcome }: Entry) => <StatusBadge tone={tones[outcome] ?? 'neutral'}>{outcomeName(outcome)}</StatusBadge>,
          },
        ]}
      />
      <ShowMore {...more} />
      <EntryDrawer entry={rows.find(({ id }) => id === open)} onClose={() => show(undefined)} />
    </Stack>
  )
}
