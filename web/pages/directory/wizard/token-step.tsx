import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { CopyField } from '../../../components/copy-field.tsx'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { When } from '../../../components/when.tsx'
import { isLive } from '../directories.ts'
import { SecretOnce } from '../secret-once.tsx'
import type { Made } from './made.ts'
import { useMakeToken } from './make-token.ts'
import type { Standing } from './standing.ts'
import { StepFrame } from './step-frame.tsx'

type Props = { standing: Standing; made: Made | undefined; onMade: (made: Made | undefined) => void }

/** Where the provider sends to, and what it proves itself by. The token is shown once; whoever closes without copying it makes another. */
export function TokenStep({ standing: { directory, tokens }, made, onMade }: Props) {
  const { t } = useLingui()
  const making = useMakeToken(directory.id, tokens, onMade)
  const live = tokens.filter((token) => isLive(token))
  return (
    <StepFrame
      step="token"
      directoryId={directory.id}
      lead={<Trans>Your identity provider needs two values: where to send, and a token that opens it.</Trans>}
      next={made && !made.isCopied ? <OnwardUncopied directoryId={directory.id} /> : undefined}
      caution={live.length === 0 && <Trans>Without a token the provider cannot connect.</Trans>}
    >
      <CopyField label={t`SCIM URL`} value={directory.scim_base_url} hint={t`The whole address of this directory. It stays the same.`} />
      <Stack gap="xs">
        {made ? (
          <SecretOnce secret={made.secret} isCopied={made.isCopied} onCopy={() => onMade({ ...made, isCopied: true })} />
        ) : (
          <Kept live={live} isBusy={making.isPending} onMake={making.make} />
        )}
        {making.error && <ProblemAlert problem={making.error} />}
      </Stack>
    </StepFrame>
  )
}

type KeptProps = { live: Standing['tokens']; isBusy: boolean; onMake: () => void }

/** What is known of the tokens that were made before: none can be shown again. */
function Kept({ live, isBusy, onMake }: KeptProps) {
  const { t } = useLingui()
  const used = live.find(({ first_used_at: at }) => at !== null)
  const [unused] = live
  if (used)
    return (
      <Alert color="green" title={t`The token works`}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            <Trans>
              The provider used <b>{used.name}</b> ({used.prefix}…) for the first time <When at={used.first_used_at} />. To put another one in its
              place, make a new one: the old one goes on for a day.
            </Trans>
          </Text>
          <MakeButton isBusy={isBusy} onMake={onMake} isQuiet>
            <Trans>Replace the token</Trans>
          </MakeButton>
        </Stack>
      </Alert>
    )
  if (unused)
    return (
      <Alert color="orange" title={t`A token was made, and nobody has used it yet`}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">
            <Trans>
              It was made <When at={unused.created_at} /> and begins with {unused.prefix}. It was shown once and cannot be shown again. If nobody
              copied it, make another: the unused one ends.
            </Trans>
          </Text>
          <MakeButton isBusy={isBusy} onMake={onMake}>
            <Trans>Make another token</Trans>
          </MakeButton>
        </Stack>
      </Alert>
    )
  return (
    <Stack gap="xs" align="flex-start">
      <Text fw={600} size="sm">
        <Trans>Token</Trans>
      </Text>
      <Text size="sm" c="dimmed">
        <Trans>It is shown once, so have the page of your provider open. It does not end by itself; you can replace or revoke it at any time.</Trans>
      </Text>
      <MakeButton isBusy={isBusy} onMake={onMake}>
        <Trans>Make the token</Trans>
      </MakeButton>
    </Stack>
  )
}

function MakeButton({ isBusy, isQuiet = false, onMake, children }: { isBusy: boolean; isQuiet?: boolean; onMake: () => void; children: ReactNode }) {
  return (
    <Button loading={isBusy} variant={isQuiet ? 'default' : 'filled'} onClick={onMake}>
      {children}
    </Button>
  )
}

/** Asks whether somebody means to go on without what cannot be shown again. */
function OnwardUncopied({ directoryId }: { directoryId: string }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <Group>
      <Button onClick={() => setIsOpen(true)}>
        <Trans>Continue</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`The token is not copied yet`}
        confirm={t`Continue without copying`}
        onConfirm={() => void navigate({ to: '/directory', search: { directory: directoryId, step: 'configure' } })}
        onClose={() => setIsOpen(false)}
      >
        <Text size="sm">
          <Trans>
            It is shown until you leave this set-up, and never again. Whoever leaves without it makes another one, and the unused one ends.
          </Trans>
        </Text>
      </ConfirmDialog>
    </Group>
  )
}
