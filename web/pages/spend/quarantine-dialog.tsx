import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Text, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { toAmountText } from '../../components/amount-text.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { useFormat } from '../../language/format.ts'
import { dataOf, type Quarantined } from './quarantined.ts'

export type Decided = { event: Quarantined; action: 'release' | 'discard' }

/** Books usage that was set aside, or discards it, with a reason that the audit log keeps. */
export function QuarantineDialog({ event, action, onClose }: Decided & { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const { currency } = useFormat()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [cost, setCost] = useState(dataOf(event.event).cost ?? '')
  const [error, setError] = useState<string>()
  const onSuccess = async () => {
    await Promise.all(
      ['/v1/quarantined_events', '/v1/spend/summary', '/v1/spend/timeseries'].map((path) => queries.invalidateQueries({ queryKey: ['get', path] })),
    )
    onClose()
  }
  const release = api.useMutation('post', '/v1/quarantined_events/{event}/release', { onSuccess })
  const discard = api.useMutation('post', '/v1/quarantined_events/{event}/discard', { onSuccess })
  const params = { path: { event: event.id } }
  const because = reason.trim() === '' ? {} : { reason: reason.trim() }
  const confirm = () => {
    if (action === 'discard') return discard.mutate({ params, body: because })
    const amount = toAmountText(cost, i18n.locale)
    if (amount === undefined) return setError(t`Type an amount, such as ${new Intl.NumberFormat(i18n.locale).format(12.5)}`)
    return release.mutate({ params, body: { cost: amount, ...because } })
  }
  return (
    <ConfirmDialog
      isOpen
      isDangerous={action === 'discard'}
      title={action === 'release' ? t`Release ${event.event_id}` : t`Discard ${event.event_id}`}
      confirm={action === 'release' ? t`Book it` : t`Discard`}
      isBusy={release.isPending || discard.isPending}
      problem={release.error ?? discard.error}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text size="sm">
        {action === 'release' ? (
          <Trans>It is booked for whom it was sent, and counts against their limit.</Trans>
        ) : (
          <Trans>It is never booked. This cannot be taken back.</Trans>
        )}
      </Text>
      {action === 'release' && (
        <TextInput
          label={t`What it cost`}
          inputMode="decimal"
          required
          w={180}
          rightSection={<Text size="xs">{currency}</Text>}
          rightSectionWidth={44}
          error={error}
          value={cost}
          onChange={({ currentTarget }) => {
            setCost(currentTarget.value)
            setError(undefined)
          }}
        />
      )}
      <Textarea
        label={t`Reason`}
        description={t`The audit log keeps it.`}
        maxLength={500}
        autosize
        minRows={2}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <div>
        <Text size="sm" c="dimmed">
          <Trans>As it was sent</Trans>
        </Text>
        <Code block tabIndex={0}>
          {JSON.stringify(event.event, null, 2)}
        </Code>
      </div>
    </ConfirmDialog>
  )
}
