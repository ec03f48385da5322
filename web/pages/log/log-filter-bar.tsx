import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Select } from '@mantine/core'
import { api } from '../../api/client.ts'
import { oneOf } from '../../api/search.ts'
import { DayRange } from '../../components/day-range.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { logRoute, outcomes, type LogFilters } from './log.route.ts'
import { useOutcomeName } from '../../log-words/outcome-name.ts'

/** What the log is filtered by. */
export function LogFilterBar() {
  const { t } = useLingui()
  const { request: _open, ...filters } = logRoute.useSearch()
  const navigate = logRoute.useNavigate()
  const outcomeName = useOutcomeName()
  const directories = api.useSuspenseQuery('get', '/v1/directories', {}).data.items
  const set = (change: LogFilters) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  const clear = { 'aria-label': t`Clear` }
  return (
    <Group align="flex-end" gap="sm">
      <SearchField label={t`Who or what`} placeholder={t`ada@… or a group`} value={filters.q ?? ''} onSearch={(q) => set({ q: q || undefined })} />
      <Select
        label={t`Outcome`}
        w={170}
        clearable
        clearButtonProps={clear}
        placeholder={t`All`}
        value={filters.outcome ?? null}
        data={outcomes.map((value) => ({ value, label: outcomeName(value) }))}
        onChange={(value) => set({ outcome: oneOf(outcomes, value) })}
      />
      {(directories.length > 1 || filters.directory !== undefined) && (
        <Select
          label={t`Directory`}
          w={200}
          clearable
          clearButtonProps={clear}
          placeholder={t`All`}
          value={filters.directory ?? null}
          data={directories.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => set({ directory: value ?? undefined })}
        />
      )}
      <DayRange from={filters.since} until={filters.until} onFrom={(since) => set({ since })} onUntil={(until) => set({ until })} />
      {filters.subject && (
        <Button variant="default" onClick={() => set({ subject: undefined })}>
          <Trans>Only about {filters.subject} ✕</Trans>
        </Button>
      )}
      {isFiltered && (
        <Button variant="subtle" onClick={() => void navigate({ search: {} })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </Group>
  )
}
