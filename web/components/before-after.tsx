import { Trans } from '@lingui/react/macro'
import { Text, VisuallyHidden } from '@mantine/core'

/** What something is, and what it would be. */
export function BeforeAfter({ before, after }: { before: string; after: string }) {
  return (
    <span>
      <Text span c="dimmed" inherit>
        {before}
      </Text>{' '}
      <span aria-hidden>→</span>
      <VisuallyHidden component="span">
        <Trans>becomes</Trans>
      </VisuallyHidden>{' '}
      <Text span fw={600} inherit>
        {after}
      </Text>
    </span>
  )
}
