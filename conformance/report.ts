import { styleText } from 'node:util'
import type { Result } from './run-cases.ts'

/** What a result means for the run: a failed case of a level that is not asked for is a warning. */
export type Verdict = 'pass' | 'FAIL' | 'warn' | 'skip'

export function judge({ outcome, level }: Pick<Result, 'outcome' | 'level'>, strict: boolean): Verdict {
  if (outcome !== 'fail') return outcome
  return level === 'must' || strict ? 'FAIL' : 'warn'
}

export type Look = { strict: boolean; verbose: boolean; colour: boolean }

/** The columns that hold a clause, "RFC 7644 §3.5.2.3", and a theme. */
const clauseWidth = 19
const themeWidth = 28

export const themeTitle = (theme: string, { colour }: Look) => `\n${paint('bold', theme, colour)}\n`

/** A case in a line, with what was said below where it failed. */
export function resultLines(result: Result, look: Look): string {
  const verdict = judge(result, look.strict)
  const skipped = verdict === 'skip' ? paint('dim', ` (${result.why ?? ''})`, look.colour) : ''
  const lines = [`  ${paintVerdict(verdict, look)}  ${result.clause.padEnd(clauseWidth)}  ${result.name}${skipped}`]
  if (result.outcome === 'fail') lines.push(`        ${paint('bold', result.why ?? '', look.colour)}`)
  const shown = look.verbose ? result.exchanges : result.outcome === 'fail' ? result.exchanges.slice(-1) : []
  for (const { request, answer } of shown) lines.push(`        ${request}`, `        → ${answer}`)
  return `${lines.join('\n')}\n`
}

/** How a run ended. */
export type Ending = { results: readonly Result[]; leftBehind: readonly string[]; isStopped: boolean }

/** A table of the themes, what failed and what is only warned of, and a sentence. */
export function summary({ results, leftBehind, isStopped }: Ending, look: Look): string {
  const themes = Map.groupBy(results, ({ theme }) => theme)
  const heads = ['passed', 'failed', 'warnings', 'skipped'].map((head) => head.padStart(9)).join('')
  const table = [`  ${''.padEnd(themeWidth)}${heads}`, ...themes.entries().map(([theme, of]) => row(theme, of, look)), row('all', results, look)]
  const left = leftBehind.length > 0 ? [`\nLeft behind, since the server would not delete it: ${leftBehind.join(', ')}`] : []
  const stopped = isStopped ? [`\nStopped after ${plural(results.length, 'case')}.`] : []
  const lists = [
    ...recap('Failed', 'FAIL', results, look),
    ...recap('Warnings: what the RFC recommends, or what a client needs', 'warn', results, look),
  ]
  return `\n${[...table, ...lists, ...left, ...stopped, '', conclusion(results, look)].join('\n')}\n`
}

function row(name: string, results: readonly Result[], look: Look): string {
  const count = (verdict: Verdict) => results.filter((result) => judge(result, look.strict) === verdict).length
  return `  ${name.padEnd(themeWidth)}${(['pass', 'FAIL', 'warn', 'skip'] as const).map((verdict) => String(count(verdict)).padStart(9)).join('')}`
}

/** Said above already, between all that passed. */
function recap(title: string, verdict: Verdict, results: readonly Result[], look: Look): string[] {
  const those = results.filter((result) => judge(result, look.strict) === verdict)
  if (those.length === 0) return []
  return [`\n${paint('bold', title, look.colour)}`, ...those.map(({ theme, clause, name, why }) => `  ${theme}, ${clause}: ${name}: ${why ?? ''}`)]
}

function conclusion(results: readonly Result[], look: Look): string {
  const failed = results.filter((result) => judge(result, look.strict) === 'FAIL').length
  if (failed > 0) return paint('red', `${plural(failed, 'case')} failed.`, look.colour)
  return paint('green', `No ${look.strict ? 'case' : 'MUST'} failed.`, look.colour)
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function paintVerdict(verdict: Verdict, { colour }: Look): string {
  const colours = { pass: 'green', FAIL: 'red', warn: 'yellow', skip: 'dim' } as const
  return paint(colours[verdict], verdict, colour)
}

const paint = (style: Parameters<typeof styleText>[0], text: string, colour: boolean) =>
  colour ? styleText(style, text, { validateStream: false }) : text
