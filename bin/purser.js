#!/usr/bin/env node
// Plain JavaScript that any Node reads, so that one which is too old says so instead of failing on the first TypeScript file.
import module from 'node:module'
import { join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)
if (major < 26) {
  console.error(
    `Purser needs Node 26 or newer, and this is ${process.versions.node}. Run it through npm, which brings its own: npx purser ${process.argv.slice(2).join(' ')}`,
  )
  process.exit(2)
}
// What Node makes of the TypeScript files is kept, which halves the time until a command begins. Where the folder cannot be written, it is not.
module.enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/purser'))
await import('../server/cli/purser.ts')
