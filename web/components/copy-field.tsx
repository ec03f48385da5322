import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyText } from './copy-text.tsx'

/** A value that somebody takes elsewhere, with its name and what it is for. */
export function CopyField({ label, value, hint, onCopy }: { label: string; value: string; hint?: ReactNode; onCopy?: () => void }) {
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      {hint && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      <CopyText text={value} onCopy={onCopy} />
    </Stack>
  )
}
