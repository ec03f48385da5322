import { Trans, useLingui } from '@lingui/react/macro'
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { readLimit, type LimitTarget, type SetLimit, type WantedLimit } from '../api/limits.ts'
import { StaleChoice } from './stale-choice.tsx'
import { useFormat } from '../language/format.ts'
import { BodySkeleton } from './page-skeleton.tsx'
import { ProblemAlert } from './problem-alert.tsx'

type Props = {
  target: LimitTarget
  wanted: WantedLimit
  unset: string
  onTakeMine: (now: SetLimit | null) => void
  onKeepTheirs: () => void
}

/** Somebody else changed the limit meanwhile: what it is now, what was typed, and the choice between them. */
export function StaleLimit({ target, wanted, unset, onTakeMine, onKeepTheirs }: Props) {
  const { t } = useLingui()
  const format = useFormat()
  const {
    data: now,
    error,
    isPending,
    refetch,
  } = useQuery({ queryKey: ['limit', target, 'now'], queryFn: () => readLimit(target), gcTime: 0, staleTime: 0 })
  if (error) return <ProblemAlert problem={error} onRetry={() => void refetch()} />
  if (isPending || now === undefined) return <BodySkeleton rows={2} />
  return (
    <StaleChoice title={t`Somebody changed this limit meanwhile`} onTakeMine={() => onTakeMine(now)} onKeepTheirs={onKeepTheirs}>
      <Text size="sm">
        <Trans>
          It is <b>{now ? format.limit(now) : unset}</b> now. You typed <b>{wanted.kind === 'unset' ? unset : format.limit(wanted)}</b>.
        </Trans>
      </Text>
    </StaleChoice>
  )
}
