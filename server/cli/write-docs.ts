import { writeFileSync } from 'node:fs'
import type { settings } from '../config.ts'
import { flagOf } from './settings.ts'

/** The page on settings, made from what declares them. `npm run docs` writes it; a test holds it. */
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

if (import.meta.main) {
  const { settings: all } = await import('../config.ts')
  writeFileSync('docs/configuration.md', renderConfigurationPage(all))
}
