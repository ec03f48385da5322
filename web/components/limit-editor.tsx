import { Trans, useLingui } from '@lingui/react/macro'
import { Box, Button, Group, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react'
import type { LimitTarget, SetLimit, WantedLimit } from '../api/limits.ts'
import { useFormat } from '../language/format.ts'
import { useMay } from '../session/session.ts'
import { LimitDialog } from './limit-dialog.tsx'
import { isSet, toDraft, toWanted } from './limit-draft.ts'
import { LimitInput } from './limit-input.tsx'

type Props = {
  target: LimitTarget
  /** Whose limit it is, for whoever hears the button: the name of a group, or "Team default". */
  name: string
  set: SetLimit | null
  /** What there is where nothing is set, in a few words. */
  unset: string
}

/** A limit, edited where it stands: Enter or F2 edits, Escape leaves it, and what the change would do is shown before it is made. Whoever may not, reads it. */
export function LimitEditor({ target, name, set, unset }: Props) {
  const { t } = useLingui()
  const may = useMay()
  const format = useFormat()
  const [isEditing, setIsEditing] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    if (wasEditing.current && !isEditing) button.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  const text = set ? format.limit(set) : unset
  if (!may('limits:write')) return <Text c={set ? undefined : 'dimmed'}>{text}</Text>
  if (isEditing) return <Editing target={target} name={name} set={set} unset={unset} onDone={() => setIsEditing(false)} />
  return (
    <Button
      ref={button}
      variant="default"
      size="compact-sm"
      fw={set ? 600 : 400}
      miw={96}
      aria-label={t`Limit of ${name}: ${text}. Change it`}
      onClick={() => setIsEditing(true)}
      onKeyDown={({ key }) => key === 'F2' && setIsEditing(true)}
    >
      {text}
    </Button>
  )
}

function Editing({ target, name, set, unset, onDone }: Props & { onDone: () => void }) {
  const { t, i18n } = useLingui()
  const [draft, setDraft] = useState(() => toDraft(set, i18n.locale))
  const [error, setError] = useState<string>()
  const [wanted, setWanted] = useState<WantedLimit>()
  const review = (event: SubmitEvent) => {
    event.preventDefault()
    const typed = toWanted(draft, i18n.locale)
    if (!typed) setError(t`Type an amount, such as ${new Intl.NumberFormat(i18n.locale).format(12.5)}`)
    else if (isSet(typed, set)) onDone()
    else setWanted(typed)
  }
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || wanted) return
    event.stopPropagation()
    onDone()
  }
  return (
    <>
      <Box
        component="form"
        display="inline-block"
        ta="start"
        className="shrinks"
        onSubmit={review}
        onKeyDown={leave}
        aria-label={t`Limit of ${name}`}
      >
        <Stack gap="xs">
          <LimitInput
            scope={target.scope}
            draft={draft}
            error={error}
            unset={unset}
            isFocused
            onChange={(next) => {
              setDraft(next)
              setError(undefined)
            }}
          />
          <Group gap="xs">
            <Button type="submit" size="compact-sm">
              <Trans>Preview</Trans>
            </Button>
            <Button size="compact-sm" variant="default" onClick={onDone}>
              <Trans>Cancel</Trans>
            </Button>
          </Group>
        </Stack>
      </Box>
      {wanted && (
        <LimitDialog
          target={target}
          title={t`Limit of ${name}`}
          set={set}
          wanted={wanted}
          unset={unset}
          onClose={() => setWanted(undefined)}
          onChanged={onDone}
        />
      )}
    </>
  )
}
