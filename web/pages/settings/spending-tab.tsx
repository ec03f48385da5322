import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Radio, Stack, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { toAmountText } from '../../components/amount-text.ts'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { useSettingNames, useSettingText, useSettingWords } from './settings-words.ts'
import { changeOf, useTeam, type TeamChange } from './team.ts'

const settings = ['nested_groups', 'when_unset', 'on_group_delete', 'block_free', 'event_ceiling'] as const

/** What the team says of spending beside its limits. */
export function SpendingTab() {
  const { t } = useLingui()
  const may = useMay()
  const { etag } = useTeam()
  return (
    <Section title={t`What holds for spending`} note={<Trans>Beside the limits themselves, which are set under limits and spend.</Trans>}>
      {may('team:write') ? <SpendingForm key={etag} /> : <SpendingText />}
    </Section>
  )
}

function SpendingText() {
  const { value: team } = useTeam()
  const names = useSettingNames()
  const text = useSettingText()
  return <Facts facts={settings.map((name) => ({ label: names[name], value: text(name, team) }))} />
}

function SpendingForm() {
  const { t, i18n } = useLingui()
  const { currency } = useFormat()
  const { value: team } = useTeam()
  const names = useSettingNames()
  const words = useSettingWords()
  const [typed, setTyped] = useState({ ...team, event_ceiling: team.event_ceiling === 'unlimited' ? '' : team.event_ceiling })
  const [error, setError] = useState<string>()
  const [change, setChange] = useState<TeamChange>()
  const set = (part: Partial<typeof typed>) => setTyped((before) => ({ ...before, ...part }))
  const review = (event: SubmitEvent) => {
    event.preventDefault()
    const ceiling = typed.event_ceiling.trim() === '' ? 'unlimited' : toAmountText(typed.event_ceiling, i18n.locale)
    if (ceiling === undefined) return setError(t`Type an amount, such as ${new Intl.NumberFormat(i18n.locale).format(12.5)}`)
    const { name, nested_groups, when_unset, on_group_delete, block_free } = typed
    const isSame = ceiling !== 'unlimited' && team.event_ceiling !== 'unlimited' && Number(ceiling) === Number(team.event_ceiling)
    const wanted = changeOf(team, {
      name,
      nested_groups,
      when_unset,
      on_group_delete,
      block_free,
      event_ceiling: isSame ? team.event_ceiling : ceiling,
    })
    if (Object.keys(wanted).length > 0) setChange(wanted)
    return undefined
  }
  return (
    <form onSubmit={review}>
      <Stack gap="lg" align="flex-start">
        <Choice
          label={names.nested_groups}
          hint={t`Whether being in a group that is in another one gives the other one’s limit.`}
          words={words.nested_groups}
          value={typed.nested_groups}
          onChange={(value) => set({ nested_groups: value })}
        />
        <Choice
          label={names.when_unset}
          hint={t`For whoever has no override, no group with a limit, and no team default.`}
          words={words.when_unset}
          value={typed.when_unset}
          onChange={(value) => set({ when_unset: value })}
        />
        <Choice
          label={names.on_group_delete}
          hint={t`What becomes of those who had its limit.`}
          words={words.on_group_delete}
          value={typed.on_group_delete}
          onChange={(value) => set({ on_group_delete: value })}
        />
        <Choice
          label={names.block_free}
          hint={t`Whether requests without a price end with the limit.`}
          words={words.block_free}
          value={typed.block_free ? 'true' : 'false'}
          onChange={(value) => set({ block_free: value === 'true' })}
        />
        <TextInput
          label={names.event_ceiling}
          description={t`In ${currency}. An event that costs more is taken for a mistake, and set aside. Left empty, none is.`}
          inputMode="decimal"
          w={{ base: '100%', xs: 360 }}
          error={error}
          value={typed.event_ceiling}
          onChange={({ currentTarget }) => {
            set({ event_ceiling: currentTarget.value })
            setError(undefined)
          }}
        />
        <Button type="submit">
          <Trans>Preview</Trans>
        </Button>
      </Stack>
      {change && <ChangeDialog change={change} onClose={() => setChange(undefined)} />}
    </form>
  )
}

type ChoiceProps<Value extends string> = { label: string; hint: string; words: Record<Value, string>; value: Value; onChange: (value: Value) => void }

/** One of a few, all to be read before one is chosen. */
function Choice<Value extends string>({ label, hint, words, value, onChange }: ChoiceProps<Value>) {
  const values = Object.keys(words) as Value[] // it has no others
  return (
    <Radio.Group label={label} description={hint} value={value} onChange={(chosen) => onChange(values.find((each) => each === chosen) ?? value)}>
      <Group mt="xs" gap="lg">
        {values.map((each) => (
          <Radio key={each} value={each} label={words[each]} />
        ))}
      </Group>
    </Radio.Group>
  )
}
