import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import type { Item } from '../../api/answer.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { ListTable } from '../../components/list-table.tsx'
import { ShowMore } from '../../components/show-more.tsx'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import { NewSetupLink } from './new-setup-link.tsx'
import { useToldProblem } from './refusal-alert.tsx'
import { Section } from './section.tsx'
import { usePurposeName } from './setup-purpose.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'

type SetupLink = Item<'/v1/setup_links'>

/** The links by which whoever runs the identity provider does their part without an account. */
export function SetupLinks() {
  const { t } = useLingui()
  const may = useMay()
  const nameOf = usePurposeName()
  const list = api.useInfiniteQuery(
    'get',
    '/v1/setup_links',
    { params: { query: { limit: 10 } } },
    { pageParamName: 'cursor', initialPageParam: null, getNextPageParam: ({ next_cursor: next }) => next ?? undefined },
  )
  const links = list.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Section
      id="setup-links"
      title={t`Set-up links`}
      note={t`For whoever runs your identity provider: the link opens the set-up alone, without an account here. Of each kind there is one; a new one ends the old one.`}
      action={may('setup_links:write') && <NewSetupLink />}
    >
      <ListTable
        caption={t`Set-up links`}
        rows={links}
        keyOf={({ id }) => id}
        empty={list.isPending ? null : <Trans>No link was made yet.</Trans>}
        columns={[
          { label: t`Opens`, cell: ({ purpose }) => nameOf(purpose) },
          { label: t`State`, cell: ({ state }) => <LinkState state={state} /> },
          { label: t({ message: 'Made by', context: 'link' }), cell: ({ created_by: by }) => by },
          { label: t`Ends`, cell: ({ expires_at: at }) => <When at={at} as="dateTime" /> },
          { label: t`Last opened`, cell: ({ last_opened_at: at }) => (at ? <When at={at} /> : <Text span inherit c="dimmed">{t`never`}</Text>) },
          ...(may('setup_links:write') ? [{ label: t`Revoke`, align: 'end' as const, cell: (link: SetupLink) => <RevokeLink link={link} /> }] : []),
        ]}
      />
      <ShowMore {...list} />
    </Section>
  )
}

function LinkState({ state }: { state: SetupLink['state'] }) {
  const { t } = useLingui()
  const words: Record<SetupLink['state'], [string, Tone]> = {
    active: [t({ message: 'Active', context: 'link' }), 'good'],
    expired: [t({ message: 'Expired', context: 'link' }), 'neutral'],
    revoked: [t({ message: 'Revoked', context: 'link' }), 'neutral'],
  }
  const [word, tone] = words[state]
  return <StatusBadge tone={tone}>{word}</StatusBadge>
}

function RevokeLink({ link: { id, state, purpose } }: { link: SetupLink }) {
  const { t } = useLingui()
  const nameOf = usePurposeName()
  const refresh = useSsoRefresh()
  const told = useToldProblem()
  const [isOpen, setOpen] = useState(false)
  const revoke = api.useMutation('delete', '/v1/setup_links/{setup_link}', {
    onSuccess: async () => {
      setOpen(false)
      await refresh()
    },
  })
  if (state !== 'active') return null
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setOpen(true)} aria-label={t`Revoke the link: ${nameOf(purpose)}`}>
        <Trans>Revoke</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`Revoke the set-up link?`}
        confirm={t`Revoke it`}
        isDangerous
        isBusy={revoke.isPending}
        problem={told(revoke.error)}
        onConfirm={() => revoke.mutate({ params: { path: { setup_link: id } } })}
        onClose={() => setOpen(false)}
      >
        <Text size="sm">
          <Trans>Whoever opened it is out with their next request. What they set up stays, tokens too.</Trans>
        </Text>
      </ConfirmDialog>
    </>
  )
}
