import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Stack } from '@mantine/core'
import { CopyField } from '../../components/copy-field.tsx'
import { NotCopied } from '../../components/shown-once.tsx'
import { FirstRequest } from './first-request.tsx'

type Props = { secret: string; isWarned: boolean; onCopy: () => void; onDone: () => void }

/** A key that was just made: shown this once, with a request to try it. */
export function NewSecret({ secret, isWarned, onCopy, onDone }: Props) {
  const { t } = useLingui()
  return (
    <Stack>
      <Alert color="orange" variant="light" title={t`Copy the key now: it is shown this once`}>
        <Trans>Keep it where secrets are kept. Whoever has it may do what its scopes allow.</Trans>
      </Alert>
      <CopyField label={t`API key`} value={secret} onCopy={onCopy} />
      {isWarned && <NotCopied />}
      <FirstRequest secret={secret} />
      <Button onClick={onDone}>
        <Trans>I have copied it</Trans>
      </Button>
    </Stack>
  )
}
