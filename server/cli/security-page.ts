import { readFileSync } from 'node:fs'
import { isForOperators, isPermission, setupLinkAllows, type permissions } from '../access/permissions.ts'
import { roles } from '../kernel/role.ts'
import { setupPurposes } from '../kernel/setup-purpose.ts'
import { actors, assets, boundaries, threats, type Threat } from './threats.ts'

export type DeclaredRoute = { method: string; url: string; permission: string | undefined }

const page = 'docs/security.md'
const begin = '<!-- Written by `npm run docs` from server/access/permissions.ts and the routes. -->'

/** `docs/security.md`: what people wrote, and beneath it the table of permissions and the routes as the code has them. */
export function renderSecurityPage(all: typeof permissions, routes: readonly DeclaredRoute[]): string {
  const [written = ''] = readFileSync(page, 'utf8').split(begin)
  return `${written}${begin}

## Threat model

What is worth something here:

${assets.map((asset) => `- ${asset}`).join('\n')}

Who may want it, or may be made to give it:

| Who | What they have |
| --- | --- |
${actors.map((actor) => `| ${actor.join(' | ')} |`).join('\n')}

Where it changes who is believed:

${boundaries.map((boundary) => `- ${boundary}`).join('\n')}

${Object.entries(threats)
  .map(([area, each]) => threatsOf(area, each))
  .join('\n\n')}

## Roles and scopes

| Permission and scope | ${roles.map((role) => `\`${role}\``).join(' | ')} | Set-up links | What |
| --- | ${roles.map(() => ':-:').join(' | ')} | --- | --- |
${Object.entries(all)
  .map(([name, facts]) => rowOf(name, facts))
  .join('\n')}

A dot is a role that may. Where no role may, it is the operator's: a key made with \`purser key create --operator\`, or the command line. A set-up link is handed to
somebody who is no member, and may do what stands in its column, by its purpose. A key with a wider scope has what is a part of it.

## Routes

| Route | Permission |
| --- | --- |
${linesOf(routes).join('\n')}
`
}

function threatsOf(area: string, each: readonly Threat[]): string {
  const rows = each.map(({ threat, defence, tests }) => `| ${threat} | ${defence} | ${tests.map(linkTo).join(', ')} |`)
  return `### ${area}\n\n| Threat | Defence | Held by |\n| --- | --- | --- |\n${rows.join('\n')}`
}

const linkTo = (file: string) => `[${file.split('/').at(-1)?.replace('.test.ts', '') ?? ''}](../${file})`

type Facts = { meaning: string; roles: readonly string[]; partOf?: string }

function rowOf(name: string, { meaning, roles: able, partOf }: Facts): string {
  const dots = roles.map((role) => (able.includes(role) ? '•' : ''))
  const whose = isPermission(name) && isForOperators(name) ? ' (operator)' : ''
  const links = setupPurposes.filter((purpose) => isPermission(name) && setupLinkAllows(purpose, name)).map((purpose) => `\`${purpose}\``)
  const part = partOf === undefined ? '' : ` Part of \`${partOf}\`.`
  return `| \`${name}\`${whose} | ${dots.join(' | ')} | ${links.join(', ')} | ${meaning}${part} |`
}

function linesOf(routes: readonly DeclaredRoute[]): string[] {
  const shown = routes.filter(({ method, permission }) => method !== 'HEAD' && permission !== undefined)
  const lines = shown.map(({ method, url, permission }) => `| \`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}\` | \`${permission}\` |`)
  return lines.toSorted((one, other) => placeOf(one).localeCompare(placeOf(other)))
}

const placeOf = (line: string) => line.replace(/^\| `(\w+) (\S+)`.*$/, '$2 $1')
