import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Paper, Stack, Text, VisuallyHidden } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { api } from '../../api/client.ts'
import type { Item } from '../../api/answer.ts'
import { CopyText } from '../../components/copy-text.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { ClaimsTable } from './claims-table.tsx'
import { isObject } from './claims.ts'
import { FactsTable, type Fact } from './facts-table.tsx'
import { ProblemCode } from './problem-code.tsx'
import { useProblemWords } from './problem-words.ts'
import { Section } from './section.tsx'

const route = getRouteApi('/sso')
type SignIn = Item<'/v1/connections/{connection}/sign_ins'>

/** Who signed in through a connection, who did not get in, and why. */
export function SignInLog({ connectionId }: { connectionId: string }) {
  const { t } = useLingui()
  const list = api.useInfiniteQuery(
    'get',
    '/v1/connections/{connection}/sign_ins',
    { params: { path: { connection: connectionId }, query: { limit: 25 } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: ({ next_cursor: next }) => next ?? undefined },
  )
  if (list.error) return <ProblemAlert problem={list.error} onRetry={() => void list.refetch()} />
  if (list.isPending) return <BodySkeleton />
  const signIns = list.data.pages.flatMap(({ items }) => items)
  if (signIns.length === 0)
    return (
      <EmptyState title={t`Nobody has signed in yet`}>
        <Trans>
          Each sign-in through this connection will stand here, and each that was refused, with its reason. Tests are under “Test sign-in”.
        </Trans>
      </EmptyState>
    )
  return (
    <Section
      title={t`Sign-ins`}
      note={t`Newest first. Tests are under “Test sign-in”.`}
      action={
        <Button variant="default" size="xs" loading={list.isRefetching} onClick={() => void list.refetch()}>
          <Trans>Look again</Trans>
        </Button>
      }
    >
      <Stack gap="xs" component="ul" className="plain-list">
        {signIns.map((signIn) => (
          <SignInEntry key={signIn.id} signIn={signIn} />
        ))}
      </Stack>
      <ShowMore {...list} />
    </Section>
  )
}

function SignInEntry({ signIn }: { signIn: SignIn }) {
  const { t } = useLingui()
  const wordsOf = useProblemWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { id, outcome, code, detail, email, subject, at } = signIn
  const isOpen = search.sign_in === id
  const who = email ?? subject ?? t`Somebody unknown`
  const toggle = () => void navigate({ search: { ...search, sign_in: isOpen ? undefined : id }, resetScroll: false })
  return (
    <Paper component="li" withBorder p="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Stack gap={4} className="shrinks" flex={1} miw={240}>
          <Group gap="xs">
            <StatusBadge tone={outcome === 'succeeded' ? 'good' : 'bad'}>
              {outcome === 'succeeded' ? t({ message: 'Signed in', context: 'a sign-in' }) : t({ message: 'Refused', context: 'a sign-in' })}
            </StatusBadge>
            <Text fw={600} size="sm" className="breaks">
              {who}
            </Text>
            <Text size="sm" c="dimmed">
              <When at={at} as="dateTime" />
            </Text>
          </Group>
          {code !== null && (
            <Text size="sm" className="breaks">
              {wordsOf({ code, detail })} <ProblemCode code={code} />
            </Text>
          )}
        </Stack>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? <Trans>Less</Trans> : <Trans>Details</Trans>}
          <VisuallyHidden>: {who}</VisuallyHidden>
        </Button>
      </Group>
      {isOpen && <Details signIn={signIn} />}
    </Paper>
  )
}

function Details({ signIn: { id, source, ip, subject, member_id: memberId, received } }: { signIn: SignIn }) {
  const { t } = useLingui()
  const facts: Fact[] = [
    { label: t`Begun at`, value: source === 'identity_provider' ? t`the identity provider` : t`this service` },
    { label: t`Subject`, value: subject },
    { label: t`Member`, value: memberId },
    { label: t`Address on the network`, value: ip },
    { label: t`Request`, value: <CopyText text={id} /> },
  ]
  return (
    <Stack gap="sm" mt="sm">
      <FactsTable facts={facts} label={t`Details`} />
      <Text size="sm" fw={600}>
        <Trans>What the identity provider sent</Trans>
      </Text>
      {isObject(received) ? (
        <ClaimsTable values={received} label={t`What the identity provider sent`} />
      ) : (
        <Text size="sm" c="dimmed">
          <Trans>It is not kept any more: 30 days, or nothing came that could be read.</Trans>
        </Text>
      )}
    </Stack>
  )
}
