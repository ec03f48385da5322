import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Popover, Stack, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { firstDay, lastDay, momentOf } from '../../language/days.ts'
import { useFormat } from '../../language/format.ts'
import { userRoute } from './users.route.ts'

/** Chooses a past moment, which stands in the address. */
export function AsOf() {
  const { t } = useLingui()
  const { timeZone } = useFormat()
  const navigate = userRoute.useNavigate()
  const [moment, setMoment] = useState('')
  const show = (event: SubmitEvent) => {
    event.preventDefault()
    if (moment !== '') void navigate({ search: { at: momentOf(moment, timeZone) } })
  }
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="subtle">
          <Trans>At a past moment</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`At a past moment`}>
        <form onSubmit={show}>
          <Stack gap="xs">
            <TextInput
              type="datetime-local"
              label={t`Moment`}
              required
              min={`${firstDay}T00:00`}
              max={`${lastDay}T23:59`}
              value={moment}
              onChange={({ currentTarget }) => setMoment(currentTarget.value)}
            />
            <Button type="submit" size="xs">
              <Trans>Show</Trans>
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Says that what is beneath was so once, and leads back. */
export function WasThen({ at }: { at: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const navigate = userRoute.useNavigate()
  const moment = format.dateTime(at)
  return (
    <Alert color="gray" variant="light" title={t`As it was on ${moment}`}>
      <Group>
        <Button size="xs" variant="default" onClick={() => void navigate({ search: {} })}>
          <Trans>Back to now</Trans>
        </Button>
      </Group>
    </Alert>
  )
}
