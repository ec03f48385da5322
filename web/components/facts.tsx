import { Box, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** What is known of something: names and values, to be read and not edited. Short values stand closer. */
export function Facts({ facts, isShort = false }: { facts: readonly { label: string; value: ReactNode }[]; isShort?: boolean }) {
  return (
    <SimpleGrid component="dl" cols={isShort ? { base: 2, md: 4 } : { base: 1, xs: 2, md: 3 }} spacing="md" verticalSpacing="sm" m={0}>
      {facts.map(({ label, value }) => (
        <Box key={label} className="shrinks">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} style={{ overflowWrap: 'anywhere' }}>
            {value}
          </Text>
        </Box>
      ))}
    </SimpleGrid>
  )
}
