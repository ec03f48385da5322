import { Box, Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { title: string; note?: ReactNode; actions?: ReactNode }

/** What stands above a part of a page: its name, a line on it, and what can be done. */
export function SectionHead({ title, note, actions }: Props) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm">
      <Box className="shrinks" flex={1} miw={220}>
        <Title order={2} size="h4">
          {title}
        </Title>
        {note && (
          <Text size="sm" c="dimmed" maw={720}>
            {note}
          </Text>
        )}
      </Box>
      {actions}
    </Group>
  )
}
