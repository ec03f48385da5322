import { Trans } from '@lingui/react/macro'
import { Kbd, Stack, Table, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** What keys do: those of every browser, since the dashboard has none of its own to learn. */
export function Keyboard() {
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h4">
        <Trans>By keyboard</Trans>
      </Title>
      <Table maw={620}>
        <Table.Tbody>
          <Row keys={['Tab']}>
            <Trans>goes on to the next control; the first one on a page skips to its contents</Trans>
          </Row>
          <Row keys={['Enter']}>
            <Trans>opens a link, or does what the button says</Trans>
          </Row>
          <Row keys={['←', '→']}>
            <Trans>go from tab to tab</Trans>
          </Row>
          <Row keys={['Esc']}>
            <Trans>closes a dialog or a menu</Trans>
          </Row>
        </Table.Tbody>
      </Table>
    </Stack>
  )
}

function Row({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={120}>
        {keys.map((key) => (
          <Kbd key={key} mr={4}>
            {key}
          </Kbd>
        ))}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  )
}
