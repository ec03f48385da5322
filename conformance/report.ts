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

/** A table of the themes, and a sentence. */
export function summary(results: readonly Result[], leftBehind: readonly string[], look: Look): string {
  const themes = [...new Set(results.map(({ theme }) => theme))]
  const row = (name: string, of: readonly Result[]) => {
    const count = (verdict: Verdict) => of.filter((result) => judge(result, look.strict) === verdict).length
    return `  ${name.padEnd(themeWidth)}${(['pass', 'FAIL', 'warn', 'skip'] as const).map((verdict) => String(count(verdict)).padStart(9)).join('')}\n`
  }
  const heads = ['passed', 'failed', 'warnings', 'skipped'].map((head) => head.padStart(9)).join('')
  const rows = themes.map((theme) =>
    row(
      theme,
      results.filter((result) => result.theme === theme),
    ),
  )
  const left = leftBehind.length > 0 ? `\nLeft behind, since the server would not delete it: ${leftBehind.join(', ')}\n` : ''
  return `\n  ${''.padEnd(themeWidth)}${heads}\n${rows.join('')}${row('all', results)}${left}\n${conclusion(results, look)}\n`
}

function conclusion(results: readonly Result[], look: Look): string {
  const failed = results.filter((result) => judge(result, look.strict) === 'FAIL').length
  const warned = results.filter((result) => judge(result, look.strict) === 'warn').length
  const warnings = warned > 0 ? ` ${plural(warned, 'warning')}: what the RFC recommends, or what a client needs.` : ''
  if (failed > 0) return paint('red', `${plural(failed, 'case')} failed.`, look.colour) + warnings
  return paint('green', `No ${look.strict ? 'case' : 'MUST'} failed.`, look.colour) + warnings
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

function paintVerdict(verdict: Verdict, { colour }: Look): string {
  const colours = { pass: 'green', FAIL: 'red', warn: 'yellow', skip: 'dim' } as const
  return paint(colours[verdict], verdict, colour)
}

const paint = (style: Parameters<typeof styleText>[0], text: string, colour: boolean) =>
  colour ? styleText(style, text, { validateStream: false }) : text
