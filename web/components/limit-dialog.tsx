import { Trans } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeLimit, previewLimit, refreshLimits, type LimitTarget, type SetLimit, type WantedLimit } from '../api/limits.ts'
import { toProblem } from '../api/problem.ts'
import { useFormat } from '../language/format.ts'
import { verbatim } from '../language/verbatim.ts'
import { BeforeAfter } from './before-after.tsx'
import { Impact } from './impact.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { StaleLimit } from './stale-limit.tsx'
import { usePreview } from './use-preview.ts'
import { useFocusBack } from './use-focus-back.ts'

type Props = {
  target: LimitTarget
  title: string
  /** What was set when the change was typed; null where nothing was. */
  set: SetLimit | null
  wanted: WantedLimit
  /** What there is where nothing is set, in a few words. */
  unset: string
  onClose: () => void
  onChanged: () => void
}

/** Shows whom a change of a limit affects, and makes it. Where somebody changed the limit meanwhile, it shows both and asks which is to stand. */
export function LimitDialog({ target, title, set, wanted, unset, onClose, onChanged }: Props) {
  useFocusBack()
  const queries = useQueryClient()
  const [seen, setSeen] = useState(set)
  const preview = usePreview([target, wanted, seen?.etag], (cursor) => previewLimit(target, wanted, seen, cursor))
  const change = useMutation({
    mutationFn: () => changeLimit(target, wanted, seen),
    onSuccess: async () => {
      await refreshLimits(queries)
      onChanged()
    },
  })
  const isStale = [change.error, preview.error].some((error) => error && toProblem(error).code === 'stale-etag')
  const takeMine = (now: SetLimit | null) => {
    change.reset()
    setSeen(now)
  }
  const keepTheirs = async () => {
    await refreshLimits(queries)
    onChanged()
  }
  return (
    <Modal opened onClose={onClose} title={title} centered size="lg">
      {isStale ? (
        <StaleLimit target={target} wanted={wanted} unset={unset} onTakeMine={takeMine} onKeepTheirs={() => void keepTheirs()} />
      ) : (
        <Stack>
          <Change seen={seen} wanted={wanted} unset={unset} />
          <Impact preview={preview} />
          {change.error && <ProblemAlert problem={change.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Back</Trans>
            </Button>
            <Button data-autofocus disabled={preview.error !== null} loading={change.isPending} onClick={() => change.mutate()}>
              {wanted.kind === 'unset' ? <Trans>Take the limit away</Trans> : <Trans>Set the limit</Trans>}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function Change({ seen, wanted, unset }: { seen: SetLimit | null; wanted: WantedLimit; unset: string }) {
  const format = useFormat()
  return (
    <div>
      <Text size="lg">
        <BeforeAfter before={seen ? format.limit(seen) : unset} after={wanted.kind === 'unset' ? unset : format.limit(wanted)} />
      </Text>
      {wanted.reason && (
        <Text size="sm">
          <Trans>Reason: {verbatim(wanted.reason)}</Trans>
        </Text>
      )}
      {wanted.expires_at && (
        <Text size="sm">
          <Trans>Ends on {format.dateTime(wanted.expires_at)}</Trans>
        </Text>
      )}
    </div>
  )
}
