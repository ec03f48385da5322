import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type { SetLimit, WantedLimit } from '../api/limits.ts'
import { LimitDialog } from './limit-dialog.tsx'
import { toDraft, toWanted } from './limit-draft.ts'
import { LimitInput } from './limit-input.tsx'
import { endOfDay, firstDay, lastDay as latestDay, lastDayOf } from '../language/days.ts'
import { useFormat } from '../language/format.ts'
import { useFocusBack } from './use-focus-back.ts'

export type Person = { id: string; name: string }
type Props = { person: Person; set: SetLimit | null; onClose: () => void }

/** A limit of one's own: how much, why, and until when. What it would do is shown before it is set. */
export function OverrideForm({ person, set, onClose }: Props) {
  useFocusBack()
  const { t, i18n } = useLingui()
  const { timeZone } = useFormat()
  const [draft, setDraft] = useState(() => toDraft(set, i18n.locale))
  const [reason, setReason] = useState(set?.reason ?? '')
  const [lastDay, setLastDay] = useState<string>()
  const shownDay = lastDay ?? lastDayOf(set?.expires_at, timeZone)
  const [error, setError] = useState<string>()
  const [reasonError, setReasonError] = useState<string>()
  const [wanted, setWanted] = useState<WantedLimit>()
  const review = (event: SubmitEvent) => {
    event.preventDefault()
    const typed = toWanted(draft, i18n.locale)
    if (!typed) return setError(t`Type an amount, such as ${new Intl.NumberFormat(i18n.locale).format(12.5)}`)
    if (reason.trim() === '') return setReasonError(t`Give a reason`)
    // An end that nobody touched stays what it is: it may be at any time of that day.
    const end = lastDay === undefined ? set?.expires_at : lastDay === '' ? undefined : endOfDay(lastDay, timeZone)
    return setWanted({ ...typed, reason: reason.trim(), ...(end && { expires_at: end }) })
  }
  const title = t`Own limit of ${person.name}`
  if (wanted)
    return (
      <LimitDialog
        target={{ scope: 'user', user: person.id }}
        title={title}
        set={set}
        wanted={wanted}
        unset={t`None of their own`}
        onClose={() => setWanted(undefined)}
        onChanged={onClose}
      />
    )
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form onSubmit={review}>
        <Stack>
          <div>
            <Text size="sm" fw={500} mb={4}>
              <Trans>May spend in each billing period</Trans>
            </Text>
            <LimitInput
              scope="user"
              draft={draft}
              error={error}
              isFocused
              onChange={(next) => {
                setDraft(next)
                setError(undefined)
              }}
            />
          </div>
          <Textarea
            label={t`Reason`}
            description={t`Who asks later why, reads it.`}
            required
            maxLength={500}
            autosize
            minRows={2}
            value={reason}
            error={reasonError}
            onChange={({ currentTarget }) => {
              setReason(currentTarget.value)
              setReasonError(undefined)
            }}
          />
          <TextInput
            type="date"
            label={t`Last day`}
            description={t`Left empty, it holds until somebody ends it.`}
            min={firstDay}
            max={latestDay}
            value={shownDay}
            onChange={({ currentTarget }) => setLastDay(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit">
              <Trans>Preview</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
