import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Checkbox, Group, Select } from '@mantine/core'
import { oneOf } from '../../api/search.ts'
import { DirectoryFilter } from '../../components/directory-filter.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { GroupFilter } from './group-filter.tsx'
import { usersRoute, yesNo, type UserSearch } from './users.route.ts'

/** What the users are filtered by. */
export function UserFilters() {
  const { t } = useLingui()
  const search = usersRoute.useSearch()
  const navigate = usersRoute.useNavigate()
  const set = (change: UserSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Group align="flex-end" gap="sm">
      <SearchField label={t`Search`} placeholder={t`Name or e-mail address`} value={search.q ?? ''} onSearch={(q) => set({ q: q || undefined })} />
      <Select
        label={t`State`}
        w={140}
        clearable
        clearButtonProps={{ 'aria-label': t`Clear` }}
        placeholder={t`All`}
        value={search.active ?? null}
        data={[
          { value: 'true', label: t`Active` },
          { value: 'false', label: t`Inactive` },
        ]}
        onChange={(active) => set({ active: oneOf(yesNo, active) })}
      />
      <GroupFilter value={search.group} onChange={(group) => set({ group })} />
      <DirectoryFilter value={search.directory} onChange={(directory) => set({ directory })} />
      <Checkbox
        label={t`In several groups`}
        mb={8}
        checked={search.in_several_groups === 'true'}
        onChange={({ currentTarget }) => set({ in_several_groups: currentTarget.checked ? 'true' : undefined })}
      />
      {isFiltered && (
        <Button variant="subtle" onClick={() => void navigate({ search: {} })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </Group>
  )
}
