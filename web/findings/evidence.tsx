import { Trans } from '@lingui/react/macro'
import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { AddressLink } from '../components/address-link.tsx'
import { When } from '../components/when.tsx'
import type { Finding } from './told.ts'

/** So many requests are shown until somebody asks for all. */
const shownFirst = 3

/** The requests that show a finding, newest first, each with its place in the log. */
export function Evidence({ evidence }: Pick<Finding, 'evidence'>) {
  const [isOpen, setIsOpen] = useState(false)
  if (evidence.length === 0) return null
  return (
    <Stack gap={4} align="flex-start">
      <Text size="sm" fw={600}>
        <Trans>Seen in the log</Trans>
      </Text>
      <ul className="evidence">
        {evidence.slice(0, isOpen ? undefined : shownFirst).map(({ request, at }) => (
          <li key={request}>
            <AddressLink address={`/log?request=${request}`} size="sm" className="mono">
              {request}
            </AddressLink>{' '}
            <Text span size="sm" c="dimmed">
              <When at={at} />
            </Text>
          </li>
        ))}
      </ul>
      {evidence.length > shownFirst && (
        <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? <Trans>Show fewer</Trans> : <Trans>Show all requests</Trans>}
        </Button>
      )}
    </Stack>
  )
}
