import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

/** Good, bad, in between, or neither. The word says it, the colour only repeats it (WCAG 1.4.1). */
export type Tone = 'good' | 'bad' | 'warning' | 'neutral' | 'info'

const colors: Record<Tone, string> = { good: 'green', bad: 'red', warning: 'orange', neutral: 'gray', info: 'ink' }

/** A state, as a word. */
export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Badge color={colors[tone]} variant="light" tt="none" fw={600} flex="none">
      {children}
    </Badge>
  )
}
