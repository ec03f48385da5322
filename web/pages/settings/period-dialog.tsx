import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toProblem } from '../../api/problem.ts'
import { BeforeAfter } from '../../components/before-after.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { StaleChoice } from '../../components/stale-choice.tsx'
import { PeriodList } from './period-list.tsx'
import { readPeriods, sendPeriods, usePeriods, type PeriodSettings, type WantedPeriod } from './period.ts'
import { usePeriodText } from './period-words.ts'
import type { Versioned } from './team.ts'
import { useFocusBack } from '../../components/use-focus-back.ts'

/** Shows which periods other settings would bring, and sets them. Where somebody changed them meanwhile, it shows both and asks which are to stand. */
export function PeriodDialog({ wanted, onClose }: { wanted: WantedPeriod; onClose: () => void }) {
  useFocusBack()
  const { t } = useLingui()
  const queries = useQueryClient()
  const text = usePeriodText()
  const [seen, setSeen] = useState(usePeriods())
  const preview = useQuery({ queryKey: ['periods', wanted, seen.etag], queryFn: () => sendPeriods(wanted, seen.etag, true), gcTime: 0 })
  const refresh = async () => {
    await Promise.all(['/v1/billing_period_settings', '/v1/billing_periods'].map((path) => queries.invalidateQueries({ queryKey: ['get', path] })))
    onClose()
  }
  const save = useMutation({ mutationFn: () => sendPeriods(wanted, seen.etag, false), onSuccess: refresh })
  const isStale = [preview.error, save.error].some((error) => error && toProblem(error).code === 'stale-etag')
  const takeMine = (now: Versioned<PeriodSettings>) => {
    save.reset()
    setSeen(now)
  }
  return (
    <Modal opened onClose={onClose} title={t`Change the billing period`} centered size="xl" closeButtonProps={{ 'aria-label': t`Close` }}>
      {isStale ? (
        <Stale wanted={wanted} onTakeMine={takeMine} onKeepTheirs={() => void refresh()} />
      ) : (
        <Stack>
          <Text size="lg">
            <BeforeAfter before={text(seen.value)} after={text(wanted)} />
          </Text>
          <Text size="sm">
            <Trans>The period that runs ends when it was to end. No limit changes, and nothing that was spent moves.</Trans>
          </Text>
          <Coming preview={preview} />
          {save.error && <ProblemAlert problem={save.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Back</Trans>
            </Button>
            <Button data-autofocus disabled={preview.error !== null} loading={save.isPending} onClick={() => save.mutate()}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function Coming({ preview: { data, error, refetch } }: { preview: { data: PeriodSettings | undefined; error: unknown; refetch: () => unknown } }) {
  if (error) return <ProblemAlert problem={error} onRetry={() => void refetch()} />
  return data ? <PeriodList periods={data.periods} /> : <BodySkeleton rows={2} />
}

type StaleProps = { wanted: WantedPeriod; onTakeMine: (now: Versioned<PeriodSettings>) => void; onKeepTheirs: () => void }

function Stale({ wanted, onTakeMine, onKeepTheirs }: StaleProps) {
  const { t } = useLingui()
  const text = usePeriodText()
  const { data: now, error, refetch } = useQuery({ queryKey: ['periods', 'now'], queryFn: readPeriods, gcTime: 0, staleTime: 0 })
  if (error) return <ProblemAlert problem={error} onRetry={() => void refetch()} />
  if (!now) return <BodySkeleton rows={2} />
  return (
    <StaleChoice title={t`Somebody changed the billing period meanwhile`} onTakeMine={() => onTakeMine(now)} onKeepTheirs={onKeepTheirs}>
      <Text size="sm">
        <Trans>
          It is <b>{text(now.value)}</b> now, and you chose <b>{text(wanted)}</b>.
        </Trans>
      </Text>
    </StaleChoice>
  )
}
