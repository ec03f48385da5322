import { Tabs as MantineTabs } from '@mantine/core'
import { Suspense, type ReactNode } from 'react'
import { ErrorBoundary } from './error-boundary.tsx'
import { BodySkeleton } from './page-skeleton.tsx'

type Tab<Name extends string> = { name: Name; label: ReactNode; body: () => ReactNode }

type Props<Name extends string> = { open: Name; tabs: readonly Tab<Name>[]; onOpen: (name: Name) => void }

/** The parts of a page, one at a time. Which one is open stands in the page's address, and only that one is loaded: the first where whoever looks has no such part. */
export function Tabs<Name extends string>({ open: wanted, tabs, onOpen }: Props<Name>) {
  const { name: open } = tabs.find(({ name }) => name === wanted) ?? tabs[0] ?? { name: wanted }
  const choose = (name: string | null) => {
    const tab = tabs.find((each) => each.name === name)
    if (tab) onOpen(tab.name)
  }
  return (
    <MantineTabs value={open} onChange={choose} keepMounted={false}>
      <MantineTabs.List mb="md">
        {tabs.map(({ name, label }) => (
          <MantineTabs.Tab key={name} value={name}>
            {label}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {tabs.map(({ name, body }) => (
        <MantineTabs.Panel key={name} value={name}>
          <ErrorBoundary>
            <Suspense fallback={<BodySkeleton />}>{open === name ? body() : null}</Suspense>
          </ErrorBoundary>
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  )
}
