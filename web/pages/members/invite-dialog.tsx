import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { fieldErrorsOf, toProblem } from '../../api/problem.ts'
import { api } from '../../api/client.ts'
import { CopyField } from '../../components/copy-field.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { NotCopied, useShownOnce } from '../../components/shown-once.tsx'
import { useRoleName } from '../../session/role-name.ts'
import { RoleMeaning, roles } from './role-dialog.tsx'

type Wanted = { email: string; role: (typeof roles)[number] }

/** Invites somebody: the link is shown once, for whoever invites to hand on. */
export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useLingui()
  const roleName = useRoleName()
  const queries = useQueryClient()
  const form = useForm<Wanted>({ initialValues: { email: '', role: 'member' } })
  const invite = api.useMutation('post', '/v1/invites', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/v1/invites'] }),
    onError: (problem) => form.setErrors(fieldErrorsOf(toProblem(problem))),
  })
  const { isWarned, onCopy, close } = useShownOnce(invite.data !== undefined, () => {
    onClose()
    form.reset()
    invite.reset()
  })
  return (
    <Modal opened={isOpen} onClose={close} title={t`Invite somebody`} centered>
      {invite.data ? (
        <Stack>
          <Alert color="orange" variant="light" title={t`Copy the link now: it is shown this once`}>
            <Trans>Give it to {invite.data.email ?? ''}. Whoever opens it comes in as them.</Trans>
          </Alert>
          <CopyField label={t`Invitation`} value={invite.data.url} onCopy={onCopy} />
          {isWarned && <NotCopied />}
          <Button onClick={close}>
            <Trans>Done</Trans>
          </Button>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit((body) => invite.mutate({ body }))}>
          <Stack>
            <TextInput type="email" label={t`E-mail address`} required data-autofocus autoComplete="off" {...form.getInputProps('email')} />
            <Select
              label={t`Role`}
              allowDeselect={false}
              data={roles.map((value) => ({ value, label: roleName(value) }))}
              {...form.getInputProps('role')}
            />
            <RoleMeaning role={form.values.role} />
            {invite.error && <ProblemAlert problem={invite.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
              <Button type="submit" loading={invite.isPending}>
                <Trans>Make the link</Trans>
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}
