import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Has the dashboard built for the tests, where it is not yet or was changed. */
export default function setup() {
  execFileSync(process.execPath, [join(import.meta.dirname, '../../build-dashboard.ts')], { stdio: 'inherit' })
}
