import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { api } from '../../api/client.ts'
import { CopyText } from '../../components/copy-text.tsx'
import { Labelled } from '../../components/labelled.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { toCurl } from './curl.ts'
import { outcomeTones, useOutcomeName } from '../../log-words/outcome-name.ts'
import { useTelling } from '../../log-words/use-telling.ts'

/** What was asked and answered, what changed by it, and what of it is not used. */
export function EntryDetail({ request: id }: { request: string }) {
  const { t } = useLingui()
  const tell = useTelling()
  const outcomeName = useOutcomeName()
  const { data: entry } = api.useSuspenseQuery('get', '/v1/provisioning_log/{request}', { params: { path: { request: id } } })
  const { request, subject, answer } = entry
  return (
    <Stack>
      <Title order={3} size="h4">
        {tell(entry)}
      </Title>
      <Facts>
        <StatusBadge tone={outcomeTones[entry.outcome] ?? 'neutral'}>{outcomeName(entry.outcome)}</StatusBadge>
        <When at={entry.at} as="dateTime" />
        {entry.status !== null && <span>{t`Answered ${entry.status}`}</span>}
        {entry.duration_ms !== null && <span>{t`${Math.round(entry.duration_ms)} ms`}</span>}
        {entry.code && <Code>{entry.code}</Code>}
      </Facts>
      {entry.attributes_not_used.length > 0 && (
        <Alert color="gray" variant="light" title={t`Accepted, and not used`}>
          <Text size="sm" className="mono">
            {entry.attributes_not_used.join(', ')}
          </Text>
        </Alert>
      )}
      {entry.unknown_members.length > 0 && (
        <Alert color="orange" variant="light" title={t`Members that were never sent`}>
          <Text size="sm" className="mono">
            {entry.unknown_members.join(', ')}
          </Text>
        </Alert>
      )}
      {subject.id && (
        <Labelled label={t`About`}>
          {subject.id.startsWith('grp_') ? (
            <RouterLink to="/groups/$groupId" params={{ groupId: subject.id }}>
              {subject.name ?? subject.id}
            </RouterLink>
          ) : (
            <RouterLink to="/users/$userId" params={{ userId: subject.id }}>
              {subject.name ?? subject.id}
            </RouterLink>
          )}
          {' · '}
          <RouterLink to="/log" search={{ subject: subject.id }}>
            <Trans>All requests about it</Trans>
          </RouterLink>
        </Labelled>
      )}
      <Labelled label={t`Came by`}>
        {entry.token.id === null ? t`somebody unknown` : entry.token.name}
        {request && ` · ${request.ip} · ${request.user_agent}`}
        {entry.detected_provider && ` · ${t`looks like ${entry.detected_provider}`}`}
      </Labelled>
      {request && (
        <Labelled label={t`Request`}>
          <Text size="sm" className="mono">
            {request.method} {request.path}
          </Text>
          {request.body && <Block text={pretty(request.body)} />}
        </Labelled>
      )}
      {answer && (
        <Labelled label={t`Answer`}>
          <Block text={pretty(answer)} />
        </Labelled>
      )}
      {entry.changes.length > 0 && (
        <Labelled label={t`What changed`}>
          <Block text={JSON.stringify(entry.changes, null, 2)} />
        </Labelled>
      )}
      {request && (
        <Labelled label={t`The same as a command`}>
          <CopyText isLong text={toCurl(location.origin, request)} label={t`Copy as curl`} />
        </Labelled>
      )}
      <Labelled label={t`Id of the request`}>
        <CopyText text={entry.id} label={t`Copy the id of the request`} />
      </Labelled>
    </Stack>
  )
}

const Facts = ({ children }: { children: ReactNode }) => <Group gap="sm">{children}</Group>

/** JSON, which may be long: it scrolls, by keyboard too. */
const Block = ({ text }: { text: string }) => (
  <Code block tabIndex={0} className="mono" mah={320} style={{ overflow: 'auto' }}>
    {text}
  </Code>
)

/** What was sent may be cut, and is shown as it is then. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
