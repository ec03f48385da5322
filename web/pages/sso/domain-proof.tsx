import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core'
import { CopyField } from '../../components/copy-field.tsx'
import { When } from '../../components/when.tsx'
import { useFormat } from '../../language/format.ts'
import { useMay } from '../../session/session.ts'
import { lossOf } from './live-check.ts'
import type { Domain } from './sso-steps.ts'
import { useLiveCheck } from './use-live-check.ts'

/** The record that proves a domain, and what DNS says of it: looked up again and again while it is not there, for as long as this is open. */
export function DomainProof({ domain }: { domain: Domain }) {
  const { t } = useLingui()
  const [host = ''] = domain.txt.name.split('.')
  return (
    <Stack gap="md" mt="md">
      <Text size="sm">
        {domain.state === 'verified' ? (
          <Trans>Leave this TXT record in place: it is looked up every day.</Trans>
        ) : (
          <Trans>Add this TXT record where the DNS of {domain.domain} is managed. It can take some minutes until it is seen.</Trans>
        )}
      </Text>
      <CopyField label={t`Host`} value={domain.txt.name} hint={<Trans>Some DNS consoles add the domain themselves: type {host} there.</Trans>} />
      <CopyField label={t`Value`} value={domain.txt.value} />
      {domain.failing_since && <RecordGone since={domain.failing_since} domain={domain.domain} />}
      <LiveCheck domain={domain} />
    </Stack>
  )
}

function RecordGone({ since, domain }: { since: string; domain: string }) {
  const { date } = useFormat()
  return (
    <Alert color="orange" variant="light" title={<Trans>The record is gone since {date(since)}</Trans>}>
      <Trans>
        Put it back before {date(lossOf(since))}. Else {domain} is lost, and nobody with an address in it can sign in.
      </Trans>
    </Alert>
  )
}

function LiveCheck({ domain }: { domain: Domain }) {
  const may = useMay()
  const { isWatching, isChecking, check, failure } = useLiveCheck(domain)
  const last = domain.last_check
  return (
    <Stack gap="xs">
      <Group gap="sm" role="status">
        {isChecking && <Loader size={16} aria-hidden />}
        <Text size="sm" fw={600}>
          {isChecking ? (
            <Trans>Checking…</Trans>
          ) : isWatching ? (
            <Trans>Not seen yet. It is looked up again by itself while this page is open.</Trans>
          ) : domain.state === 'verified' && domain.failing_since === null ? (
            <Trans>The record is there.</Trans>
          ) : (
            <Trans>The record is not there.</Trans>
          )}
        </Text>
      </Group>
      {(last || failure) && (
        <Text size="sm" c="dimmed" className="breaks">
          {failure ?? (
            <>
              <Trans>
                DNS, <When at={last?.at} as="time" />:
              </Trans>{' '}
              <span lang="en">{last?.detail}</span>
            </>
          )}
        </Text>
      )}
      {may('sso:write') && (
        <Button variant="default" size="xs" onClick={() => void check()} style={{ alignSelf: 'flex-start' }}>
          <Trans>Check now</Trans>
        </Button>
      )}
    </Stack>
  )
}
