import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export type Column<Row> = {
  /** What the column is called, in its head and on phones beside each cell. */
  label: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
}

type Props<Row> = {
  /** What the table lists, for those who hear it. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** What is said where there is no row. */
  empty?: ReactNode
}

/** A list as a real table; on a phone each row is a card. The roles are said again, since a table that is laid out otherwise loses them in some browsers. */
export function ListTable<Row>({ caption, columns, rows, keyOf, empty }: Props<Row>) {
  if (rows.length === 0) return <Text c="dimmed">{empty}</Text>
  return (
    <Table className="list-table" role="table" aria-label={caption} verticalSpacing="xs" highlightOnHover>
      <Table.Thead role="rowgroup">
        <Table.Tr role="row">
          {columns.map(({ label, align }) => (
            <Table.Th key={label} role="columnheader" scope="col" ta={align}>
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody role="rowgroup">
        {rows.map((row) => (
          <Table.Tr key={keyOf(row)} role="row">
            {columns.map(({ label, cell, align }) => (
              <Table.Td key={label} role="cell" data-label={label} ta={align}>
                {cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
