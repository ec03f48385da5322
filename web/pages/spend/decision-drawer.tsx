import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Drawer, Stack, Text, Title } from '@mantine/core'
import { Suspense } from 'react'
import { api } from '../../api/client.ts'
import { oneOf } from '../../api/search.ts'
import { ConsideredTable } from '../../components/considered-table.tsx'
import { CopyText } from '../../components/copy-text.tsx'
import { ErrorBoundary } from '../../components/error-boundary.tsx'
import { Facts } from '../../components/facts.tsx'
import { BodySkeleton } from '../../components/page-skeleton.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { When } from '../../components/when.tsx'
import { WhySentence } from '../../components/why-sentence.tsx'
import { useFormat } from '../../language/format.ts'
import type { DecisionFacts } from './decision.ts'
import { denialCodes, spendRoute } from './spend.route.ts'
import { useDenials } from './spend-words.ts'

/** The stopped request that is named in the address, with all that it rested on. */
export function DecisionDrawer() {
  const { t } = useLingui()
  const { decision } = spendRoute.useSearch()
  const navigate = spendRoute.useNavigate()
  const close = () => void navigate({ search: (before) => ({ ...before, decision: undefined }), resetScroll: false })
  return (
    <Drawer
      opened={decision !== undefined}
      onClose={close}
      position="right"
      size="xl"
      title={t`Why a request was stopped`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <ErrorBoundary>
        <Suspense fallback={<BodySkeleton />}>{decision !== undefined && <Explained decision={decision} />}</Suspense>
      </ErrorBoundary>
    </Drawer>
  )
}

function Explained({ decision }: { decision: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const names = useDenials()
  const { data } = api.useSuspenseQuery('get', '/v1/decisions/{decision}', { params: { path: { decision } } })
  const { member_id: memberId, code, decided_at: at, request_id: requestId } = data
  const name = api.useSuspenseQuery('get', '/v1/members/{member}', { params: { path: { member: memberId } } }).data
  const who = name.display_name ?? name.email ?? memberId
  const facts = data as DecisionFacts // what a denial is written down with
  const money = (amount: string | undefined) => (amount === undefined ? '–' : format.money(amount, facts.currency))
  return (
    <Stack>
      <Alert color="red" variant="light" title={names[oneOf(denialCodes, code) ?? 'spend-limit-exceeded']}>
        <Sentence who={who} facts={facts} />
      </Alert>
      <Facts
        facts={[
          {
            label: t`Person`,
            value: (
              <RouterLink inherit to="/users/$userId" params={{ userId: memberId }}>
                {who}
              </RouterLink>
            ),
          },
          { label: t`When`, value: <When at={at} as="dateTime" /> },
          { label: t`Asked for`, value: money(facts.requested) },
          { label: t`Could have had`, value: money(facts.max_approvable) },
          { label: t`Spent by then`, value: money(facts.settled) },
          { label: t`Held by then`, value: money(facts.held) },
          ...(facts.team_total ? [{ label: t`Left of the team total`, value: money(facts.team_total.remaining) }] : []),
          ...(facts.resets_at === undefined
            ? []
            : [
                {
                  label: Date.parse(facts.resets_at) > Date.now() ? t`Begins anew` : t`Began anew`,
                  value: <When at={facts.resets_at} as="dateTime" />,
                },
              ]),
        ]}
      />
      {facts.effective && (
        <>
          <Title order={3} size="h5">
            <Trans>The limit as it was then</Trans>
          </Title>
          <WhySentence reasons={{ ...facts.effective, limit: facts.effective }} who={who} period={facts.period} />
          <ConsideredTable reasons={{ ...facts.effective, limit: facts.effective }} />
        </>
      )}
      <div>
        <Text size="sm" c="dimmed">
          <Trans>Request</Trans>
        </Text>
        <CopyText text={requestId} />
      </div>
    </Stack>
  )
}

/** What stopped it, in the words of the language that is shown. */
function Sentence({ who, facts }: { who: string; facts: DecisionFacts }) {
  const format = useFormat()
  const money = (amount = '0') => format.money(amount, facts.currency)
  if (facts.blocked_by === 'inactive')
    return <Trans>{who} was out of the team, and might spend nothing. The identity provider, or an admin of the team, decides who is in.</Trans>
  if (facts.blocked_by === 'team_total')
    return (
      <Trans>
        {money(facts.requested)} was asked for, and all members together had {money(facts.team_total?.remaining)} left.
      </Trans>
    )
  return (
    <Trans>
      {money(facts.requested)} was asked for, and {who} had {money(facts.max_approvable)} left.
    </Trans>
  )
}
