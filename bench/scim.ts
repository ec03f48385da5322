/** What of SCIM must not grow with the directory, the group or the request, each next to its small twin. `npm run bench:scim -- --help`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startPurser } from './contenders.ts'
import { syncMs } from './disk.ts'
import { bulkOrSingles } from './bulk-or-singles.ts'
import { deepPages } from './deep-pages.ts'
import { firstSync } from './first-sync.ts'
import { replaceGroup } from './replace-group.ts'
import { fillUsers } from './seed.ts'

const help = `Measures what of SCIM must not grow, in one run on one server. Options:
  --quick           with a tenth of the data
  --postgres URL    on this database instead of SQLite
  --folder FOLDER   where the database lies for the run; by default the system's folder for temporary files`

async function run(scale: number, parent: string, postgresUrl: string | undefined): Promise<void> {
  const folder = mkdtempSync(join(parent, 'purser-bench-'))
  const { directory } = await startPurser(folder, postgresUrl)
  try {
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)} before the run`
    const store = postgresUrl === undefined ? `SQLite, synchronous=FULL, ${syncMs(folder).toFixed(2)} ms to make 8 KiB durable` : 'PostgreSQL'
    console.log(`Node ${process.version}; ${machine}; ${store}.\n`)
    const say = (lines: string[]) => console.log(`${lines.join('\n')}\n`)
    say(await firstSync(directory, { users: 10_000 * scale, groups: 100 * scale }))
    say(await bulkOrSingles(directory, 1_000 * scale))
    say(await replaceGroup(directory, 10_000 * scale))
    await fillUsers(directory, 100_000 * scale)
    say(await deepPages(directory))
  } finally {
    await directory.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    postgres: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(help)
else await run(values.quick ? 0.1 : 1, resolve(values.folder), values.postgres)
