import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Radio, Stack, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { Page } from '../../components/page.tsx'
import { RouterButton, RouterLink } from '../../components/router-link.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import { useSsoRefresh } from './use-sso-refresh.ts'

const route = getRouteApi('/sso')
type Protocol = 'oidc' | 'saml'

/** Makes a connection that has but a name: what the identity provider needs of us is known from then on. */
export function NewConnectionPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Add a connection`}
      permission="sso:write"
      note={
        <RouterLink to="/sso" search={{}}>
          <Trans>Back to single sign-on</Trans>
        </RouterLink>
      }
    >
      <NewConnection />
    </Page>
  )
}

function NewConnection() {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const refresh = useSsoRefresh()
  const [name, setName] = useState('')
  const [protocol, setProtocol] = useState<Protocol>('oidc')
  const make = api.useMutation('post', '/v1/connections', {
    onSuccess: async (made) => {
      await refresh()
      if ('id' in made) await navigate({ search: { connection: made.id } })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    make.mutate({ body: { protocol, name } })
  }
  return (
    <form onSubmit={send}>
      <Stack maw={620} gap="lg">
        <TextInput
          label={t`Name`}
          description={t`People read it where they choose how to sign in: “Okta”, “Company account”.`}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
        />
        <Radio.Group label={t`Protocol`} value={protocol} onChange={(value) => setProtocol(value === 'saml' ? 'saml' : 'oidc')}>
          <Stack gap="sm" mt="xs">
            <Choice
              value="oidc"
              label="OpenID Connect"
              note={t`The simpler one: an issuer, a client ID and a secret. Every large identity provider speaks it.`}
            />
            <Choice
              value="saml"
              label="SAML 2.0"
              note={t`Metadata is exchanged. Take it where your identity provider needs it, or where its SAML application is to provision by SCIM as well, as at Okta.`}
            />
          </Stack>
        </Radio.Group>
        <RefusalAlert problem={make.error} />
        <Group>
          <Button type="submit" loading={make.isPending}>
            <Trans>Go on</Trans>
          </Button>
          <RouterButton to="/sso" search={{}} variant="default">
            {t`Cancel`}
          </RouterButton>
        </Group>
      </Stack>
    </form>
  )
}

const Choice = ({ value, label, note }: { value: Protocol; label: string; note: string }) => (
  <Paper withBorder p="sm">
    <Radio value={value} label={<Text fw={600}>{label}</Text>} description={note} />
  </Paper>
)
