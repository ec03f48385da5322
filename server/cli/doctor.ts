import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { credentialState } from '../access/credential-life.ts'
import { countOpened } from '../access/sealed-secrets.ts'
import { ConfigError, readText } from '../config.ts'
import { listFindings } from '../diagnostics/list-findings.ts'
import { hasEnded, listDirectories } from '../directory/directories.ts'
import { listTokens } from '../directory/tokens.ts'
import { realEnvironment } from '../kernel/environment.ts'
import { Refusal } from '../kernel/refusal.ts'
import { Seal } from '../kernel/seal.ts'
import { openDatabase, type Reader } from '../store/open.ts'
import { listTeams, type Team } from '../teams/teams.ts'
import { toPrintable } from './session.ts'
import { configOf, withSettings } from './settings.ts'

type Check = { name: string; ok: boolean; detail: string }

export const doctorCommand = (): Command =>
  withSettings(
    new Command('doctor').description('Tell whether all is well: configuration, database, secret key, directories, findings. Changes nothing.'),
    'data',
  )
    .option('--json', 'answer in JSON')
    .action(async ({ json }: { json?: boolean }, command: Command) => {
      const checks = await examine(command)
      if (json === true) console.log(JSON.stringify({ ok: checks.every(({ ok }) => ok), checks }))
      else for (const { name, ok, detail } of checks) console.log(toPrintable(`${ok ? 'ok  ' : 'LOOK'}  ${name}: ${detail}`))
      if (checks.some(({ ok }) => !ok)) process.exitCode = 1
    })

async function examine(command: Command): Promise<Check[]> {
  try {
    const missing = missingFolder(command)
    if (missing !== undefined)
      return [
        { name: 'database', ok: false, detail: `there is none yet in ${missing}. \`purser serve\` makes one; or is PURSER_DATA_DIR another folder?` },
      ]
    const config = configOf(command)
    const db = openDatabase(config.databaseUrl)
    try {
      const pending = await db.pendingMigrations()
      const tables = {
        name: 'database',
        ok: pending.length === 0,
        detail: pending.length === 0 ? 'reachable, tables up to date' : `migrations are missing: ${pending.join(', ')}. Run: purser migrate`,
      }
      if (pending.length > 0) return [tables]
      const teams = await listTeams(db.read)
      return [
        { name: 'configuration', ok: true, detail: 'readable' },
        tables,
        await examineSecretKey(db.read, new Seal(config.secretKeys)),
        ...(await Promise.all(teams.map((team) => examineTeam(db.read, team)))).flat(),
      ]
    } finally {
      await db.close()
    }
  } catch (error) {
    return [
      {
        name: error instanceof ConfigError ? 'configuration' : 'database',
        ok: false,
        detail: error instanceof Error ? error.message : String(error),
      },
    ]
  }
}

/** Whether what is stored can be read, before a sign-in or a webhook needs it. */
async function examineSecretKey(db: Reader, seal: Seal): Promise<Check> {
  const name = 'secret key'
  try {
    const count = await countOpened(db, seal)
    return {
      name,
      ok: true,
      detail: count === 0 ? 'nothing is sealed yet' : `opens ${count === 1 ? 'the stored secret' : `all ${count} stored secrets`}`,
    }
  } catch (error) {
    if (error instanceof Refusal) return { name, ok: false, detail: error.message }
    throw error
  }
}

async function examineTeam(db: Reader, { teamId, name }: Team): Promise<Check[]> {
  const now = realEnvironment.now()
  const checks: Check[] = []
  for (const directory of (await listDirectories(db, teamId)).filter((each) => !hasEnded(each))) {
    const tokens = await listTokens(db, teamId, directory.directoryId)
    const live = tokens.filter((token) => credentialState(token, now) === 'live').length
    const spoke = directory.lastRequestAt === null ? 'it never spoke' : `it last spoke ${directory.lastRequestAt}`
    checks.push({
      name: `${name} / ${directory.name}`,
      ok: live > 0 && directory.lastRequestAt !== null,
      detail: `${live} live ${live === 1 ? 'token' : 'tokens'}, ${spoke}`,
    })
  }
  for (const finding of await listFindings(db, teamId, now))
    checks.push({ name: `${name} / ${finding.code}`, ok: finding.severity === 'info', detail: finding.detail })
  return checks
}

/** The data folder, where SQLite would run and nothing is in it: looking must not make it. */
function missingFolder(command: Command): string | undefined {
  const { dataDir, databaseUrl } = command.opts<{ dataDir?: string; databaseUrl?: string }>()
  const folder = dataDir ?? readText('PURSER_DATA_DIR') ?? './data'
  const isElsewhere = (databaseUrl ?? readText('PURSER_DATABASE_URL')) !== undefined
  return isElsewhere || existsSync(join(folder, 'purser.db')) ? undefined : folder
}
