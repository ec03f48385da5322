import { Anchor } from '@mantine/core'

/** A code, which leads to its own page. */
export const ProblemCode = ({ code }: { code: string }) => (
  <Anchor href={`/problems/${code}`} target="_blank" size="sm" underline="always" className="mono">
    {code}
  </Anchor>
)
