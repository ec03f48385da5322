import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Progress, Select, Stack, Text } from '@mantine/core'
import type { Item } from '../../api/answer.ts'
import { oneOf } from '../../api/search.ts'
import { useList } from '../../api/use-list.ts'
import { ListTable } from '../../components/list-table.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { Section } from '../../components/section.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { useFormat } from '../../language/format.ts'
import { ratioOf } from './course.ts'
import { groupings, spendRoute } from './spend.route.ts'
import { useGroupings, useNoKey } from './spend-words.ts'
import { useTotals } from './use-totals.ts'

type Sum = Item<'/v1/spend/summary'>

/** What was spent, by person, group, deciding group, model or app; the largest first. */
export function Sums() {
  const { t } = useLingui()
  const { group_by: by = 'user' } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const names = useGroupings()
  return (
    <Section
      title={t`Where it went`}
      actions={
        <Select
          aria-label={t`Sums by`}
          w={240}
          allowDeselect={false}
          value={by}
          data={groupings.map((value) => ({ value, label: names[value] }))}
          onChange={(value) =>
            void navigate({ search: (before) => ({ ...before, group_by: oneOf(groupings, value) }), replace: true, resetScroll: false })
          }
        />
      }
    >
      {by === 'group' && (
        <Alert color="gray" variant="light">
          <Text size="sm">
            <Trans>Whoever is in several groups counts in each of them: these sums overlap, and come to more than the total.</Trans>
          </Text>
        </Alert>
      )}
      <SumList />
    </Section>
  )
}

function SumList() {
  const { t } = useLingui()
  const format = useFormat()
  const { period = 'current', group_by: by = 'user' } = spendRoute.useSearch()
  const { rows, ...more } = useList('/v1/spend/summary', { period, group_by: by, limit: 12 })
  const { total } = useTotals()
  const course = {
    label: t`Course`,
    cell: (sum: Sum) => <CourseButton sum={sum} />,
  }
  return (
    <Stack>
      <ListTable
        caption={t`Sums of the period`}
        keyOf={({ key }) => key ?? 'none'}
        rows={rows}
        empty={<Trans>Nothing was spent in this period. It comes here as the product reports usage.</Trans>}
        columns={[
          { label: useGroupings()[by], cell: (sum: Sum) => <Key sum={sum} /> },
          {
            label: t`Compared`,
            cell: ({ settled }: Sum) => (
              <Progress w={140} maw="100%" value={Math.min(100, ratioOf(settled, rows[0]?.settled ?? '0') * 100)} aria-hidden />
            ),
          },
          { label: t`Share`, align: 'end', cell: ({ settled }: Sum) => format.percent(ratioOf(settled, total.settled)) },
          { label: t`Spent`, align: 'end', cell: ({ settled }: Sum) => format.money(settled) },
          { label: t`Entries`, align: 'end', cell: ({ entries }: Sum) => format.number(entries) },
          ...(by === 'user' ? [course] : []),
        ]}
      />
      <ShowMore {...more} />
    </Stack>
  )
}

function Key({ sum: { key, name } }: { sum: Sum }) {
  const { group_by: by = 'user' } = spendRoute.useSearch()
  const none = useNoKey()[by]
  if (key === null) return <Text c="dimmed">{none}</Text>
  if (by === 'user')
    return (
      <RouterLink inherit to="/users/$userId" params={{ userId: key }}>
        {name ?? key}
      </RouterLink>
    )
  if (by === 'group' || by === 'deciding_group')
    return (
      <RouterLink inherit to="/groups/$groupId" params={{ groupId: key }}>
        {name ?? key}
      </RouterLink>
    )
  return <span>{name ?? key}</span>
}

function CourseButton({ sum: { key, name } }: { sum: Sum }) {
  const { t } = useLingui()
  const navigate = spendRoute.useNavigate()
  if (key === null) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t`Show the course of ${name ?? key}`}
      onClick={() => void navigate({ search: (before) => ({ ...before, member: key }) })}
    >
      <Trans>Show</Trans>
    </Button>
  )
}
