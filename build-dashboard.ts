import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = import.meta.dirname

/** Builds the dashboard where what is built is older than what it is built from: what `npm start`, `npm run demo` and the tests begin with. */
const changedAt = (file: string): number => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0
const sources = globSync(['web/**/*.{ts,tsx,css,html,po,svg,js}', 'docs/idp/*.md', 'vite.config.ts', 'package-lock.json'], {
  cwd: root,
  exclude: (path) => path.includes('dist'),
})
const built = changedAt('web/dist/index.html')
if (sources.some((file) => changedAt(file) > built)) {
  // Of a test runner's environment React would make its slow build for tests.
  const env = { ...process.env, NODE_ENV: 'production' }
  // What the bundler says goes to standard error: standard output belongs to what comes after.
  execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
  })
}
