import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Badge, Button, Group, Radio, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../../../api/client.ts'
import { fieldErrorsOf, toProblem } from '../../../api/problem.ts'
import { guideNames, guideProviders, isGuideProvider, providerName } from '../../../components/guide/providers.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { useMay } from '../../../session/session.ts'
import { refreshDirectories, type Directory } from '../directories.ts'
import { guessProvider } from './guess-provider.ts'
import { StepFrame } from './step-frame.tsx'

/** Which identity provider pushes. A directory that is there already may be given another one. */
export function ProviderStep({ directory }: { directory?: Directory }) {
  const { t } = useLingui()
  const detected = useDetected()
  const [chosen, setChosen] = useState<string>()
  const provider = chosen ?? directory?.provider ?? detected ?? ''
  const [typed, setTyped] = useState(directory?.name)
  const name = typed ?? (isGuideProvider(provider) && provider !== 'other' ? guideNames[provider] : '')
  const { save, isPending, error } = useSave(directory)
  const errors = error ? fieldErrorsOf(toProblem(error)) : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save({ name: name.trim(), provider })
  }
  const form = 'choose-provider'
  return (
    <StepFrame
      step="provider"
      directoryId={directory?.id}
      lead={<Trans>Which identity provider holds your people and groups?</Trans>}
      next={
        <Button type="submit" form={form} loading={isPending} disabled={!provider || !name.trim()}>
          <Trans>Continue</Trans>
        </Button>
      }
    >
      <form id={form} onSubmit={submit}>
        <Radio.Group label={t`Identity provider`} value={provider} onChange={setChosen} mb="lg">
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="sm" mt={4}>
            {guideProviders.map((each) => (
              <ProviderCard key={each} provider={each} isChosen={each === provider} isDetected={each === detected} />
            ))}
          </SimpleGrid>
        </Radio.Group>
        {provider === 'google' && <GoogleNote />}
        <TextInput
          label={t`Name of the directory`}
          description={t`How it is called here. It can be changed later.`}
          value={name}
          maxLength={200}
          required
          error={errors['name']}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </form>
      {error && <ProblemAlert problem={error} />}
    </StepFrame>
  )
}

function ProviderCard({ provider, isChosen, isDetected }: { provider: string; isChosen: boolean; isDetected: boolean }) {
  const { t } = useLingui()
  const name = provider === 'other' ? t`Any other SCIM 2.0 client` : providerName(provider)
  return (
    <Radio.Card value={provider} p="sm" checked={isChosen} className="provider-card">
      <Group wrap="nowrap" gap="sm">
        <Radio.Indicator checked={isChosen} />
        <div>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          {isDetected && (
            <Badge size="xs" variant="light" tt="none">
              <Trans>detected</Trans>
            </Badge>
          )}
        </div>
      </Group>
    </Radio.Card>
  )
}

function GoogleNote() {
  const { t } = useLingui()
  return (
    <Alert color="orange" mb="lg" title={t`Google pushes nothing to an app of your own`}>
      <Trans>People from Google come by a provider in between, or by a program of your own. The guide of the next steps says how.</Trans>
    </Alert>
  )
}

/** The provider that signs people in, as far as its address tells. */
function useDetected() {
  const may = useMay()
  const { data } = api.useQuery('get', '/v1/connections', {}, { enabled: may('sso:read') })
  const active = data?.items.find(({ state }) => state === 'active')
  return guessProvider(active && (active.protocol === 'oidc' ? active.issuer : (active.sso_url ?? active.idp_entity_id)))
}

function useSave(directory: Directory | undefined) {
  const navigate = useNavigate()
  const goOn = async (id: string) => {
    await refreshDirectories()
    await navigate({ to: '/directory', search: { directory: id, step: 'token' } })
  }
  const create = api.useMutation('post', '/v1/directories', { onSuccess: ({ id }) => goOn(id) })
  const change = api.useMutation('patch', '/v1/directories/{directory}', { onSuccess: ({ id }) => goOn(id) })
  const save = (body: { name: string; provider: string }) =>
    directory ? change.mutate({ params: { path: { directory: directory.id } }, body }) : create.mutate({ body })
  return { save, isPending: create.isPending || change.isPending, error: create.error ?? change.error }
}
