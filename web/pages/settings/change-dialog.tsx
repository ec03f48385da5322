import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { refreshLimits } from '../../api/limits.ts'
import type { Impact as Told } from '../../api/limits.ts'
import { toProblem } from '../../api/problem.ts'
import { BeforeAfter } from '../../components/before-after.tsx'
import { Impact } from '../../components/impact.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { StaleChoice } from '../../components/stale-choice.tsx'
import { usePreview } from '../../components/use-preview.ts'
import { useSettingNames, useSettingText } from './settings-words.ts'
import { readTeam, useTeam, type Team, type TeamChange, type Versioned } from './team.ts'
import { useFocusBack } from '../../components/use-focus-back.ts'

/** What tells of the settings but limits: the team's name stands in the header too. */
const changed = ['/v1/team', '/v1/session']

type Props = { change: TeamChange; onClose: () => void }

/** Shows what other settings of the team would do, and sets them. Where somebody changed them meanwhile, it shows both and asks which are to stand. */
export function ChangeDialog({ change, onClose }: Props) {
  useFocusBack()
  const { t } = useLingui()
  const queries = useQueryClient()
  const [seen, setSeen] = useState(useTeam())
  const headers = { 'If-Match': seen.etag }
  const preview = usePreview(['team', change, seen.etag], async (cursor) => {
    const params = { query: { dry_run: 'true' as const, limit: 10, cursor } }
    const { data, error } = await client.PATCH('/v1/team', { params, headers, body: change })
    if (error) throw error as unknown as Error // a problem, which the dialog shows
    return data as Told // what a dry run answers
  })
  const refresh = async () => {
    await Promise.all([...changed.map((path) => queries.invalidateQueries({ queryKey: ['get', path] })), refreshLimits(queries)])
    onClose()
  }
  const save = useMutation({
    mutationFn: async () => {
      const { error } = await client.PATCH('/v1/team', { headers, body: change })
      if (error) throw error as unknown as Error // as above
    },
    onSuccess: refresh,
  })
  const isStale = [preview.error, save.error].some((error) => error && toProblem(error).code === 'stale-etag')
  const takeMine = (now: Versioned<Team>) => {
    save.reset()
    setSeen(now)
  }
  return (
    <Modal opened onClose={onClose} title={t`Change the settings`} centered size="lg" closeButtonProps={{ 'aria-label': t`Close` }}>
      {isStale ? (
        <Stale change={change} onTakeMine={takeMine} onKeepTheirs={() => void refresh()} />
      ) : (
        <Stack>
          <Changes set={seen.value} change={change} />
          <Impact preview={preview} />
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

const namesIn = (change: TeamChange) => Object.keys(change) as (keyof TeamChange)[] // it has no others

function Changes({ set, change }: { set: Team; change: TeamChange }) {
  const names = useSettingNames()
  const text = useSettingText()
  return (
    <Stack gap="xs">
      {namesIn(change).map((name) => (
        <div key={name}>
          <Text size="sm" c="dimmed">
            {names[name]}
          </Text>
          <BeforeAfter before={text(name, set)} after={text(name, change)} />
        </div>
      ))}
    </Stack>
  )
}

type StaleProps = { change: TeamChange; onTakeMine: (now: Versioned<Team>) => void; onKeepTheirs: () => void }

function Stale({ change, onTakeMine, onKeepTheirs }: StaleProps) {
  const { t } = useLingui()
  const names = useSettingNames()
  const text = useSettingText()
  const { data: now, error, refetch } = useQuery({ queryKey: ['team', 'now'], queryFn: readTeam, gcTime: 0, staleTime: 0 })
  if (error) return <ProblemAlert problem={error} onRetry={() => void refetch()} />
  if (!now) return <BodySkeleton rows={2} />
  return (
    <StaleChoice title={t`Somebody changed the settings meanwhile`} onTakeMine={() => onTakeMine(now)} onKeepTheirs={onKeepTheirs}>
      {namesIn(change).map((name) => (
        <Text key={name} size="sm">
          <Trans>
            {names[name]}: it is <b>{text(name, now.value)}</b> now, and you chose <b>{text(name, change)}</b>.
          </Trans>
        </Text>
      ))}
    </StaleChoice>
  )
}
