import { useLingui } from '@lingui/react/macro'
import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { fieldErrorsOf, toProblem } from '../../api/problem.ts'
import { useMay } from '../../session/session.ts'
import { FactsTable } from './facts-table.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import { SaveButton } from './save-button.tsx'
import { Section } from './section.tsx'
import type { Connection } from './sso-steps.ts'
import { changedOf, useChange } from './use-change.ts'
import { useFieldName } from './words.ts'

const allFields = ['subject', 'email', 'first_name', 'last_name', 'display_name', 'groups'] as const

/** From which of the identity provider's names each field is taken. */
export function AttributesTab({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const may = useMay()
  return (
    <Section
      title={t`What is taken from where`}
      note={
        connection.protocol === 'oidc'
          ? t`The claims of the ID token, and where that lacks them of user info. Left empty, the usual claim is taken. A test sign-in shows what came.`
          : t`The names of attributes, or NameID. Left empty, the names that identity providers use by themselves are taken. A test sign-in shows what came.`
      }
    >
      {may('sso:write') ? <MappingForm connection={connection} /> : <MappingTable connection={connection} />}
    </Section>
  )
}

/** Of SAML the subject is the NameID, and nothing else. */
const fieldsOf = ({ protocol }: Connection) => allFields.filter((field) => protocol === 'oidc' || field !== 'subject')

function MappingForm({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const nameOf = useFieldName()
  const { attribute_mapping: mapping } = connection
  const before = Object.fromEntries(allFields.map((field) => [field, mapping[field] ?? '']))
  const form = useForm<Record<string, string>>({ initialValues: before })
  const change = useChange(() => form.resetDirty())
  const send = (values: Record<string, string>) => {
    const changed = Object.entries(changedOf(values, before)).map(([field, value]) => [field, value?.trim() || null])
    change.mutate(
      { params: { path: { connection: connection.id } }, body: { attribute_mapping: Object.fromEntries(changed) } },
      { onError: (error) => form.setErrors(errorsOfMapping(error)) },
    )
  }
  return (
    <form onSubmit={form.onSubmit(send)}>
      <Stack gap="md" maw={520}>
        {fieldsOf(connection).map((field) => (
          <TextInput
            key={field}
            {...form.getInputProps(field)}
            label={nameOf(field)}
            placeholder={t`the usual names`}
            description={field === 'groups' ? t`Shown and logged. Who is in which group is for SCIM alone to say.` : undefined}
            autoComplete="off"
            spellCheck={false}
          />
        ))}
        <RefusalAlert problem={change.error} />
        <SaveButton isBusy={change.isPending} isChanged={form.isDirty()} isSaved={change.isSuccess} />
      </Stack>
    </form>
  )
}

/** `attribute_mapping.email` is of the field `email`. */
const errorsOfMapping = (error: unknown) =>
  Object.fromEntries(Object.entries(fieldErrorsOf(toProblem(error))).map(([field, words]) => [field.replace('attribute_mapping.', ''), words]))

function MappingTable({ connection }: { connection: Connection }) {
  const { t } = useLingui()
  const nameOf = useFieldName()
  const facts = fieldsOf(connection).map((field) => ({ label: nameOf(field), value: connection.attribute_mapping[field] }))
  return <FactsTable facts={facts} absent={t`the usual names`} />
}
