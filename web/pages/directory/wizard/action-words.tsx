import { Trans, useLingui } from '@lingui/react/macro'
import { MenuName } from '../../../components/guide/menu-name.tsx'
import type { Action, Note } from './provider-places.ts'

/** One thing to do at the identity provider, in words around the names of its own pages. */
export function ActionWords({ action }: { action: Action }) {
  if (action.do === 'note') return <NoteWords note={action.note} />
  const name = <MenuName>{action.name}</MenuName>
  switch (action.do) {
    case 'open':
      return <Trans>Open {name}.</Trans>
    case 'choose':
      return <Trans>Choose {name}.</Trans>
    case 'tick':
      return <Trans>Switch on {name}.</Trans>
    case 'clear':
      return <Trans>Switch off {name}.</Trans>
    case 'assign':
      return <Trans>Choose who comes: {name}.</Trans>
    case 'pick':
      return <Trans>Choose the groups to send: {name}.</Trans>
    case 'set':
      return (
        <Trans>
          Set {name} to <MenuName>{action.to}</MenuName>.
        </Trans>
      )
  }
}

function NoteWords({ note }: { note: Note }) {
  const { t } = useLingui()
  const words: Record<Note, string> = {
    'oidc-carries-no-scim': t`An app that signs in with OpenID Connect has no provisioning: a second app carries it. The whole guide says which.`,
    'assigned-before': t`Whoever was assigned before these boxes were ticked is not sent: press “Provision User” on the tab Assignments.`,
    'another-group': t`Take another group than the one that assigns the app: with one group for both, removals are lost.`,
    cycle: t`A cycle comes about every 40 minutes. “Provision on demand” sends one person at once.`,
    'direct-members': t`Only the direct members of a group count: of a group within a group nobody is sent.`,
    'premium-licence': t`Assigning groups needs Entra ID P1 or P2.`,
    'pushes-nothing': t`Google pushes nothing by itself: people and groups come by a provider in between, or by a program of your own.`,
    'approval-waits': t`While admin approval is ticked, everybody waits for a click.`,
    'roles-become-groups': t`Groups here come from OneLogin’s roles: make a role named as the group shall be called.`,
    'activate-and-save': t`“Activate” and “Save” are both needed: what was tested but not activated sends nothing.`,
    'empty-group': t`A group without people is not sent: put one person into it.`,
    'rule-has-a-switch': t`The connection has a switch and the rule has one: switch both on.`,
    'external-groups': t`Groups that PingOne has from elsewhere (external groups) cannot be sent.`,
    'channel-and-connection': t`The channel and the connection must both be active.`,
    'people-in-scope': t`Groups have a Group DN or filter of their own, and their people must be in the scope of the users too.`,
    'match-accounts': t`Finish the step “Match existing accounts”: until then nobody is sent.`,
    'groups-within-the-app': t`Make the groups inside the Rippling app: its other groups are not sent.`,
    'start-sync': t`Who was in the role before is sent by such a run alone.`,
    'needs-plugin': t`Keycloak sends by a plugin, whose jar lies in /opt/keycloak/providers/.`,
    'event-listener': t`Add the listener “scim” there: without it no change is sent.`,
    'inner-groups': t`A group within a group counts for itself: only the people directly in a group are sent with it.`,
    backchannel: t`Edit the application that people sign in with, and add the SCIM provider there. A provider that no application has sends nothing.`,
    'people-first': t`Send people first (POST /Users), then groups (POST /Groups): a member is named by the id that was answered.`,
  }
  return <>{words[note]}</>
}
