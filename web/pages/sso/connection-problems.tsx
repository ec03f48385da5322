import { Trans } from '@lingui/react/macro'
import { Alert, List, Text } from '@mantine/core'
import type { Connection } from './sso-steps.ts'
import { ProblemCode } from './problem-code.tsx'
import { useProblemWords } from './problem-words.ts'

/** What is wrong with a connection now, or will be: an issuer that did not answer, a certificate that ends. */
export function ConnectionProblems({ connection: { problems } }: { connection: Pick<Connection, 'problems'> }) {
  if (problems.length === 0) return null
  return (
    <Alert color="orange" variant="light" title={<Trans>Needs attention</Trans>}>
      <ProblemList problems={problems} />
    </Alert>
  )
}

/** Problems in words, each with the page of its code. */
export function ProblemList({ problems }: { problems: readonly { code: string; detail: string }[] }) {
  const wordsOf = useProblemWords()
  return (
    <List size="sm" spacing={4}>
      {problems.map((problem) => (
        <List.Item key={problem.code + problem.detail}>
          <Text span size="sm" className="breaks">
            {wordsOf(problem)} <ProblemCode code={problem.code} />
          </Text>
        </List.Item>
      ))}
    </List>
  )
}
