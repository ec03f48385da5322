import { userInfo } from 'node:os'
import { Command } from 'commander'
import type { Config } from '../config.ts'
import type { OperatorActor } from '../kernel/actor.ts'
import { realEnvironment, type Environment } from '../kernel/environment.ts'
import type { TeamId } from '../kernel/ids.ts'
import { wasEmpty } from '../store/migrate.ts'
import { openDatabase, type Db } from '../store/open.ts'
import { requireTeam, type Team } from '../teams/teams.ts'
import { configOf } from './settings.ts'

/** Who runs a command, as the journal tells it. */
export const operatorAt =
  (environment: Environment) =>
  (teamId: TeamId): OperatorActor => ({
    kind: 'command_line',
    teamId,
    name: `${userInfo().username} at the command line`,
    requestId: environment.newId('req'),
    at: environment.now(),
  })

/** What a command works with: the database, up to date, and who runs the command. */
export type Session = { db: Db; environment: Environment; config: Config; as: (teamId: TeamId) => OperatorActor; team: () => Promise<Team> }

/** Opens the database for one command and closes it again, however the command ends. */
export async function inSession(command: Command, run: (session: Session) => Promise<void>): Promise<void> {
  const config = configOf(command)
  const environment = realEnvironment
  const db = openDatabase(config.databaseUrl)
  try {
    if (wasEmpty(await db.migrate())) tellNewDatabase(config)
    const { team } = command.opts<{ team?: string }>()
    await run({
      db,
      environment,
      config,
      as: operatorAt(environment),
      team: () => requireTeam(db.read, team),
    })
  } finally {
    await db.close()
  }
}

/** Nobody takes a mistyped folder for a Purser without teams. On standard error: the answer is for scripts too. The address of a database may hold its password. */
const tellNewDatabase = ({ dataDir, databaseUrl }: Config) =>
  console.error(
    databaseUrl.startsWith('sqlite:')
      ? `There was no database in ${dataDir} yet: a new one was made. If yours is elsewhere, give --data-dir or set PURSER_DATA_DIR.`
      : 'The database was empty: its tables were made. If yours is another one, give --database-url or set PURSER_DATABASE_URL.',
  )

/** Answers a command: for people in words, for scripts as one line of JSON. */
export function say(command: Command, words: string, facts: Record<string, unknown>): void {
  console.log(command.opts<{ json?: boolean }>().json === true ? JSON.stringify(facts) : toPrintable(words))
}

/** Writes to standard output, and waits until whoever reads it has taken it: a long export takes no more memory than a short one. */
export const writeOut = (text: string): Promise<void> => new Promise((resolve) => void process.stdout.write(text, () => resolve()))

/** Without the characters by which a terminal is told to do something: names come from the identity provider. Lines stay lines. */
export const toPrintable = (words: string): string => words.replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, '\uFFFD')

/** A command on the data of one team. */
export const teamwork = (command: Command): Command =>
  command.option('--team <id or name>', 'the team; needed where there are several').option('--json', 'answer in JSON')
