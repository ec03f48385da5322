import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Collapse, Group, Paper, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { api } from '../../api/client.ts'
import { toProblem } from '../../api/problem.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { useMay } from '../../session/session.ts'
import { DomainProof } from './domain-proof.tsx'
import { Section } from './section.tsx'
import type { Domain } from './sso-steps.ts'
import { useSsoRefresh } from './use-sso-refresh.ts'
import { useProblemWords } from './problem-words.ts'
import { useToldProblem } from './refusal-alert.tsx'
import { useDomainState } from './words.ts'

const route = getRouteApi('/sso')

/** The e-mail domains of the team: which are proved, and how the others are. */
export function Domains({ domains }: { domains: readonly Domain[] }) {
  const { t } = useLingui()
  const may = useMay()
  const { domain: named } = route.useSearch()
  // One record at a time: the first that waits, unless the address names another.
  const open = named ?? (may('sso:write') ? domains.find(({ state }) => state !== 'verified')?.id : undefined)
  return (
    <Section
      id="domains"
      title={t`Domains`}
      note={t`Only people with an address in a verified domain can sign in through a connection. A TXT record in DNS proves that the domain is yours.`}
    >
      {domains.map((domain) => (
        <DomainCard key={domain.id} domain={domain} isOpen={domain.id === open} />
      ))}
      {may('sso:write') ? <ClaimDomain /> : domains.length === 0 && <Text c="dimmed">{t`No domain was claimed yet.`}</Text>}
    </Section>
  )
}

function DomainCard({ domain, isOpen }: { domain: Domain; isOpen: boolean }) {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const { word, tone } = useDomainState()(domain)
  const toggle = () => void navigate({ search: { domain: isOpen ? 'none' : domain.id }, hash: true, resetScroll: false })
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" gap="sm">
        <Group gap="sm" className="shrinks">
          <Text fw={600} className="breaks">
            {domain.domain}
          </Text>
          <StatusBadge tone={tone}>{word}</StatusBadge>
          {domain.state === 'verified' && (
            <Text size="sm" c="dimmed">
              {domain.vouched ? <Trans>on the operator’s word</Trans> : <When at={domain.verified_at} as="date" />}
            </Text>
          )}
        </Group>
        <Group gap="xs">
          {!domain.vouched && (
            <Button
              size="xs"
              variant="default"
              onClick={toggle}
              aria-expanded={isOpen}
              aria-label={isOpen ? t`Hide the record of ${domain.domain}` : t`Show the record of ${domain.domain}`}
            >
              {isOpen ? <Trans>Hide the record</Trans> : <Trans>Show the record</Trans>}
            </Button>
          )}
          <RemoveDomain domain={domain} />
        </Group>
      </Group>
      <Collapse expanded={isOpen && !domain.vouched}>{isOpen && <DomainProof domain={domain} />}</Collapse>
    </Paper>
  )
}

function ClaimDomain() {
  const { t } = useLingui()
  const navigate = route.useNavigate()
  const refresh = useSsoRefresh()
  const wordsOf = useProblemWords()
  const [name, setName] = useState('')
  const claim = api.useMutation('post', '/v1/domains', {
    onSuccess: async ({ id }) => {
      setName('')
      await refresh()
      await navigate({ search: { domain: id }, resetScroll: false })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    claim.mutate({ body: { domain: name } })
  }
  return (
    <form onSubmit={send}>
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t`Add a domain`}
          placeholder="example.com"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          error={claim.error ? wordsOf(toProblem(claim.error)) : undefined}
          required
          withAsterisk={false}
          miw={260}
          flex={{ base: 1, xs: 'none' }}
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" variant="default" loading={claim.isPending} mt={{ base: 0, xs: 25 }}>
          <Trans>Add</Trans>
        </Button>
      </Group>
    </form>
  )
}

function RemoveDomain({ domain: { id, domain, state } }: { domain: Domain }) {
  const { t } = useLingui()
  const may = useMay()
  const refresh = useSsoRefresh()
  const told = useToldProblem()
  const [isOpen, setOpen] = useState(false)
  const remove = api.useMutation('delete', '/v1/domains/{domain}', {
    onSuccess: async () => {
      setOpen(false)
      await refresh()
    },
  })
  if (!may('sso:write')) return null
  const close = () => {
    setOpen(false)
    remove.reset()
  }
  return (
    <>
      <Button size="xs" variant="subtle" color="red" onClick={() => setOpen(true)} aria-label={t`Give up ${domain}`}>
        <Trans>Give up</Trans>
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        title={t`Give ${domain} up?`}
        confirm={t`Give it up`}
        isDangerous
        isBusy={remove.isPending}
        problem={told(remove.error)}
        onConfirm={() => remove.mutate({ params: { path: { domain: id } } })}
        onClose={close}
      >
        {state === 'verified' ? (
          <Alert color="orange" variant="light">
            <Trans>
              Nobody with an address at {domain} can sign in through a connection any more. Who is in stays in. If it is the last verified domain,
              directories take in nobody new until another one is verified.
            </Trans>
          </Alert>
        ) : (
          <Text size="sm">
            <Trans>It is not verified, so nobody loses anything. Claimed again, it has another record.</Trans>
          </Text>
        )}
      </ConfirmDialog>
    </>
  )
}
