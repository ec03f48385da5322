import { Trans } from '@lingui/react/macro'
import { Accordion, Group, Stack, Text } from '@mantine/core'
import { api } from '../api/client.ts'
import { AddressLink } from '../components/address-link.tsx'
import { StatusBadge } from '../components/status-badge.tsx'
import { FaqDirectories } from './faq-directories.tsx'
import { wordsOf, type FaqEntry } from './faq-words.ts'
import { tellFinding, type Finding } from './told.ts'
import { ToldText } from './told-text.tsx'
import { useWording } from './wording.ts'

type Props = {
  /** The question that is open. */
  open: string | undefined
  onOpen: (question: string | undefined) => void
  /** Only questions that hold this are shown. */
  holding?: string
}

/** The questions that are asked most, each answered from what this team's directories did. */
export function FaqList({ open, onOpen, holding = '' }: Props) {
  const { items } = api.useSuspenseQuery('get', '/v1/faq', {}, { staleTime: 0 }).data
  const findings = api.useSuspenseQuery('get', '/v1/findings', {}, { staleTime: 0 }).data.items
  const shown = items.filter((entry) => wordsOf(entry).question.toLowerCase().includes(holding.toLowerCase()))
  if (shown.length === 0)
    return (
      <Text c="dimmed">
        <Trans>No question holds this.</Trans>
      </Text>
    )
  return (
    <Accordion variant="separated" order={3} value={open ?? null} onChange={(value) => onOpen(value ?? undefined)}>
      {shown.map((entry) => (
        <Accordion.Item key={entry.id} value={entry.id}>
          <Accordion.Control>
            <Group justify="space-between" gap="xs" pe="xs">
              <Text component="span" fw={600}>
                {wordsOf(entry).question}
              </Text>
              <Standing entry={entry} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel>{open === entry.id && <FaqAnswer entry={entry} findings={findings} />}</Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}

function Standing({ entry: { findings } }: { entry: FaqEntry }) {
  const count = findings.length
  if (count === 0) return null
  const isAmiss = findings.some(({ severity }) => severity === 'warning')
  return (
    <StatusBadge tone={isAmiss ? 'warning' : 'info'}>{isAmiss ? <Trans>Something stands in the way</Trans> : <Trans>To know</Trans>}</StatusBadge>
  )
}

function FaqAnswer({ entry, findings }: { entry: FaqEntry; findings: readonly Finding[] }) {
  const inTheWay = findings.filter(({ code }) => entry.findings.some((each) => each.code === code))
  const { clear } = wordsOf(entry)
  return (
    <Stack gap="md">
      {inTheWay.map((finding) => (
        <InTheWay key={`${finding.code} ${finding.since}`} finding={finding} />
      ))}
      {(inTheWay.length === 0 || entry.id === 'how-fast') && <Text>{clear(entry.directories.length > 0)}</Text>}
      <FaqDirectories entry={entry} />
      {inTheWay.length > 0 && (
        <AddressLink address="/diagnostics" size="sm">
          <Trans>All findings, with what shows them</Trans>
        </AddressLink>
      )}
    </Stack>
  )
}

function InTheWay({ finding }: { finding: Finding }) {
  const { title, what, toDo } = tellFinding(finding, useWording())
  return (
    <div>
      <Text fw={600}>{title}</Text>
      <Text>
        <ToldText text={what} facts={finding.facts} /> <ToldText text={toDo} facts={finding.facts} />
      </Text>
    </div>
  )
}
