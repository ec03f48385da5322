import { Table } from '@mantine/core'
import type { ReactNode } from 'react'

export type Fact = { label: string; value: ReactNode }

/** Names and values beneath each other. */
export const FactsTable = ({ facts, label, absent = '–' }: { facts: readonly Fact[]; label?: string; absent?: string }) => (
  <Table className="facts" aria-label={label}>
    <Table.Tbody>
      {facts.map((fact) => (
        <Table.Tr key={fact.label}>
          <Table.Th scope="row">{fact.label}</Table.Th>
          <Table.Td className="breaks">{fact.value || absent}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
)
