import { Trans, useLingui } from '@lingui/react/macro'
import { Button, CopyButton, VisuallyHidden } from '@mantine/core'
import { useSession } from '../session/session.ts'
import { supportText } from './support-text.ts'
import type { Finding } from './told.ts'

/** Copies findings as plain text for whoever helps. */
export function CopySupport({ findings }: { findings: readonly Finding[] }) {
  const { t } = useLingui()
  const { team_name: name, team_id: id } = useSession()
  const asked = { team: `${name} (${id})`, at: new Date().toISOString(), origin: location.origin }
  return (
    <CopyButton value={findings.map((finding) => supportText(finding, asked)).join('\n\n')} timeout={2_000}>
      {({ copied, copy }) => (
        <>
          <Button size="xs" variant="default" onClick={copy}>
            {copied ? <Trans>Copied</Trans> : <Trans>Copy for support</Trans>}
          </Button>
          <VisuallyHidden role="status">{copied ? t`Copied` : ''}</VisuallyHidden>
        </>
      )}
    </CopyButton>
  )
}
