import { Plural, Trans } from '@lingui/react/macro'
import { Button, Group, Stack, Text } from '@mantine/core'
import { api } from '../../api/client.ts'
import { FindingCard } from '../../findings/finding-card.tsx'
import { keyOf } from '../../findings/key-of.ts'
import { useChecks } from '../../findings/use-checks.ts'
import { verbatim } from '../../language/verbatim.ts'

/** What comes of the question: here, deactivated, refused, under another name, never received; and what somebody may spend. */
export function SubjectAnswers({ q: asked, onClear }: { q: string; onClear: () => void }) {
  const { data, refetch } = api.useSuspenseQuery('get', '/v1/findings/search', { params: { query: { q: asked } } })
  const q = verbatim(asked)
  const checks = useChecks(data.items, async () => (await refetch()).data?.items)
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text role="status">
          <Plural value={data.items.length} one="# answer" other="# answers" /> <Trans>for “{q}”</Trans>
        </Text>
        <Button size="xs" variant="subtle" onClick={onClear}>
          <Trans>Clear</Trans>
        </Button>
      </Group>
      {checks.shown.map((finding) => (
        <FindingCard
          key={keyOf(finding)}
          finding={finding}
          check={checks.of(finding)}
          isChecking={checks.isAsking(finding)}
          onCheck={() => checks.check(finding)}
        />
      ))}
    </Stack>
  )
}
