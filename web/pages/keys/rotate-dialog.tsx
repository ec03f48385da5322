import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useShownOnce } from '../../components/shown-once.tsx'
import { useFocusBack } from '../../components/use-focus-back.ts'
import type { Key, Of } from './key.ts'
import { NewSecret } from './new-secret.tsx'
import { useKeysChanged } from './use-key-queries.ts'

/** Makes a key in place of another, which goes on for a while. */
export function RotateDialog({ of, apiKey, onClose }: { of: Of; apiKey: Key; onClose: () => void }) {
  const { t } = useLingui()
  const onSuccess = useKeysChanged()
  const [overlap, setOverlap] = useState('24h')
  const ofTeam = api.useMutation('post', '/v1/api_keys/{key}/rotate', { onSuccess })
  const ofOwn = api.useMutation('post', '/v1/my/api_keys/{key}/rotate', { onSuccess })
  const rotate = of === 'team' ? ofTeam : ofOwn
  const { isWarned, onCopy, close } = useShownOnce(rotate.data !== undefined, onClose)
  useFocusBack()
  return (
    <Modal opened onClose={close} title={t`Rotate ${apiKey.name}`} centered closeButtonProps={{ 'aria-label': t`Close` }}>
      {rotate.data ? (
        <NewSecret secret={rotate.data.secret} isWarned={isWarned} onCopy={onCopy} onDone={onClose} />
      ) : (
        <Stack>
          <Text size="sm">
            <Trans>
              A new key is made with the same scopes. The old one goes on meanwhile, so that no request fails while you put the new one in place.
            </Trans>
          </Text>
          <Select
            label={t`How long the old key goes on`}
            allowDeselect={false}
            value={overlap}
            onChange={(value) => setOverlap(value ?? overlap)}
            data={[
              { value: '0s', label: t`It ends at once` },
              { value: '1h', label: t`An hour` },
              { value: '24h', label: t`A day` },
              { value: '7d', label: t`A week` },
            ]}
          />
          {rotate.error && <ProblemAlert problem={rotate.error} />}
          <Button loading={rotate.isPending} onClick={() => rotate.mutate({ params: { path: { key: apiKey.id } }, body: { overlap } })}>
            <Trans>Make the new key</Trans>
          </Button>
        </Stack>
      )}
    </Modal>
  )
}
