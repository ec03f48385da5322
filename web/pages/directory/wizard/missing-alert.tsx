import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, List, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { LogEntry } from '../../../api/live-log.ts'
import { MenuName } from '../../../components/guide/menu-name.tsx'
import { isGuideProvider, providerName } from '../../../components/guide/providers.ts'
import { RouterLink } from '../../../components/router-link.tsx'
import { useTelling } from '../../../log-words/use-telling.ts'
import type { Directory } from '../directories.ts'
import { ActionWords } from './action-words.tsx'
import { places, type Action } from './provider-places.ts'
import type { Missing } from './what-is-missing.ts'

type Props = { missing: Missing; directory: Directory; refusal: LogEntry | undefined }

/** What is missing just now, and what usually causes that at this provider. */
export function MissingAlert({ missing, directory, refusal }: Props) {
  const provider = isGuideProvider(directory.provider) ? directory.provider : 'other'
  const title = useTitle(missing, providerName(provider))
  return (
    <Alert color="orange" title={title} role="status" data-missing={missing}>
      <Stack gap="xs">
        <Causes missing={missing} directory={directory} refusal={refusal} provider={provider} />
      </Stack>
    </Alert>
  )
}

function useTitle(missing: Missing, name: string): string {
  const { t } = useLingui()
  const titles: Record<Missing, string> = {
    'directory-paused': t`This directory is paused`,
    'no-token': t`There is no token that works`,
    unreachable: t`${name} cannot reach this address`,
    'unknown-token': t`Somebody called, without a token that is known here`,
    'refused-token': t`The last request brought a token that does not work`,
    refused: t`The last request was refused`,
    'no-request': t`Nothing has reached us yet`,
    'no-user': t`The connection works, but no person has come`,
    'no-group': t`People come, but no group`,
    'no-membership': t`Groups came without the people in them`,
  }
  return titles[missing]
}

type CauseProps = Props & { provider: keyof typeof places }

function Causes({ missing, directory, refusal, provider }: CauseProps) {
  const { users, groups, page, finish, cycleMinutes } = places[provider]
  switch (missing) {
    case 'directory-paused':
      return (
        <Text size="sm">
          <Trans>It takes only what ends access. Resume it on its page, and people come.</Trans>
        </Text>
      )
    case 'no-token':
      return (
        <ToStep directoryId={directory.id} step="token">
          <Trans>Make a token</Trans>
        </ToStep>
      )
    case 'unreachable':
      return (
        <Text size="sm">
          <Trans>
            The SCIM URL leads to this machine or to a private network, where no provider in a cloud comes. Whoever runs this server sets{' '}
            <code>PURSER_PUBLIC_URL</code>.
          </Trans>
        </Text>
      )
    case 'unknown-token':
      return <UnknownToken refusal={refusal} directoryId={directory.id} provider={provider} />
    case 'refused-token':
      return (
        <>
          <Text size="sm">
            <Trans>It was cut when it was pasted, has ended, or is another directory’s. Paste it again, or make another.</Trans>
          </Text>
          <ToStep directoryId={directory.id} step="token">
            <Trans>Make another token</Trans>
          </ToStep>
        </>
      )
    case 'refused':
      return <Refusal refusal={refusal} />
    case 'no-request':
      return (
        <Usual>
          {page && (
            <List.Item>
              <Trans>
                URL and token are not saved at the provider yet: <MenuName>{[page, ...finish].join(' → ')}</MenuName>.
              </Trans>
            </List.Item>
          )}
          <List.Item>
            <Trans>The token was cut when it was pasted, or is another one: the provider’s own test then says 401 or “unauthorized”.</Trans>
          </List.Item>
          <List.Item>
            <Trans>A firewall or proxy in between lets nothing through, or drops the Authorization header.</Trans>
          </List.Item>
          <Cycle minutes={cycleMinutes} />
        </Usual>
      )
    case 'no-user':
      return <Usual actions={users}>{<Cycle minutes={cycleMinutes} />}</Usual>
    case 'no-group':
    case 'no-membership':
      return <Usual actions={groups}>{<Cycle minutes={cycleMinutes} />}</Usual>
  }
}

/** What usually causes it: something of this was not done. */
function Usual({ actions = [], children }: { actions?: readonly Action[]; children?: ReactNode }) {
  return (
    <>
      <Text size="sm">
        <Trans>What usually is the cause:</Trans>
      </Text>
      <List size="sm" spacing={4}>
        {actions.map((action, place) => (
          <List.Item key={place}>
            <ActionWords action={action} />
          </List.Item>
        ))}
        {children}
      </List>
    </>
  )
}

function Cycle({ minutes }: { minutes: number | undefined }) {
  if (minutes === undefined) return null
  return (
    <List.Item>
      <Trans>It comes about every {minutes} minutes: it may not have come yet.</Trans>
    </List.Item>
  )
}

function Refusal({ refusal }: { refusal: LogEntry | undefined }) {
  if (!refusal) return null
  return (
    <>
      <Text size="sm" lang="en">
        {refusal.summary}
      </Text>
      <RouterLink to="/log" search={{ request: refusal.id }} size="sm">
        <Trans>See what was sent and why it was refused</Trans>
      </RouterLink>
    </>
  )
}

/** Of whoever brought no token that is known: what they brought, from which client, and where the token is pasted. */
function UnknownToken({ refusal, directoryId, provider }: Pick<CauseProps, 'refusal' | 'provider'> & { directoryId: string }) {
  const { t } = useLingui()
  const tell = useTelling()
  if (!refusal) return null
  const field = places[provider].fields.find(([, value]) => value === 'token')?.[0]
  const [told, name] = [tell(refusal), providerName(provider)]
  const client = refusal.request?.user_agent || t`a client that does not say what it is`
  return (
    <>
      <Text size="sm">
        <Trans>
          From {client}: {told}.
        </Trans>
      </Text>
      <Text size="sm">
        {field === undefined ? (
          <Trans>Copy the whole token and paste it again at {name}.</Trans>
        ) : (
          <Trans>
            Copy the whole token and paste it again at {name}: <MenuName>{field}</MenuName>.
          </Trans>
        )}{' '}
        {refusal.code === 'token-missing' && <Trans>Whoever only opens the address in a browser is refused like this too.</Trans>}
      </Text>
      <RouterLink to="/log" search={{ request: refusal.id }} size="sm">
        <Trans>See what was sent and why it was refused</Trans>
      </RouterLink>
      <ToStep directoryId={directoryId} step="token">
        <Trans>Make another token</Trans>
      </ToStep>
    </>
  )
}

function ToStep({ directoryId, step, children }: { directoryId: string; step: 'token'; children: ReactNode }) {
  return (
    <RouterLink to="/directory" search={{ directory: directoryId, step }} size="sm">
      {children}
    </RouterLink>
  )
}
