import { Trans } from '@lingui/react/macro'
import { Button, Menu } from '@mantine/core'

type Props = {
  /** The operation that answers the file. */
  of: '/v1/audit_log/export' | '/v1/provisioning_log/export'
  /** What the page is filtered by, by the names of the API. */
  filters: Record<string, string | undefined>
}

/** What a log shows as a file, all pages of it. The export stands in the audit log. */
export function ExportMenu({ of, filters }: Props) {
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default">
          <Trans>Export</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={addressOf(of, filters, 'csv')}>
          <Trans>As CSV, as filtered</Trans>
        </Menu.Item>
        <Menu.Item component="a" href={addressOf(of, filters, 'jsonl')}>
          <Trans>As lines of JSON, as filtered</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function addressOf(of: Props['of'], filters: Props['filters'], format: 'csv' | 'jsonl'): string {
  const set = Object.entries(filters).filter((each): each is [string, string] => each[1] !== undefined)
  return `${of}?${new URLSearchParams([...set, ['format', format]]).toString()}`
}
