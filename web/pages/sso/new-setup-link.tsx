import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { CopyField } from '../../components/copy-field.tsx'
import { NotCopied, useShownOnce } from '../../components/shown-once.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import { purposes, usePurposeName, type Purpose } from './setup-purpose.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

/** Makes a set-up link, and shows it this once. */
export function NewSetupLink() {
  const { t } = useLingui()
  const refresh = useSsoRefresh()
  const [isOpen, setOpen] = useState(false)
  const make = api.useMutation('post', '/v1/setup_links', { onSuccess: refresh })
  const { isWarned, onCopy, close } = useShownOnce(make.data !== undefined, () => {
    setOpen(false)
    make.reset()
  })
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        <Trans>Make a set-up link</Trans>
      </Button>
      <Modal opened={isOpen} onClose={close} title={make.data ? t`Copy the link now` : t`Make a set-up link`} centered size="lg">
        {make.data ? (
          <MadeLink url={make.data.url} isWarned={isWarned} onCopy={onCopy} onClose={close} />
        ) : (
          <WantedLink isBusy={make.isPending} problem={make.error} onMake={(body) => make.mutate({ body })} onClose={close} />
        )}
      </Modal>
    </>
  )
}

type Wanted = { purpose: Purpose; expires_in: string }
type Props = { isBusy: boolean; problem: unknown; onMake: (wanted: Wanted) => void; onClose: () => void }

function WantedLink({ isBusy, problem, onMake, onClose }: Props) {
  const { t } = useLingui()
  const nameOf = usePurposeName()
  const [purpose, setPurpose] = useState<Purpose>('sso_and_directory')
  const [life, setLife] = useState('7d')
  const lives = [
    { value: '1d', label: t`1 day` },
    { value: '7d', label: t`7 days` },
    { value: '30d', label: t`30 days` },
  ]
  return (
    <Stack>
      <Select
        label={t`What it opens`}
        data={purposes.map((value) => ({ value, label: nameOf(value) }))}
        value={purpose}
        onChange={(value) => setPurpose(purposes.find((each) => each === value) ?? purpose)}
        allowDeselect={false}
      />
      <Select label={t`How long it lives`} data={lives} value={life} onChange={(value) => setLife(value ?? life)} allowDeselect={false} />
      <Text size="sm" c="dimmed">
        <Trans>
          A link of this kind that is still open ends. Who may set up single sign-on may let themselves in as anybody in your domains: send it by a
          way that you trust.
        </Trans>
      </Text>
      <RefusalAlert problem={problem} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button loading={isBusy} onClick={() => onMake({ purpose, expires_in: life })}>
          <Trans>Make the link</Trans>
        </Button>
      </Group>
    </Stack>
  )
}

function MadeLink({ url, isWarned, onCopy, onClose }: { url: string; isWarned: boolean; onCopy: () => void; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Stack>
      <Alert color="orange" variant="light">
        <Trans>It is not shown again. If it is lost, make another one, which ends this one.</Trans>
      </Alert>
      <CopyField label={t`Set-up link`} value={url} onCopy={onCopy} />
      {isWarned && <NotCopied />}
      <Group justify="flex-end">
        <Button onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </Group>
    </Stack>
  )
}
