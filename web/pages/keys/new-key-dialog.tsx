import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Modal, MultiSelect, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { api } from '../../api/client.ts'
import { fieldErrorsOf, toProblem } from '../../api/problem.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { useShownOnce } from '../../components/shown-once.tsx'
import { useMay } from '../../session/session.ts'
import type { Of } from './key.ts'
import { NewSecret } from './new-secret.tsx'
import { useKeysChanged } from './use-key-queries.ts'

const hostProduct = ['authorizations:write', 'usage:write', 'limits:read', 'spend:read']
/** What opens one's own limit, which everybody may see. */
const own = ['session:own']

/** Makes a key with the scopes that are chosen: at first those that a host product needs, as far as one may give them. */
export function NewKeyDialog({ of, isOpen, onClose }: { of: Of; isOpen: boolean; onClose: () => void }) {
  const { t } = useLingui()
  const may = useMay()
  const onSuccess = useKeysChanged()
  const permissions = api.useQuery('get', '/v1/permissions', {}, { enabled: isOpen, staleTime: Infinity }).data?.items ?? []
  const ofProduct = hostProduct.filter(may)
  const isOfProduct = ofProduct.length > 0
  const form = useForm({
    initialValues: { name: '', scopes: isOfProduct ? ofProduct : own, expires_in: '' },
    validate: { scopes: (scopes) => (scopes.length === 0 ? t`Choose at least one` : null) },
  })
  const options = { onSuccess, onError: (problem: unknown) => form.setErrors(fieldErrorsOf(toProblem(problem))) }
  const ofTeam = api.useMutation('post', '/v1/api_keys', options)
  const ofOwn = api.useMutation('post', '/v1/my/api_keys', options)
  const make = of === 'team' ? ofTeam : ofOwn
  const done = () => {
    onClose()
    form.reset()
    make.reset()
  }
  const { isWarned, onCopy, close } = useShownOnce(make.data !== undefined, done)
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={of === 'team' ? t`A new key of the team` : t`A new personal key`}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {make.data ? (
        <NewSecret secret={make.data.secret} isWarned={isWarned} onCopy={onCopy} onDone={done} />
      ) : (
        <form
          onSubmit={form.onSubmit(({ name, scopes, expires_in: expiresIn }) =>
            make.mutate({ body: { name, scopes, ...(expiresIn !== '' && { expires_in: expiresIn }) } }),
          )}
        >
          <Stack>
            <TextInput
              label={t`Name`}
              description={t`Which program has it`}
              required
              maxLength={200}
              data-autofocus
              {...form.getInputProps('name')}
            />
            <MultiSelect
              label={t`May do`}
              description={isOfProduct ? t`By default what a product needs that asks before it spends` : t`By default what opens your own limit`}
              required
              searchable
              hidePickedOptions
              data={permissions.filter(({ name }) => may(name)).map(({ name }) => name)}
              renderOption={({ option }) => (
                <div>
                  <div className="mono">{option.value}</div>
                  {permissions.find(({ name }) => name === option.value)?.meaning}
                </div>
              )}
              {...form.getInputProps('scopes')}
            />
            <Select
              label={t`Ends`}
              allowDeselect={false}
              data={[
                { value: '', label: t`Never` },
                { value: '30d', label: t`In 30 days` },
                { value: '90d', label: t`In 90 days` },
                { value: '1y', label: t`In a year` },
              ]}
              {...form.getInputProps('expires_in')}
            />
            {make.error && <ProblemAlert problem={make.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" loading={make.isPending}>
                <Trans>Make the key</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
