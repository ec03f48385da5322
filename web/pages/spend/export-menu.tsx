import { Trans } from '@lingui/react/macro'
import { Button, Menu } from '@mantine/core'
import { spendRoute } from './spend.route.ts'

/** Where the browser downloads a file of the period that is shown. */
const exportAddress = (query: Record<string, string>, period: string | undefined): string =>
  `/v1/spend/export.csv?${new URLSearchParams({ ...query, ...(period !== undefined && { period }) }).toString()}`

/** All that the page shows, as files. */
export function ExportMenu() {
  const { period, group_by: by = 'user' } = spendRoute.useSearch()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">
          <Trans>Export CSV</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={exportAddress({ kind: 'summary', group_by: by }, period)}>
          <Trans>Sums, as grouped</Trans>
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress({ kind: 'effective_limits' }, period)}>
          <Trans>What everybody may spend</Trans>
        </Menu.Item>
        <Menu.Item component="a" href={exportAddress({ kind: 'ledger' }, period)}>
          <Trans>Every entry of the ledger</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
