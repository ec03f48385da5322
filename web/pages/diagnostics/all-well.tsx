import { Trans, useLingui } from '@lingui/react/macro'
import { List } from '@mantine/core'
import { EmptyState } from '../../components/empty-state.tsx'

/** Nothing needs an eye: says what was looked at. */
export function AllWell() {
  const { t } = useLingui()
  const looked = [
    t`Prerequisites and domains: the plan, single sign-on, TXT records`,
    t`Directories: tokens, base URLs, what they sent and whether they are silent for longer than is their way`,
    t`People: who was refused, came twice, or is in no directory`,
    t`Groups: sent or not, empty, of one name, holding groups alone`,
    t`Limits and usage: whom they hold for, whether the product asks, what waits in quarantine`,
    t`Sign-in and keys: refused sign-ins, certificates near their end, keys of who left`,
  ]
  return (
    <EmptyState title={t`All is well`}>
      <Trans>Nothing stands in the way of anybody. This was looked at just now:</Trans>
      <List mt="xs" spacing={4}>
        {looked.map((each) => (
          <List.Item key={each}>{each}</List.Item>
        ))}
      </List>
    </EmptyState>
  )
}
