import type { Finding } from './told.ts'

type Asked = { team: string; at: string; origin: string }

/** A finding as plain text for whoever helps: codes, ids and times as the API has them, in the English of the server. */
export function supportText({ code, severity, title, since, what, to_do: toDo, facts, evidence }: Finding, { team, at, origin }: Asked): string {
  const shown = evidence.map(({ request, at: when }) => `  ${request} ${when}`)
  return [
    `${title} [${code}, ${severity}]`,
    `Server: ${origin}`,
    `Team: ${team}`,
    `Since: ${since}`,
    `Checked: ${at}`,
    `What: ${what}`,
    `To do: ${toDo}`,
    'Facts:',
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ...(shown.length > 0 ? ['Requests:', ...shown] : []),
  ].join('\n')
}
