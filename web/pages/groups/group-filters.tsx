import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select } from '@mantine/core'
import { oneOf } from '../../api/search.ts'
import { DirectoryFilter } from '../../components/directory-filter.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { useMay } from '../../session/session.ts'
import { groupsRoute, yesNo, type GroupSearch } from './groups.route.ts'

/** What the groups are filtered by. */
export function GroupFilters() {
  const { t } = useLingui()
  const may = useMay()
  const search = groupsRoute.useSearch()
  const navigate = groupsRoute.useNavigate()
  const set = (change: GroupSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Group align="flex-end" gap="sm">
      <SearchField label={t`Search`} placeholder={t`Name of a group`} value={search.q ?? ''} onSearch={(q) => set({ q: q || undefined })} />
      {may('limits:read') && (
        <Choice
          label={t`Limit`}
          value={search.has_limit}
          yes={t`With a limit`}
          no={t`Without a limit`}
          onChange={(hasLimit) => set({ has_limit: hasLimit })}
        />
      )}
      <Choice label={t`Members`} value={search.is_empty} yes={t`Empty`} no={t`Not empty`} onChange={(isEmpty) => set({ is_empty: isEmpty })} />
      <DirectoryFilter value={search.directory} onChange={(directory) => set({ directory })} />
      {isFiltered && (
        <Button variant="subtle" onClick={() => void navigate({ search: {} })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </Group>
  )
}

type ChoiceProps = {
  label: string
  value: (typeof yesNo)[number] | undefined
  yes: string
  no: string
  onChange: (value: (typeof yesNo)[number] | undefined) => void
}

function Choice({ label, value, yes, no, onChange }: ChoiceProps) {
  const { t } = useLingui()
  return (
    <Select
      label={label}
      w={180}
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`All`}
      value={value ?? null}
      data={[
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ]}
      onChange={(chosen) => onChange(oneOf(yesNo, chosen))}
    />
  )
}
