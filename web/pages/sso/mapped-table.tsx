import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { isObject, sourceOf, textOf } from './claims.ts'
import { FactsTable } from './facts-table.tsx'
import { useFieldName } from './words.ts'

type Props = { mapped: Record<string, unknown>; mapping: Readonly<Record<string, string | null>> }

/** What a sign-in would know of the person, and where each came from. */
export function MappedTable({ mapped, mapping }: Props) {
  const { t } = useLingui()
  const nameOf = useFieldName()
  const facts = Object.entries(mapped)
    .filter(([field]) => field !== 'read_from')
    .map(([field, value]) => ({
      label: nameOf(field),
      value: isAbsent(value) ? null : <Value value={value} from={sourceOf(field, mapped, mapping)} />,
    }))
  return <FactsTable facts={facts} label={t`What was taken from it`} absent={t`not sent`} />
}

const isAbsent = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)

function Value({ value, from }: { value: unknown; from: string | undefined }) {
  const { t } = useLingui()
  return (
    <>
      {value === true ? t`yes` : value === false ? t`no` : isObject(value) ? JSON.stringify(value) : textOf(value)}
      {from && (
        <Text size="xs" c="dimmed">
          <Trans>from {from}</Trans>
        </Text>
      )}
    </>
  )
}
