import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Stack, Text, TextInput } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import { CopyText } from '../../components/copy-text.tsx'
import { Facts } from '../../components/facts.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { Section } from '../../components/section.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { useTeam } from './team.ts'

/** What the team is, and where the rest of it is set. */
export function GeneralTab() {
  const { t } = useLingui()
  const may = useMay()
  const { value: team } = useTeam()
  return (
    <Stack gap="lg">
      <Section title={t`This team`}>
        {may('team:write') ? <NameForm /> : <Text>{team.name}</Text>}
        <Facts
          facts={[
            { label: t`Plan`, value: team.plan },
            { label: t`Currency`, value: team.currency },
            { label: t`Made`, value: <When at={team.created_at} as="date" /> },
            { label: t`Team id`, value: <CopyText text={team.id} /> },
          ]}
        />
        <Text size="sm" c="dimmed">
          <Trans>Whoever runs this server sets the plan.</Trans>
        </Text>
      </Section>
      {may('directory:read') && (
        <Section title={t`Active Directory Management`} note={<Trans>Users and groups from your identity provider, by SCIM.</Trans>}>
          <RouterLink to="/directory">
            <Trans>Open Active Directory Management</Trans>
          </RouterLink>
        </Section>
      )}
      {may('sso:read') && (
        <Section title={t`Single sign-on`} note={<Trans>Who may sign in, and through which provider.</Trans>}>
          <RouterLink to="/sso">
            <Trans>Open single sign-on</Trans>
          </RouterLink>
        </Section>
      )}
    </Stack>
  )
}

function NameForm() {
  const { t } = useLingui()
  const { value: team } = useTeam()
  const [name, setName] = useState(team.name)
  const [isAsking, setIsAsking] = useState(false)
  const save = (event: SubmitEvent) => {
    event.preventDefault()
    if (name.trim() !== team.name) setIsAsking(true)
  }
  return (
    <form onSubmit={save}>
      <Stack align="flex-start">
        <TextInput
          label={t`Name`}
          required
          maxLength={200}
          w={{ base: '100%', xs: 360 }}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" disabled={['', team.name].includes(name.trim())}>
          <Trans>Rename</Trans>
        </Button>
      </Stack>
      {isAsking && <ChangeDialog change={{ name: name.trim() }} onClose={() => setIsAsking(false)} />}
    </form>
  )
}
