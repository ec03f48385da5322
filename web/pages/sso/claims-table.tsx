import { Table, Text } from '@mantine/core'
import { useFormat } from '../../language/format.ts'
import { isObject, momentOf, textOf } from './claims.ts'

type Props = { values: Record<string, unknown>; label: string }

/** Claims or attributes beneath each other. What is an object is a table of its own, with its name above it. */
export function ClaimsTable({ values, label }: Props) {
  const entries = Object.entries(values)
  const plain = entries.filter(([, value]) => !isObject(value))
  return (
    <>
      {plain.length > 0 && (
        <Table className="facts" aria-label={label}>
          <Table.Tbody>
            {plain.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" className="mono">
                  {name}
                </Table.Th>
                <Table.Td className="breaks">
                  <Claim name={name} value={value} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {entries.map(
        ([name, value]) =>
          isObject(value) && (
            <div key={name}>
              <Text size="sm" fw={600} className="mono" mb={4}>
                {name}
              </Text>
              <ClaimsTable values={value} label={name} />
            </div>
          ),
      )}
    </>
  )
}

function Claim({ name, value }: { name: string; value: unknown }) {
  const { dateTime } = useFormat()
  const moment = momentOf(name, value)
  return (
    <>
      {textOf(value)}
      {moment && (
        <Text span inherit c="dimmed">
          {' '}
          ({dateTime(moment)})
        </Text>
      )}
    </>
  )
}
