import { Trans, useLingui } from '@lingui/react/macro'
import { NativeSelect, Switch, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { BodySkeleton } from '../../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { queries } from '../../../api/queries.ts'
import type { Directory } from '../directories.ts'
import { EffectView } from './effect-view.tsx'
import { takeStep, type LifeStep } from './life.ts'

type Props = { directory: Directory; kind: LifeStep['kind']; onClose: () => void }

/** Shows whom a step would affect before it is taken. */
export function LifeDialog({ directory, kind, onClose }: Props) {
  const words = useWords(directory.name)[kind]
  const [into, setInto] = useState<string>()
  const [carriesLimits, setCarriesLimits] = useState(true)
  const [isPressed, setIsPressed] = useState(false)
  const step: LifeStep | undefined = kind !== 'replace' ? { kind } : into ? { kind, with: into, carriesLimits } : undefined
  const preview = usePreview(directory.id, step)
  const take = useMutation({
    mutationFn: (wanted: LifeStep) => takeStep(directory.id, wanted, false),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen
      title={words.title}
      confirm={words.confirm}
      isDangerous={kind === 'delete'}
      isBusy={take.isPending || (step !== undefined && preview.isPending)}
      problem={take.error}
      onConfirm={() => (step ? take.mutate(step) : setIsPressed(true))}
      onClose={onClose}
    >
      <Text size="sm">{words.lead}</Text>
      {kind === 'replace' && (
        <Replacement of={directory} into={into} onInto={setInto} carriesLimits={carriesLimits} onCarries={setCarriesLimits} isAsked={isPressed} />
      )}
      {step && preview.isPending && <BodySkeleton rows={3} />}
      {preview.error && <ProblemAlert problem={preview.error} />}
      {preview.data && <EffectView effect={preview.data} kind={kind} />}
    </ConfirmDialog>
  )
}

function usePreview(directoryId: string, step: LifeStep | undefined) {
  return useQuery({
    queryKey: ['preview of a directory', directoryId, step],
    queryFn: () => takeStep(directoryId, step ?? { kind: 'pause' }, true),
    enabled: step !== undefined,
    gcTime: 0,
    staleTime: 0,
  })
}

function useWords(name: string): Record<LifeStep['kind'], { title: string; lead: string; confirm: string }> {
  const { t } = useLingui()
  return {
    pause: {
      title: t`Pause ${name}`,
      lead: t`Nobody is out by that. Until it is resumed nobody comes in or changes, and leavers still leave.`,
      confirm: t`Pause the directory`,
    },
    resume: {
      title: t`Resume ${name}`,
      lead: t`It takes everything again. What the provider sent meanwhile has to be sent again.`,
      confirm: t`Resume the directory`,
    },
    replace: {
      title: t`Replace ${name}`,
      lead: t`Who is in both directories stays, with balance and history. Who is in this one alone is out.`,
      confirm: t`Replace the directory`,
    },
    delete: {
      title: t`Delete ${name}`,
      lead: t`This cannot be taken back. Spend and history of those who are out stay.`,
      confirm: t`Delete the directory`,
    },
  }
}

type ReplacementProps = {
  of: Directory
  into: string | undefined
  onInto: (id: string | undefined) => void
  carriesLimits: boolean
  onCarries: (does: boolean) => void
  /** Whether it was to be done without a choice. */
  isAsked: boolean
}

function Replacement({ of, into, onInto, carriesLimits, onCarries, isAsked }: ReplacementProps) {
  const { t } = useLingui()
  const { data } = api.useQuery('get', '/v1/directories', { params: { query: { status: 'active' } } })
  const others = data?.items.filter(({ id }) => id !== of.id) ?? []
  if (data && others.length === 0)
    return (
      <Text size="sm" fw={600}>
        <Trans>There is no other active directory. Set the new one up first, and let the provider push its people; then replace this one.</Trans>
      </Text>
    )
  return (
    <>
      <NativeSelect
        label={t`What takes over`}
        data-autofocus
        value={into ?? ''}
        error={isAsked && !into && t`Choose a directory`}
        onChange={({ currentTarget }) => onInto(currentTarget.value || undefined)}
        data={[{ value: '', label: t`Choose a directory` }, ...others.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <Switch
        label={t`Carry the limits over to groups of the same name`}
        checked={carriesLimits}
        onChange={({ currentTarget }) => onCarries(currentTarget.checked)}
      />
    </>
  )
}
