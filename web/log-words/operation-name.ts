import { useLingui } from '@lingui/react/macro'

/** What the identity provider asked for, where it changed nothing. */
export function useOperationName(): (operation: string) => string {
  const { t } = useLingui()
  const names: Record<string, string> = {
    list_users: t`looked up users`,
    list_groups: t`looked up groups`,
    get_user: t`read user`,
    get_group: t`read group`,
    discover: t`read what the service can do`,
    create_user: t`creation of user`,
    patch_user: t`change of user`,
    replace_user: t`replacement of user`,
    delete_user: t`deletion of user`,
    create_group: t`creation of group`,
    patch_group: t`change of group`,
    replace_group: t`replacement of group`,
    delete_group: t`deletion of group`,
    authenticate: t`presented its token`,
    bulk: t`sent several operations at once`,
    bulk_operation: t`operation of a bulk request`,
  }
  return (operation) => names[operation] ?? operation.replaceAll('_', ' ')
}
