import { connect } from './connect.ts'
import type { Options } from './options.ts'
import { Misuse } from './options.ts'
import { judge, resultLines, summary, themeTitle, type Look } from './report.ts'
import { casesOf, runThemes, type Result } from './run-cases.ts'
import { themes } from './themes/index.ts'

export type Outcome = { results: Result[]; leftBehind: string[]; isStopped: boolean; exitCode: 0 | 1 | 130 }

/** Runs the cases that the options name. `onStop` is handed what stops the run in order. Throws Misuse, NotReady, Unreachable. */
export async function runConformance(
  options: Options,
  print: (text: string) => void,
  colour: boolean,
  onStop?: (stop: () => void) => void,
): Promise<Outcome> {
  const wanted = pickThemes(options.themes)
  const run = await connect({ base: options.base, headers: options.headers, timeoutSeconds: options.timeoutSeconds })
  onStop?.(() => {
    run.isStopped = true
  })
  const look: Look = { strict: options.strict, verbose: options.verbose, colour }
  let shown = ''
  const show = (result: Result) => {
    if (options.json) return
    if (result.theme !== shown) print(themeTitle(result.theme, look))
    shown = result.theme
    print(resultLines(result, look))
  }
  const { results, leftBehind } = await runThemes(run, wanted, options.only, show)
  if (results.length === 0 && !run.isStopped) throw new Misuse(`No case has ${options.only ?? ''} in its name or clause.`)
  const failed = results.some((result) => judge(result, options.strict) === 'FAIL')
  print(
    options.json
      ? `${JSON.stringify({ base: options.base, results, leftBehind }, null, 2)}\n`
      : summary({ results, leftBehind, isStopped: run.isStopped }, look),
  )
  return { results, leftBehind, isStopped: run.isStopped, exitCode: run.isStopped ? 130 : failed ? 1 : 0 }
}

/** The cases that a server would be asked, without asking them. Throws Misuse, NotReady, Unreachable. */
export async function listCases(options: Options, print: (text: string) => void): Promise<void> {
  const wanted = pickThemes(options.themes)
  const run = await connect({ base: options.base, headers: options.headers, timeoutSeconds: options.timeoutSeconds })
  for (const theme of wanted) {
    const cases = casesOf(theme, run)
    print(`\n${theme.name}: ${cases.length}\n`)
    for (const { clause, name, level = 'must' } of cases) print(`  ${level.padEnd(7)} ${clause.padEnd(20)} ${name}\n`)
  }
}

function pickThemes(names: readonly string[]) {
  if (names.length === 0) return themes
  const picked = themes.filter((theme) => names.some((name) => theme.name.toLowerCase().startsWith(name.toLowerCase())))
  const strange = names.find((name) => !themes.some((theme) => theme.name.toLowerCase().startsWith(name.toLowerCase())))
  if (strange !== undefined) throw new Misuse(`There is no theme ${strange}. There are: ${themes.map(({ name }) => name).join(', ')}.`)
  return picked
}
