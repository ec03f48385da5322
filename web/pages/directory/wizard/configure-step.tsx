import { Trans, useLingui } from '@lingui/react/macro'
import { Accordion, Group, List, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { CopyText } from '../../../components/copy-text.tsx'
import { Guide } from '../../../components/guide/guide.tsx'
import { MenuName } from '../../../components/guide/menu-name.tsx'
import { isGuideProvider, providerName } from '../../../components/guide/providers.ts'
import { StatusBadge } from '../../../components/status-badge.tsx'
import { When } from '../../../components/when.tsx'
import { useSession } from '../../../session/session.ts'
import { ActionWords } from './action-words.tsx'
import { places, type Action, type Field } from './provider-places.ts'
import type { Standing } from './standing.ts'
import { StepFrame } from './step-frame.tsx'

type Props = { standing: Standing; secret: string | undefined }

/** What is done at the provider, by the names of its own pages and with the team's values. Each part ticks itself as its first sign arrives. */
export function ConfigureStep({ standing: { directory, milestones, stored }, secret }: Props) {
  const { t } = useLingui()
  const provider = isGuideProvider(directory.provider) ? directory.provider : 'other'
  const { page, fields, finish, users, groups } = places[provider]
  const name = provider === 'other' ? t`your identity provider` : providerName(provider)
  const values = { url: directory.scim_base_url, token: secret }
  const isAsked = (wanted: Field[1]) => fields.some(([, value]) => value === wanted)
  const rows: Field[] = [
    ...(isAsked('url') || isAsked('entra-url') ? [] : [[t`SCIM URL`, 'url'] as const]),
    ...fields,
    ...(isAsked('token') ? [] : [[t`Token`, 'token'] as const]),
  ].map(([name, value]) => [name, value])
  return (
    <StepFrame
      step="configure"
      directoryId={directory.id}
      lead={<Trans>Three things at {name}. Each is ticked here as its first sign arrives.</Trans>}
    >
      <Part title={t`1. Enter URL and token`} arrivedAt={stored.firstRequestAt}>
        {page && (
          <Text>
            <Trans>
              Open <MenuName>{page}</MenuName>, and fill in:
            </Trans>
          </Text>
        )}
        <FieldTable fields={rows} values={values} />
        {finish.length > 0 && (
          <Text>
            <Trans>
              Then choose <MenuName>{finish.join(' → ')}</MenuName>.
            </Trans>
          </Text>
        )}
      </Part>
      <Part title={t`2. Turn on users`} arrivedAt={stored.firstUserAt}>
        <Actions actions={users} />
      </Part>
      <Part title={t`3. Turn on group push`} arrivedAt={milestones.first_group?.at ?? stored.firstGroupAt}>
        <Text size="sm" c="dimmed">
          <Trans>Spend limits are set by group, so groups have to come too.</Trans>
        </Text>
        <Actions actions={groups} />
      </Part>
      <WholeGuide provider={provider} directoryId={directory.id} url={directory.scim_base_url} secret={secret} />
    </StepFrame>
  )
}

function Part({ title, arrivedAt, children }: { title: string; arrivedAt: string | null; children: ReactNode }) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={3} size="h5">
            {title}
          </Title>
          {arrivedAt === null ? (
            <StatusBadge tone="neutral">
              <Trans>not seen yet</Trans>
            </StatusBadge>
          ) : (
            <Group gap={6}>
              <StatusBadge tone="good">
                <Trans>arrived</Trans>
              </StatusBadge>
              <Text size="sm" c="dimmed">
                <When at={arrivedAt} as="time" />
              </Text>
            </Group>
          )}
        </Group>
        {children}
      </Stack>
    </Paper>
  )
}

type Values = { url: string; token: string | undefined }

function FieldTable({ fields, values }: { fields: readonly Field[]; values: Values }) {
  return (
    <Table withRowBorders={false} verticalSpacing={4} className="field-table">
      <Table.Tbody>
        {fields.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={600} lang="en" translate="no" className="field-name">
              {name}
            </Table.Th>
            <Table.Td>
              <FieldValue value={value} values={values} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function FieldValue({ value, values: { url, token } }: { value: Field[1]; values: Values }) {
  const { t } = useLingui()
  if (value === 'url') return <CopyText text={url} label={t`Copy the SCIM URL`} />
  if (value === 'entra-url') return <CopyText text={`${url}?aadOptscim062020`} label={t`Copy the SCIM URL`} />
  if (value !== 'token') return <MenuName>{value.text}</MenuName>
  if (token !== undefined) return <CopyText text={token} label={t`Copy the token`} />
  return (
    <Text size="sm">
      <Trans>the token that you copied</Trans>
    </Text>
  )
}

function Actions({ actions }: { actions: readonly Action[] }) {
  return (
    <List spacing={6}>
      {actions.map((action, place) => (
        <List.Item key={place}>
          <ActionWords action={action} />
        </List.Item>
      ))}
    </List>
  )
}

const guideSections = [
  'Before you begin',
  'Connect',
  'Send users',
  'Send groups',
  'Attributes',
  'Check that it works',
  'What this provider does differently',
  'When it does not work',
] as const

function WholeGuide({ provider, directoryId, url, secret }: { provider: string; directoryId: string; url: string; secret: string | undefined }) {
  const { team_name: team } = useSession()
  const values = { scim_base_url: url, directory_id: directoryId, team_name: team, ...(secret && { scim_token: secret }) }
  const [opened, setOpened] = useState<string | null>(null)
  return (
    <Accordion variant="contained" value={opened} onChange={setOpened}>
      <Accordion.Item value="guide">
        <Accordion.Control>
          <Trans>The whole guide, with what to do when it does not work</Trans>
        </Accordion.Control>
        <Accordion.Panel>
          {opened === 'guide' && <Guide provider={provider} sections={guideSections} withOpening={provider === 'google'} values={values} />}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
