import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useForm, type UseFormReturnType } from '@mantine/form'
import { fieldErrorsOf, toProblem } from '../../api/problem.ts'
import { RefusalAlert } from './refusal-alert.tsx'
import { SaveButton } from './save-button.tsx'
import type { Connection } from './sso-steps.ts'
import { changedOf, useChange } from './use-change.ts'

const toValues = (connection: Connection) => ({
  name: connection.name,
  jit: connection.jit,
  accept_unverified_email: connection.accept_unverified_email,
  token_endpoint_auth_method: connection.token_endpoint_auth_method ?? 'auto',
  idp_initiated: connection.idp_initiated ?? false,
  force_authn: connection.force_authn ?? false,
  accept_sha1: connection.accept_sha1 ?? false,
})
type Values = ReturnType<typeof toValues>
type Form = UseFormReturnType<Values>

/** The name of a connection, and what it allows. */
export function OptionsForm({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const before = toValues(connection)
  const form = useForm<Values>({ initialValues: before })
  const change = useChange(() => form.resetDirty())
  const send = (values: Values) => {
    const { token_endpoint_auth_method: method, ...changed } = changedOf(values, before)
    const body = { ...changed, ...(method !== undefined && { token_endpoint_auth_method: methodOf(method) }) }
    change.mutate({ params: { path: { connection: connection.id } }, body }, { onError: (error) => form.setErrors(fieldErrorsOf(toProblem(error))) })
  }
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="lg">
        <TextInput
          {...form.getInputProps('name')}
          label={t`Name`}
          description={t`People read it where they choose how to sign in.`}
          required
          withAsterisk={false}
          maxLength={200}
          maw={420}
        />
        <Switch
          {...form.getInputProps('jit', { type: 'checkbox' })}
          label={t`Whoever signs in first becomes a member`}
          description={t`Off, people come in only when they are provisioned or invited. Where a directory is connected, that alone says who is in.`}
        />
        {connection.protocol === 'oidc' ? <OidcOptions form={form} /> : <SamlOptions form={form} />}
        <RefusalAlert problem={change.error} />
        <SaveButton isBusy={change.isPending} isChanged={form.isDirty()} isSaved={change.isSuccess} />
      </Stack>
    </form>
  )
}

const secretMethods = ['client_secret_basic', 'client_secret_post'] as const
/** Null lets the server take what discovery offers. */
const methodOf = (value: string) => secretMethods.find((each) => each === value) ?? null

function OidcOptions({ form }: { form: Form }) {
  const { t } = useLingui()
  const methods = [
    { value: 'auto', label: t`As the identity provider offers it` },
    { value: 'client_secret_basic', label: 'client_secret_basic' },
    { value: 'client_secret_post', label: 'client_secret_post' },
  ]
  return (
    <>
      <Switch
        {...form.getInputProps('accept_unverified_email', { type: 'checkbox' })}
        label={t`Take addresses that the identity provider calls unverified`}
        description={t`They lie in a verified domain all the same. Needed where accounts are made by an admin, as in Keycloak.`}
      />
      <Select
        {...form.getInputProps('token_endpoint_auth_method')}
        label={t`How the client secret is sent`}
        data={methods}
        allowDeselect={false}
        maw={420}
      />
    </>
  )
}

function SamlOptions({ form }: { form: Form }) {
  const { t } = useLingui()
  return (
    <>
      <Switch
        {...form.getInputProps('idp_initiated', { type: 'checkbox' })}
        label={t`The identity provider may begin a sign-in`}
        description={t`As from its page of applications. Such an answer was not asked for here, so a stolen one could be used in another browser.`}
      />
      <Switch
        {...form.getInputProps('force_authn', { type: 'checkbox' })}
        label={t`People prove who they are at each sign-in`}
        description={t`However long they have been signed in at the identity provider.`}
      />
      <Switch
        {...form.getInputProps('accept_sha1', { type: 'checkbox' })}
        label={t`Accept signatures by SHA-1`}
        description={t`For old identity providers alone.`}
      />
      {form.values.accept_sha1 && (
        <Alert color="orange" variant="light">
          <Trans>SHA-1 can be forged. Have the identity provider sign with SHA-256, then turn this off.</Trans>
        </Alert>
      )}
    </>
  )
}
