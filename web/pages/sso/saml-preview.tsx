import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Paper, Stack, Title } from '@mantine/core'
import { useFormat } from '../../language/format.ts'
import { Certificates } from './certificates.tsx'
import { ProblemList } from './connection-problems.tsx'
import { ProviderFacts } from './provider-facts.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import type { Connection } from './sso-steps.ts'
import type { Preview } from './use-preview.ts'
import { useFieldName } from './words.ts'

type Props = { preview: Preview; connection: Connection; isBusy: boolean; problem: unknown; onSave: () => void }

/** What was read of the identity provider, before it is saved. */
export function SamlPreview({ preview, connection, isBusy, problem, onSave }: Props) {
  const { t } = useLingui()
  const { list } = useFormat()
  const nameOf = useFieldName()
  const isOther = connection.idp_entity_id !== null && preview.idp_entity_id !== connection.idp_entity_id
  return (
    <Paper withBorder p="md" component="section" aria-label={t`What was read`}>
      <Stack gap="md">
        <div role="status">
          <Title order={3} size="h5">
            <Trans>What was read</Trans>
          </Title>
        </div>
        <ProviderFacts provider={preview} />
        <Certificates certificates={preview.certificates} before={connection.certificates ?? []} />
        {preview.problems.length > 0 && (
          <Alert color="orange" variant="light" title={<Trans>Needs attention</Trans>}>
            <ProblemList problems={preview.problems} />
          </Alert>
        )}
        {preview.missing.length > 0 && (
          <Alert color="orange" variant="light">
            <Trans>Still missing: {list(preview.missing.map(nameOf))}.</Trans>
          </Alert>
        )}
        {isOther && (
          <Alert color="orange" variant="light">
            <Trans>This is another identity provider than before. Links of members to their accounts there end, and it has to be tested anew.</Trans>
          </Alert>
        )}
        <RefusalAlert problem={problem} />
        <Group>
          <Button loading={isBusy} onClick={onSave}>
            <Trans>Save this</Trans>
          </Button>
        </Group>
      </Stack>
    </Paper>
  )
}
