import { setTimeout as pause } from 'node:timers/promises'
import type { colleaguesOf } from './cases.ts'
import type { SecondTeam } from './second-company.ts'
import { ToldIdp } from './told-idp.ts'

/** Slow enough to be watched as it arrives. */
const betweenMs = 400

/**
 * Pushes to a directory that somebody set up in the dashboard: the connection is tried, people come, then groups, two of them with the same person. Tells what is wrong with what was
 * pasted. `body` is a form, or JSON: `base_url` and `token`.
 */
export async function pushTo(team: SecondTeam, body: string, { ada, bo, cy }: ReturnType<typeof colleaguesOf>): Promise<string | undefined> {
  const pasted = body.trimStart().startsWith('{') ? readJson(body) : Object.fromEntries(new URLSearchParams(body))
  if (!pasted) return 'The body is no JSON. Send {"base_url": "…", "token": "…"}, or a form with these two.'
  const { base_url: baseUrl = '', token = '' } = pasted
  const idp = ToldIdp.pasted(team, baseUrl, token)
  if (!idp) return `"${baseUrl}" is not the SCIM URL of a directory at ${team.url}. Paste it as the dashboard shows it, with the token.`
  const { status } = await idp.lookUp(ada)
  if (status >= 400) return `The connection was refused with ${status}. Paste the token of this directory, without the word Bearer.`
  const people: string[] = []
  for (const person of [ada, bo, cy]) {
    await pause(betweenMs)
    people.push(await idp.push(person))
  }
  await pause(betweenMs)
  await idp.pushGroup('Engineering', people)
  await pause(betweenMs)
  await idp.pushGroup('On-call', people.slice(0, 1))
  return undefined
}

function readJson(body: string): Record<string, string> | undefined {
  try {
    return textsIn(JSON.parse(body))
  } catch {
    return undefined
  }
}

const textsIn = (sent: unknown): Record<string, string> =>
  typeof sent === 'object' && sent !== null ? Object.fromEntries(Object.entries(sent).map(([key, value]) => [key, String(value)])) : {}
