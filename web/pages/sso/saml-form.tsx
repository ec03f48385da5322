import { Trans, useLingui } from '@lingui/react/macro'
import { Button, FileButton, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput, VisuallyHidden } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { toWanted, waysToGive, type SamlFields, type Way } from './saml-fields.ts'
import { SamlPreview } from './saml-preview.tsx'
import { RefusalAlert } from './refusal-alert.tsx'
import type { Connection } from './sso-steps.ts'
import { useChange } from './use-change.ts'
import { usePreview } from './use-preview.ts'

/** Gives the identity provider's metadata: by its address, as XML, or by hand. What was read is shown before it is saved. */
export function SamlForm({ connection }: { connection: Connection }) {
  const isFirst = !connection.idp_entity_id
  const [isOpen, setOpen] = useState(isFirst)
  const [isSaved, setSaved] = useState(false)
  const close = () => {
    setOpen(false)
    setSaved(true)
  }
  if (!isOpen)
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          <Trans>Give new metadata</Trans>
        </Button>
        <Text size="sm" role="status">
          {isSaved && <Trans>Saved</Trans>}
        </Text>
      </Group>
    )
  return <Metadata connection={connection} onSaved={close} />
}

function Metadata({ connection, onSaved }: { connection: Connection; onSaved: () => void }) {
  const { t } = useLingui()
  const [way, setWay] = useState<Way>('url')
  const [fields, setFields] = useState<SamlFields>({
    url: connection.metadata_url ?? '',
    xml: '',
    entityId: connection.idp_entity_id ?? '',
    ssoUrl: connection.sso_url ?? '',
    binding: connection.sso_binding ?? 'redirect',
    sloUrl: connection.slo_url ?? '',
    certificates: '',
  })
  const preview = usePreview(connection.id)
  const change = useChange(onSaved)
  const labels: Record<Way, string> = { url: t`By its address`, xml: t`As XML`, hand: t`By hand` }
  const edit = (more: Partial<SamlFields>) => {
    setFields({ ...fields, ...more })
    preview.reset()
    change.reset()
  }
  const choose = (value: string) => {
    setWay(waysToGive.find((each) => each === value) ?? way)
    preview.reset()
    change.reset()
  }
  const read = (event: FormEvent) => {
    event.preventDefault()
    preview.mutate(toWanted(way, fields))
  }
  return (
    <Stack gap="lg">
      <form onSubmit={read}>
        <Stack gap="md">
          <div>
            <Text size="sm" fw={600} mb={4} id="way-to-give">
              <Trans>How the metadata of the identity provider is given</Trans>
            </Text>
            <SegmentedControl
              aria-labelledby="way-to-give"
              value={way}
              onChange={choose}
              data={waysToGive.map((value) => ({ value, label: labels[value] }))}
            />
          </div>
          {way === 'url' && <ByAddress fields={fields} edit={edit} />}
          {way === 'xml' && <AsXml fields={fields} edit={edit} />}
          {way === 'hand' && <ByHand fields={fields} edit={edit} />}
          <RefusalAlert problem={preview.error} />
          {!preview.data && (
            <Group>
              <Button type="submit" loading={preview.isPending}>
                <Trans>Read it</Trans>
              </Button>
              <Text size="sm" c="dimmed">
                <Trans>You see what was read before anything is saved.</Trans>
              </Text>
            </Group>
          )}
        </Stack>
      </form>
      {preview.data && (
        <SamlPreview
          preview={preview.data}
          connection={connection}
          isBusy={change.isPending}
          problem={change.error}
          onSave={() => change.mutate({ params: { path: { connection: connection.id } }, body: toWanted(way, fields) })}
        />
      )}
    </Stack>
  )
}

type Part = { fields: SamlFields; edit: (more: Partial<SamlFields>) => void }

function ByAddress({ fields: { url }, edit }: Part) {
  const { t } = useLingui()
  return (
    <TextInput
      label={t`Address of the metadata`}
      description={t`The best way: it is read again every day, so that new certificates come by themselves.`}
      placeholder="https://example.okta.com/app/…/sso/saml/metadata"
      value={url}
      onChange={({ currentTarget }) => edit({ url: currentTarget.value })}
      inputMode="url"
      required
      withAsterisk={false}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

function AsXml({ fields: { xml }, edit }: Part) {
  const { t } = useLingui()
  const take = async (file: File | null) => file && edit({ xml: await file.text() })
  return (
    <Stack gap="xs">
      <Textarea
        label={t`Metadata (XML)`}
        description={t`Paste it, or choose the file that the identity provider lets you download.`}
        value={xml}
        onChange={({ currentTarget }) => edit({ xml: currentTarget.value })}
        required
        withAsterisk={false}
        minRows={6}
        maxRows={14}
        autosize
        classNames={{ input: 'mono' }}
        spellCheck={false}
      />
      <Group>
        <FileButton
          onChange={(file) => void take(file)}
          accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
          inputProps={{ 'aria-label': t`Metadata file` }}
        >
          {(props) => (
            <Button {...props} variant="default" size="xs">
              <Trans>Choose a file</Trans>
            </Button>
          )}
        </FileButton>
        <VisuallyHidden role="status">{xml === '' ? '' : t`The metadata is in the field.`}</VisuallyHidden>
      </Group>
    </Stack>
  )
}

function ByHand({ fields, edit }: Part) {
  const { t } = useLingui()
  return (
    <Stack gap="md">
      <TextInput
        label={t`Entity ID of the identity provider`}
        value={fields.entityId}
        onChange={({ currentTarget }) => edit({ entityId: currentTarget.value })}
        required
        withAsterisk={false}
        autoComplete="off"
        spellCheck={false}
      />
      <TextInput
        label={t`Sign-in address`}
        description={t`Where people are sent to sign in.`}
        value={fields.ssoUrl}
        onChange={({ currentTarget }) => edit({ ssoUrl: currentTarget.value })}
        inputMode="url"
        required
        withAsterisk={false}
        autoComplete="off"
        spellCheck={false}
      />
      <Select
        label={t`Way there`}
        data={[
          { value: 'redirect', label: 'HTTP-Redirect' },
          { value: 'post', label: 'HTTP-POST' },
        ]}
        value={fields.binding}
        onChange={(value) => edit({ binding: value === 'post' ? 'post' : 'redirect' })}
        allowDeselect={false}
        maw={260}
      />
      <TextInput
        label={t`Sign-out address (optional)`}
        value={fields.sloUrl}
        onChange={({ currentTarget }) => edit({ sloUrl: currentTarget.value })}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
      />
      <Textarea
        label={t`Signing certificates`}
        description={t`As PEM, one beneath the other. Left empty, those that are there stay.`}
        placeholder="-----BEGIN CERTIFICATE-----"
        value={fields.certificates}
        onChange={({ currentTarget }) => edit({ certificates: currentTarget.value })}
        minRows={5}
        maxRows={14}
        autosize
        classNames={{ input: 'mono' }}
        spellCheck={false}
      />
    </Stack>
  )
}
