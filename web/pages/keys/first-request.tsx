import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Stack, Text, Title } from '@mantine/core'
import { CopyText } from '../../components/copy-text.tsx'
import { isSetUp, useMay, useSession } from '../../session/session.ts'
import { ownRequest, spendRequest, whoRequest } from './requests.ts'

/** A request to copy, with one's own ids in it, as far as one may ask it. `secret` is the key that was just made, if one was. */
export function FirstRequest({ secret }: { secret?: string }) {
  const { t } = useLingui()
  const session = useSession()
  const may = useMay()
  const mayAskOfAll = may('limits:read')
  const memberId = isSetUp(session) ? 'email:ada@example.com' : session.member_id
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        <Trans>Ask with a key</Trans>
      </Title>
      <Text size="sm">{mayAskOfAll ? <Trans>What may somebody spend, and why?</Trans> : <Trans>What may I spend, and why?</Trans>}</Text>
      <CopyText
        isLong
        text={mayAskOfAll ? whoRequest(location.origin, memberId, secret) : ownRequest(location.origin, secret)}
        label={t`Copy the request`}
      />
      {may('authorizations:write') && (
        <>
          <Text size="sm">
            <Trans>May they spend this, now? An approval holds the amount until it is settled or voided.</Trans>
          </Text>
          <CopyText isLong text={spendRequest(location.origin, memberId, secret)} label={t`Copy the request to spend`} />
        </>
      )}
      <Anchor href="/docs/api" size="sm">
        <Trans>All requests, in the API reference</Trans>
      </Anchor>
    </Stack>
  )
}
