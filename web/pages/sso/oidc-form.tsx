import { useLingui } from '@lingui/react/macro'
import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { fieldErrorsOf, toProblem } from '../../api/problem.ts'
import { RefusalAlert } from './refusal-alert.tsx'
import { SaveButton } from './save-button.tsx'
import type { Connection } from './sso-steps.ts'
import { changedOf, useChange } from './use-change.ts'
import { useFieldName } from './words.ts'

/** Entra's issuers that stand for every tenant. */
const ofEveryTenant = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\/v2\.0\/?$/

/** What an application of OpenID Connect shows at the identity provider. The secret goes in, and is never shown. */
export function OidcForm({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const nameOf = useFieldName()
  const before = {
    issuer: connection.issuer ?? '',
    client_id: connection.client_id ?? '',
    client_secret: '',
    entra_tenant_id: connection.entra_tenant_id ?? '',
  }
  const form = useForm({ initialValues: before })
  const change = useChange(() => {
    form.setFieldValue('client_secret', '')
    form.resetDirty({ ...form.getValues(), client_secret: '' })
  })
  const send = (values: typeof before) => {
    const { entra_tenant_id: tenant, ...changed } = changedOf(values, before)
    const body = { ...withoutEmpty(changed), ...(tenant !== undefined && { entra_tenant_id: tenant === '' ? null : tenant }) }
    change.mutate({ params: { path: { connection: connection.id } }, body }, { onError: (error) => form.setErrors(fieldErrorsOf(toProblem(error))) })
  }
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="md">
        <TextInput
          {...form.getInputProps('issuer')}
          label={nameOf('issuer')}
          description={t`As the identity provider shows it, letter by letter. Its discovery document is read from there.`}
          placeholder="https://example.okta.com"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
        />
        {ofEveryTenant.test(form.values.issuer) && (
          <TextInput
            {...form.getInputProps('entra_tenant_id')}
            label={nameOf('entra_tenant_id')}
            description={t`This issuer is of every tenant: say which one may come.`}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <TextInput {...form.getInputProps('client_id')} label={nameOf('client_id')} autoComplete="off" spellCheck={false} />
        <PasswordInput
          {...form.getInputProps('client_secret')}
          label={nameOf('client_secret')}
          description={
            connection.has_client_secret
              ? t`One is stored, and shown to nobody. Enter another one to replace it.`
              : t`It is stored encrypted, and shown to nobody again.`
          }
          autoComplete="new-password"
        />
        <RefusalAlert problem={change.error} />
        <SaveButton isBusy={change.isPending} isChanged={form.isDirty()} isSaved={change.isSuccess} />
      </Stack>
    </form>
  )
}

/** What was emptied stays as it is: these can be replaced, not taken away. */
const withoutEmpty = <Fields extends Record<string, string | undefined>>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value.trim() !== ''))
