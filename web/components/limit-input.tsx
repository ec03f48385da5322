import { useLingui } from '@lingui/react/macro'
import { Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import type { LimitTarget } from '../api/limits.ts'
import { oneOf } from '../api/search.ts'
import { useFormat } from '../language/format.ts'
import { limitKinds, type LimitDraft } from './limit-draft.ts'

type Props = {
  /** Whose limit it is, which says whom an amount is for. */
  scope: LimitTarget['scope']
  draft: LimitDraft
  onChange: (draft: LimitDraft) => void
  error?: string | undefined
  /** What there is where nothing is set, in a few words. Left out where something has to be set. */
  unset?: string
  isFocused?: boolean
}

/** A limit to type: an amount, unlimited, or none. What an amount of 0 means is said as it is typed. */
export function LimitInput({ scope, draft, onChange, error, unset, isFocused = false }: Props) {
  const { t } = useLingui()
  const { currency } = useFormat()
  const amountLabel =
    scope === 'user'
      ? t`Amount for this person, in ${currency}`
      : scope === 'team_total'
        ? t`Amount for all together, in ${currency}`
        : t`Amount for each person, in ${currency}`
  const kinds = [
    { value: 'amount', label: t`Amount` },
    { value: 'unlimited', label: t`Unlimited` },
    ...(unset === undefined ? [] : [{ value: 'unset', label: unset }]),
  ]
  const isZero = draft.kind === 'amount' && /^0+([.,]0*)?$/.test(draft.amount.trim())
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start">
        <NativeSelect
          aria-label={t`Kind of limit`}
          data={kinds}
          value={draft.kind}
          onChange={({ currentTarget }) => onChange({ ...draft, kind: oneOf(limitKinds, currentTarget.value) ?? 'amount' })}
        />
        {draft.kind === 'amount' && (
          <TextInput
            aria-label={amountLabel}
            data-autofocus={isFocused || undefined}
            autoFocus={isFocused}
            inputMode="decimal"
            w={130}
            autoComplete="off"
            error={error}
            value={draft.amount}
            rightSection={<Text size="xs">{currency}</Text>}
            rightSectionWidth={44}
            onFocus={({ currentTarget }) => currentTarget.select()}
            onChange={({ currentTarget }) => onChange({ ...draft, amount: currentTarget.value })}
          />
        )}
      </Group>
      {isZero && <Text size="sm">{t`0 means that nothing may be spent.`}</Text>}
    </Stack>
  )
}
