/** The main job, measured: creating users, looking them up and adding members, each next to a bare server. `npm run bench -- --help`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { logLevel, startBare, startPurser, type Contender } from './contenders.ts'
import { syncMs } from './disk.ts'
import { fullSizes, measureAll, quickSizes } from './job.ts'
import { assertSameAnswers } from './same-answers.ts'
import { groupRatios, toTable } from './table.ts'

const help = `Measures Purser next to a bare server that does the least honest work for the same answers, in one run. Options:
  --quick           a run of some 20 seconds, with less data
  --postgres URL    Purser alone, on this database
  --folder FOLDER   where the databases lie for the run; by default the system's folder for temporary files
  --profile FOLDER  write CPU profiles of Purser, which slows it down`

const legend = `Purser is purser serve. The bare server keeps each resource as the text that it answers, in one row. It commits each write on its own, or, as Purser
does, once for those that come at the same time. Figures are medians of rounds in which the servers took turns. Half of the requests that add members take them
out again; the latency is that of the additions. Rows are those inserted, updated or deleted. CPU is that of the server's process.`

async function run(options: { isQuick: boolean; postgresUrl: string | undefined; parent: string; profiles: string | undefined }): Promise<void> {
  const { isQuick, postgresUrl, parent, profiles } = options
  if (profiles !== undefined) mkdirSync(profiles, { recursive: true })
  const folder = mkdtempSync(join(parent, 'purser-bench-'))
  const contenders: Contender[] = []
  try {
    const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]?.toFixed(1)} before the run`
    console.log(`Node ${process.version}; ${machine}; PURSER_LOG_LEVEL=${logLevel}, for the bare server too.`)
    if (postgresUrl === undefined)
      console.log(`SQLite in ${parent}, WAL, synchronous=FULL; there the disk takes ${syncMs(folder).toFixed(2)} ms to make 8 KiB durable.`)
    contenders.push(await startPurser(folder, postgresUrl))
    if (postgresUrl === undefined) contenders.push(...(await startBare(folder)))
    const [purser, bare] = contenders
    if (purser && bare) await assertSameAnswers(purser.directory, bare.directory)
    const { results, small, large } = await measureAll(contenders, isQuick ? quickSizes : fullSizes, profiles)
    console.log(`\n${toTable(results).join('\n')}\n\nAn addition to the large group takes, of the time of one to the small group:`)
    console.log(`${groupRatios(results, small, large).join('\n')}\n\n${legend}`)
  } finally {
    await Promise.all(contenders.map(({ directory }) => directory.close()))
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    postgres: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const { quick, postgres, folder, profile } = values
if (values.help) console.log(help)
else await run({ isQuick: quick, postgresUrl: postgres, parent: resolve(folder), profiles: profile })
