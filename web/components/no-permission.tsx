import { Trans } from '@lingui/react/macro'
import { Alert, List, Text } from '@mantine/core'
import { api } from '../api/client.ts'
import { isSetUp, useSession } from '../session/session.ts'
import { useRoleName } from '../session/role-name.ts'

/** Says that one may not see something, and who may. */
export function NoPermission({ permission }: { permission: string }) {
  const session = useSession()
  const nameOf = useRoleName()
  const { items } = api.useSuspenseQuery('get', '/v1/permissions', {}, { staleTime: Infinity }).data
  const roles = items.find(({ name }) => name === permission)?.roles ?? []
  return (
    <Alert color="gray" variant="light" title={<Trans>You may not see this page</Trans>}>
      {isSetUp(session) ? (
        <Text size="sm">
          <Trans>The set-up link that you opened does not reach it. Ask whoever gave you the link.</Trans>
        </Text>
      ) : (
        <>
          <Text size="sm">
            <Trans>Your role is {nameOf(session.role)}. These roles may:</Trans>
          </Text>
          <List size="sm" mt="xs">
            {roles.map((role) => (
              <List.Item key={role}>{nameOf(role)}</List.Item>
            ))}
          </List>
          <Text size="sm" mt="xs">
            <Trans>Ask an owner or admin of the team to give you one of them.</Trans>
          </Text>
        </>
      )}
    </Alert>
  )
}
