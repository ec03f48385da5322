import { readFileSync } from 'node:fs'
import { isForOperators, isPermission, type permissions } from '../access/permissions.ts'
import { roles } from '../kernel/role.ts'

export type DeclaredRoute = { method: string; url: string; permission: string | undefined }

const page = 'docs/security.md'
const begin = '<!-- Written by `npm run docs` from server/access/permissions.ts and the routes. -->'

/** `docs/security.md`: what people wrote, and beneath it the table of permissions and the routes as the code has them. */
export function renderSecurityPage(all: typeof permissions, routes: readonly DeclaredRoute[]): string {
  const [written = ''] = readFileSync(page, 'utf8').split(begin)
  return `${written}${begin}

## Roles and scopes

| Permission and scope | ${roles.map((role) => `\`${role}\``).join(' | ')} | What |
| --- | ${roles.map(() => ':-:').join(' | ')} | --- |
${Object.entries(all)
  .map(([name, facts]) => rowOf(name, facts))
  .join('\n')}

A dot is a role that may. Where no role may, it is the operator's: a key made with \`purser key create --operator\`, or the command line.

## Routes

| Route | Permission |
| --- | --- |
${linesOf(routes).join('\n')}
`
}

function rowOf(name: string, { meaning, roles: able }: { meaning: string; roles: readonly string[] }): string {
  const dots = roles.map((role) => (able.includes(role) ? '•' : ''))
  const whose = isPermission(name) && isForOperators(name) ? ' (operator)' : ''
  return `| \`${name}\`${whose} | ${dots.join(' | ')} | ${meaning} |`
}

function linesOf(routes: readonly DeclaredRoute[]): string[] {
  const shown = routes.filter(({ method, permission }) => method !== 'HEAD' && permission !== undefined)
  const lines = shown.map(({ method, url, permission }) => `| \`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}\` | \`${permission}\` |`)
  return lines.toSorted((one, other) => placeOf(one).localeCompare(placeOf(other)))
}

const placeOf = (line: string) => line.replace(/^\| `(\w+) (\S+)`.*$/, '$2 $1')
