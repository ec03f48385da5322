import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { readLimit } from '../../api/limits.ts'
import { LimitDialog } from '../../components/limit-dialog.tsx'
import { OverrideForm } from '../../components/override-form.tsx'
import { nameOf, type Person } from './person.ts'

/** Gives somebody a limit of their own, changes it, or takes it away. */
export function OverrideActions({ person }: { person: Person }) {
  const { t } = useLingui()
  const target = { scope: 'user' as const, user: person.id }
  const { considered = [], ignored = [] } =
    api.useQuery('get', '/v1/users/{user}/effective_limit', { params: { path: { user: person.id } } }).data ?? {}
  const hasOwn = [...considered, ...ignored].some(({ scope }) => scope === 'user_override') // also one that has ended
  const { data: read } = useQuery({ queryKey: ['limit', target], queryFn: () => readLimit(target), enabled: hasOwn })
  const set = hasOwn ? read : null
  const [open, setOpen] = useState<'set' | 'remove'>()
  const close = () => setOpen(undefined)
  if (set === undefined) return null
  const name = nameOf(person)
  return (
    <Group gap="xs">
      <Button variant="default" size="xs" onClick={() => setOpen('set')}>
        {set ? <Trans>Change the own limit</Trans> : <Trans>Set an own limit</Trans>}
      </Button>
      {set && (
        <Button variant="default" size="xs" onClick={() => setOpen('remove')}>
          <Trans>Remove the own limit</Trans>
        </Button>
      )}
      {open === 'set' && <OverrideForm person={{ id: person.id, name }} set={set} onClose={close} />}
      {open === 'remove' && (
        <LimitDialog
          target={target}
          title={t`Own limit of ${name}`}
          set={set}
          wanted={{ kind: 'unset' }}
          unset={t`None of their own`}
          onClose={close}
          onChanged={close}
        />
      )}
    </Group>
  )
}
