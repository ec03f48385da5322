import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Select, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { oneOf } from '../../api/search.ts'
import { SearchField } from '../../components/search-field.tsx'
import { useFormat } from '../../language/format.ts'
import { sorts, sources, spendRoute, type SpendSearch } from './spend.route.ts'
import { useSources } from './spend-words.ts'

const percents = [0, 50, 80, 90, 100]

/** Whom the list shows, and in which order. */
export function PeopleFilters() {
  const { t } = useLingui()
  const search = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const set = (change: SpendSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = Object.entries(search).some(([name, value]) => name !== 'tab' && value !== undefined)
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <LeastPercent onChange={(value) => set({ min_percent: value })} />
        <SearchField label={t`Person`} placeholder={t`Name or e-mail`} value={search.q ?? ''} onSearch={(q) => set({ q: q || undefined })} />
        <SourceFilter onChange={(source) => set({ source })} />
        <GroupFilter onChange={(group) => set({ group })} />
        <SortBy onChange={(sort) => set({ sort })} />
        {isFiltered && (
          <Button variant="subtle" onClick={() => void navigate({ search: { tab: 'people' } })}>
            <Trans>Clear</Trans>
          </Button>
        )}
      </Group>
      <Group gap="lg">
        <Checkbox
          label={t`In two or more groups with a limit`}
          checked={search.several === true}
          onChange={({ currentTarget }) => set({ several: currentTarget.checked || undefined })}
        />
        <Checkbox
          label={t`The highest group gives at least twice the next`}
          checked={search.far === true}
          onChange={({ currentTarget }) => set({ far: currentTarget.checked || undefined })}
        />
      </Group>
    </Stack>
  )
}

function LeastPercent({ onChange }: { onChange: (value: number) => void }) {
  const { t } = useLingui()
  const format = useFormat()
  const { min_percent: least = 80 } = spendRoute.useSearch()
  const choices = percents.includes(least) ? percents : [...percents, least].toSorted((one, other) => one - other)
  return (
    <Select
      label={t`Spent at least`}
      w={150}
      allowDeselect={false}
      value={String(least)}
      data={choices.map((each) => ({ value: String(each), label: each === 0 ? t`Anything` : format.percent(each / 100) }))}
      onChange={(value) => onChange(Number(value))}
    />
  )
}

function SourceFilter({ onChange }: { onChange: (source: SpendSearch['source']) => void }) {
  const { t } = useLingui()
  const names = useSources()
  return (
    <Select
      label={t`Limit from`}
      w={170}
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`Anything`}
      value={spendRoute.useSearch().source ?? null}
      data={sources.map((value) => ({ value, label: names[value] }))}
      onChange={(value) => onChange(oneOf(sources, value))}
    />
  )
}

/** One of many groups, sought by how its name begins. */
function GroupFilter({ onChange }: { onChange: (group: string | undefined) => void }) {
  const { t } = useLingui()
  const { group } = spendRoute.useSearch()
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 250)
  const chosen = api.useQuery('get', '/v1/groups/{group}', { params: { path: { group: group ?? '' } } }, { enabled: group !== undefined }).data
  const query = { limit: 20, ...(sought !== '' && sought !== chosen?.display_name && { q: sought }) }
  const found = api.useQuery('get', '/v1/groups', { params: { query } }).data?.items ?? []
  const listed = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found
  return (
    <Select
      label={t`In the group`}
      w={200}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`Any`}
      nothingFoundMessage={t`No group is called so.`}
      filter={({ options }) => options}
      onSearchChange={setText}
      value={group ?? null}
      data={listed.map(({ id, display_name: label }) => ({ value: id, label }))}
      onChange={(value) => onChange(value ?? undefined)}
    />
  )
}

function SortBy({ onChange }: { onChange: (sort: SpendSearch['sort']) => void }) {
  const { t } = useLingui()
  const names: Record<(typeof sorts)[number], string> = {
    '-percent': t`Nearest their limit`,
    '-settled': t`Spent most`,
    '-limit': t`Highest limit`,
    limit: t`Lowest limit`,
    name: t`Name`,
  }
  return (
    <Select
      label={t`Order`}
      w={180}
      allowDeselect={false}
      value={spendRoute.useSearch().sort ?? '-percent'}
      data={sorts.map((value) => ({ value, label: names[value] }))}
      onChange={(value) => onChange(oneOf(sorts, value))}
    />
  )
}
