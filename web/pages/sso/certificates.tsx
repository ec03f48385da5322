import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { ListTable } from '../../components/list-table.tsx'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { lifeOf, type CertificateLife } from './certificate-life.ts'

export type Certificate = { fingerprint: string; subject: string; valid_from: string; valid_to: string }

type Props = {
  certificates: readonly Certificate[]
  /** Those that a connection has now, where others are looked at before they are saved. */
  before?: readonly Certificate[]
}

/** With which the identity provider signs, and until when. */
export function Certificates({ certificates, before }: Props) {
  const { t } = useLingui()
  const known = before && new Set(before.map(({ fingerprint }) => fingerprint))
  if (certificates.length === 0) return null
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        <Trans>Signing certificates</Trans>
      </Text>
      <ListTable
        caption={t`Signing certificates`}
        rows={certificates}
        keyOf={({ fingerprint }) => fingerprint}
        columns={[
          {
            label: t`Certificate`,
            cell: ({ subject, fingerprint }) => (
              <div>
                <Text size="sm" className="breaks">
                  {subject}
                </Text>
                <Text size="xs" c="dimmed" className="mono" title={fingerprint}>
                  {fingerprint.slice(0, 23)}…
                </Text>
              </div>
            ),
          },
          { label: t`Valid from`, cell: ({ valid_from: at }) => <When at={at} as="date" /> },
          { label: t`Valid until`, cell: ({ valid_to: at }) => <When at={at} as="date" /> },
          {
            label: t`State`,
            cell: (certificate) => (
              <Group gap={4} display="inline-flex">
                <Life certificate={certificate} />
                {known && known.size > 0 && !known.has(certificate.fingerprint) && <StatusBadge tone="info">{t`New`}</StatusBadge>}
              </Group>
            ),
          },
        ]}
      />
    </Stack>
  )
}

function Life({ certificate }: { certificate: Certificate }) {
  const { t } = useLingui()
  const words: Record<CertificateLife, [string, Tone]> = {
    valid: [t`Valid`, 'good'],
    'ends-soon': [t`Ends soon`, 'warning'],
    ended: [t`Ended`, 'bad'],
    'not-yet-valid': [t`Not valid yet`, 'warning'],
  }
  const [word, tone] = words[lifeOf(certificate, Date.now())]
  return <StatusBadge tone={tone}>{word}</StatusBadge>
}
