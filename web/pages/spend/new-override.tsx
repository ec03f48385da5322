import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Combobox, Modal, Stack, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { OverrideForm, type Person } from '../../components/override-form.tsx'
import { useMay } from '../../session/session.ts'

/** Gives one person a limit of their own: who, then what. */
export function NewOverride() {
  const { t } = useLingui()
  const may = useMay()
  const [isChoosing, { open, close }] = useDisclosure()
  const [person, setPerson] = useState<Person>()
  if (!may('limits:write')) return null
  return (
    <>
      <Button size="xs" onClick={open}>
        <Trans>New override</Trans>
      </Button>
      <Modal opened={isChoosing} onClose={close} title={t`Whose limit?`} centered closeButtonProps={{ 'aria-label': t`Close` }}>
        <PersonField
          onChoose={(chosen) => {
            close()
            setPerson(chosen)
          }}
        />
      </Modal>
      {person && <OverrideForm person={person} set={null} onClose={() => setPerson(undefined)} />}
    </>
  )
}

/** Finds somebody by how the name or the address begins. */
function PersonField({ onChoose }: { onChoose: (person: Person) => void }) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const [sought] = useDebouncedValue(text.trim(), 250)
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const query = { q: sought, limit: 8 }
  const { data, isFetching } = api.useQuery('get', '/v1/effective_limits', { params: { query } }, { enabled: sought !== '' })
  const people = data?.items ?? []
  const nameOf = (id: string) => {
    const found = people.find((each) => each.member_id === id)
    return found?.name ?? found?.email ?? id
  }
  return (
    <Stack mih={320}>
      <Combobox store={combobox} withinPortal={false} onOptionSubmit={(id) => onChoose({ id, name: nameOf(id) })}>
        <Combobox.Target>
          <TextInput
            data-autofocus
            label={t`Person`}
            description={t`How the name or the e-mail address begins`}
            value={text}
            onFocus={() => combobox.openDropdown()}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value)
              combobox.openDropdown()
              combobox.updateSelectedOptionIndex()
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={sought === ''}>
          <Combobox.Options aria-label={t`People`}>
            {people.map(({ member_id: id, name, email }) => (
              <Combobox.Option key={id} value={id}>
                {name ?? email ?? id}
                <Text size="sm" c="dimmed">
                  {email}
                </Text>
              </Combobox.Option>
            ))}
            {people.length === 0 && <Combobox.Empty>{isFetching ? <Trans>Looking…</Trans> : <Trans>Nobody is called so.</Trans>}</Combobox.Empty>}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
    </Stack>
  )
}
