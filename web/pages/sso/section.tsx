import { Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { SectionHead } from '../../components/section-head.tsx'

type Props = { id?: string; title: string; note?: ReactNode; action?: ReactNode; children: ReactNode }

/** A part of the page that has a name of its own. */
export function Section({ id, title, note, action, children }: Props) {
  return (
    <Stack component="section" gap="sm" id={id} aria-label={title}>
      <SectionHead title={title} note={note} actions={action} />
      {children}
    </Stack>
  )
}
