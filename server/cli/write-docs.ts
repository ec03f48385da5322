import { writeFileSync } from 'node:fs'
import type { settings } from '../config.ts'
import { faultKinds } from '../http/faults.ts'
import { listKinds, type RefusalKind } from '../kernel/refusal.ts'
import { permissions } from '../access/permissions.ts'
import { renderSecurityPage } from './security-page.ts'
import { renderSpendPage } from './spend-page.ts'
import { flagOf } from './settings.ts'

// The pages that come from what declares them. `npm run docs` writes them; tests hold them.

export function renderConfigurationPage(all: typeof settings): string {
  const rows = Object.entries(all).map(
    ([name, { byDefault, accepts, meaning }]) =>
      `| \`${name}\` | \`${flagOf(name)}\` | ${byDefault === undefined ? '' : `\`${byDefault}\``} | ${accepts} | ${meaning} |`,
  )
  return `# Configuration

Each setting is an environment variable, or a flag of \`purser serve\`; a flag goes first. Each may also be given as a file whose path stands in the
variable with \`_FILE\` behind it, as secrets are mounted. What is wrong is told at the start, all of it at once. A name that is no setting is told too.

| Variable | Flag | Default | Accepts | Meaning |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

export function renderErrorsPage(refusals: readonly RefusalKind[]): string {
  const rows = listKinds([...refusals, ...faultKinds]).map(
    ({ code, status, title, scimType }) => `| \`${code}\` | ${status} | ${scimType === undefined ? '' : `\`${scimType}\``} | ${title} |`,
  )
  return `# What is refused

The API answers with a problem (RFC 9457) whose \`type\` ends in the code, leads to a page on it (\`/problems/<code>\`; all are at \`/problems\`) and whose \`detail\` says what was wrong, with which value, and what to do. SCIM answers with
an error of RFC 7644 §3.12, whose \`detail\` says the same; there also come \`invalidSyntax\`, \`invalidValue\`, \`invalidFilter\`, \`invalidPath\`, \`noTarget\` and
\`mutability\` for messages that break the protocol. Code and status are promises.

| Code | Status | scimType | Title |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}

if (import.meta.main) {
  const { settings: all } = await import('../config.ts')
  writeFileSync('docs/configuration.md', renderConfigurationPage(all))
  const { listRoutes, renderOpenApi } = await import('./describe-api.ts') // which loads every feature
  writeFileSync('docs/security.md', renderSecurityPage(permissions, await listRoutes()))
  writeFileSync('docs/spend.md', renderSpendPage())
  writeFileSync('openapi.json', await renderOpenApi())
  const { declaredRefusals } = await import('../kernel/refusal.ts')
  writeFileSync('docs/errors.md', renderErrorsPage(declaredRefusals))
}
