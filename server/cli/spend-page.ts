import { readFileSync } from 'node:fs'
import { renderTruthTable } from '../spend/truth-table.ts'

const page = 'docs/spend.md'
const [begin, end] = ['<!-- Written by `npm run docs` from server/spend/truth-table.ts. -->', '<!-- End of what is written. -->']

/** `docs/spend.md`: what people wrote, with the truth table as the code has it. */
export function renderSpendPage(): string {
  const written = readFileSync(page, 'utf8')
  const [before = '', rest = ''] = written.split(begin)
  const [, after = ''] = rest.split(end)
  return `${before}${begin}\n\n${renderTruthTable()}\n\n${end}${after}`
}
