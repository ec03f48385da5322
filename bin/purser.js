#!/usr/bin/env node
// Plain JavaScript that any Node reads, so that one which is too old says so instead of failing on the first TypeScript file.
const [major] = process.versions.node.split('.').map(Number)
if (major < 26) {
  console.error(
    `Purser needs Node 26 or newer, and this is ${process.versions.node}. Run it through npm, which brings its own: npx purser ${process.argv.slice(2).join(' ')}`,
  )
  process.exit(2)
}
await import('../server/cli/purser.ts')
