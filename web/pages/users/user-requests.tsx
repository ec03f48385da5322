import { Trans } from '@lingui/react/macro'
import { RouterButton } from '../../components/router-link.tsx'
import type { Person } from './person.ts'

/** Leads to what was asked about somebody: one way for each directory that knows them. */
export function UserRequests({ person }: { person: Person }) {
  const hasSeveral = person.directory_users.length > 1
  return person.directory_users.map(({ id, directory }) => (
    <RouterButton key={id} to="/log" search={{ subject: id }} variant="default">
      {hasSeveral ? <Trans>Requests of {directory.name}</Trans> : <Trans>Requests about this person</Trans>}
    </RouterButton>
  ))
}
