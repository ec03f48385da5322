import { useLingui } from '@lingui/react/macro'
import { Stack, Text } from '@mantine/core'
import { useMay } from '../../session/session.ts'
import { DeleteConnection } from './delete-connection.tsx'
import { OptionsForm } from './options-form.tsx'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'

/** What else can be said of a connection, and its end. */
export function SettingsTab({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const may = useMay()
  if (!may('sso:write')) return <Text c="dimmed">{t`You may look at this connection, and not change it.`}</Text>
  return (
    <Stack gap="xl" maw={720}>
      <OptionsForm connection={connection} />
      <Section title={t`Delete the connection`} note={t`Sessions that began through it end at once.`}>
        <div>
          <DeleteConnection connection={connection} />
        </div>
      </Section>
    </Stack>
  )
}
