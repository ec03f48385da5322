import { Trans, useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { api } from '../../api/client.ts'
import { Facts } from '../../components/facts.tsx'
import { LimitEditor } from '../../components/limit-editor.tsx'
import { ManagedIn } from '../../components/managed-in.tsx'
import { Page } from '../../components/page.tsx'
import { RouterButton } from '../../components/router-link.tsx'
import { Section } from '../../components/section.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import { GroupSize } from './group-size.tsx'
import { GroupMembers } from './group-members.tsx'
import { groupRoute } from './groups.route.ts'

/** A group: its limit, what is known of it, and who is in it. */
export function GroupPage() {
  const { t } = useLingui()
  const may = useMay()
  const { groupId } = groupRoute.useParams()
  const group = api.useQuery('get', '/v1/groups/{group}', { params: { path: { group: groupId } } }, { enabled: may('directory:read') }).data
  return (
    <Page
      title={group?.display_name ?? t`Directory group`}
      permission="directory:read"
      note={
        group && (
          <Suspense fallback={null}>
            <ManagedIn provider={group.directory.provider} />
          </Suspense>
        )
      }
      actions={
        <RouterButton to="/log" search={{ subject: groupId }} variant="default">
          <Trans>Requests about this group</Trans>
        </RouterButton>
      }
    >
      <Body groupId={groupId} />
    </Page>
  )
}

function Body({ groupId }: { groupId: string }) {
  const { t } = useLingui()
  const may = useMay()
  const { data: group } = api.useSuspenseQuery('get', '/v1/groups/{group}', { params: { path: { group: groupId } } })
  return (
    <>
      {may('limits:read') && (
        <Section
          title={t`Limit per person`}
          note={<Trans>Each member may spend this much, not all of them together. Of several groups the highest counts.</Trans>}
        >
          <div>
            <LimitEditor
              target={{ scope: 'group', group: groupId }}
              name={group.display_name}
              set={group.limit ?? null}
              unset={t`None: the team default, unless another group has one`}
            />
          </div>
        </Section>
      )}
      <Section title={t`Details`}>
        <Facts
          facts={[
            { label: t`Directory`, value: group.directory.name },
            { label: t`Members`, value: <GroupSize members={group.members} /> },
            { label: t`First seen`, value: <When at={group.created_at} as="dateTime" /> },
            { label: t`Last changed`, value: <When at={group.last_modified} as="dateTime" /> },
            { label: 'externalId', value: group.external_id ?? '–' },
            { label: 'id', value: group.id },
          ]}
        />
      </Section>
      <GroupMembers groupId={groupId} />
    </>
  )
}
