import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Text } from '@mantine/core'
import { api } from '../../../api/client.ts'
import { ListTable } from '../../../components/list-table.tsx'
import { useFormat } from '../../../language/format.ts'

/** The schemas that were added to a directory, beside those of the standard. */
export function Schemas({ directoryId }: { directoryId: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const { items } = api.useSuspenseQuery('get', '/v1/directories/{directory}/schemas', { params: { path: { directory: directoryId } } }).data
  return (
    <>
      <Text size="sm" c="dimmed">
        <Trans>
          The schemas of the standard are always there. Schemas of your own are set by the{' '}
          <Anchor href="/docs/api" underline="always">
            API
          </Anchor>
          .
        </Trans>
      </Text>
      {items.length > 0 && (
        <ListTable
          caption={t`Schemas that were added`}
          rows={items}
          keyOf={({ urn }) => urn}
          columns={[
            { label: t`Name`, cell: ({ name }) => name },
            { label: t`URN`, cell: ({ urn }) => <span className="mono">{urn}</span> },
            { label: t`Of`, cell: ({ resource_type: type }) => type },
            { label: t`Attributes`, align: 'end', cell: ({ attributes }) => format.number(attributes.length) },
          ]}
        />
      )}
    </>
  )
}
