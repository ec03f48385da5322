import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What an identity provider's own page shows: a menu, a field or a button. It is the same in every language. */
export function MenuName({ children }: { children: ReactNode }) {
  return (
    <Text component="b" inherit fw={600} translate="no" lang="en">
      {children}
    </Text>
  )
}
