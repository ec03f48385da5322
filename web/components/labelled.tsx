import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** Something with its name above it. */
export const Labelled = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <Text size="sm" c="dimmed">
      {label}
    </Text>
    <Text component="div" size="sm">
      {children}
    </Text>
  </div>
)
