import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'

const groupsOffered = 20

/** Of which group: the server seeks it by the beginning of its name, since there may be thousands. */
export function GroupFilter({ value, onChange }: { value: string | undefined; onChange: (group: string | undefined) => void }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 250)
  const chosen = api.useQuery('get', '/v1/groups/{group}', { params: { path: { group: value ?? '' } } }, { enabled: value !== undefined }).data
  const isChosen = sought === '' || sought === chosen?.display_name
  const query = { limit: groupsOffered, sort: 'display_name' as const, ...(!isChosen && { q: sought }) }
  const found = api.useQuery('get', '/v1/groups', { params: { query } }, { placeholderData: keepPreviousData }).data?.items ?? []
  const others = found.filter(({ id }) => id !== chosen?.id)
  const options = [...(chosen && value !== undefined ? [chosen] : []), ...others]
  return (
    <Select
      label={t`Group`}
      w={200}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`All`}
      nothingFoundMessage={t`No group begins so`}
      value={value ?? null}
      data={options.map(({ id, display_name: name }) => ({ value: id, label: name }))}
      filter={({ options: all }) => all}
      onSearchChange={setText}
      onChange={(group) => onChange(group ?? undefined)}
    />
  )
}
