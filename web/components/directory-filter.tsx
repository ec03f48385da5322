import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { useList } from '../api/use-list.ts'

/** Of which directory. Where there is but one, there is nothing to choose. */
export function DirectoryFilter({ value, onChange }: { value: string | undefined; onChange: (directory: string | undefined) => void }) {
  const { t } = useLingui()
  const { rows } = useList('/v1/directories')
  if (rows.length < 2 && value === undefined) return null
  return (
    <Select
      label={t`Directory`}
      w={200}
      clearable
      clearButtonProps={{ 'aria-label': t`Clear` }}
      placeholder={t`All`}
      value={value ?? null}
      data={rows.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(directory) => onChange(directory ?? undefined)}
    />
  )
}
