import { Stack } from '@mantine/core'
import { ConsideredTable } from './considered-table.tsx'
import type { Explanation } from './considered.ts'
import { SpendStanding } from './spend-standing.tsx'
import { WhySentence } from './why-sentence.tsx'

/** Why a limit is what it is: one sentence, how it stands with it, and all that was considered. `who` is left out where somebody reads their own. */
export function WhyLimit({ explanation, who }: { explanation: Explanation; who?: string }) {
  return (
    <Stack>
      <WhySentence reasons={explanation} who={who} period={explanation.period} />
      <SpendStanding standing={explanation} />
      <ConsideredTable reasons={explanation} />
    </Stack>
  )
}
