import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { isDatabaseAway, isNoDatabase } from '../store/dialect.ts'
import { Refusal } from '../kernel/refusal.ts'

/** 0: done. 1: refused, or something is wrong. 2: the call or the configuration is wrong. */
const exitCodes = { refused: 1, misused: 2 }

const program = new Command('purser')
  .description('Directory provisioning and spend limits for the customers of your product.')
  .showHelpAfterError('(add --help for what is possible)')
  .exitOverride()
/** In the order in which help lists them. Each is loaded when it is called, since to load them all takes longer than most of them do. */
const commands = new Map<string, () => Promise<Command>>([
  ['serve', async () => (await import('./serve.ts')).serveCommand()],
  ['demo', async () => (await import('./demo.ts')).demoCommand()],
  ['migrate', async () => (await import('./migrate.ts')).migrateCommand()],
  ['team', async () => (await import('./team.ts')).teamCommand()],
  ['domain', async () => (await import('./domain.ts')).domainCommand()],
  ['directory', async () => (await import('./directory.ts')).directoryCommand()],
  ['token', async () => (await import('./token.ts')).tokenCommand()],
  ['key', async () => (await import('./key.ts')).keyCommand()],
  ['member', async () => (await import('./member.ts')).memberCommand()],
  ['login-link', async () => (await import('./login-link.ts')).loginLinkCommand()],
  ['setup-link', async () => (await import('./setup-link.ts')).setupLinkCommand()],
  ['limit', async () => (await import('./limit.ts')).limitCommand()],
  ['spend', async () => (await import('./spend.ts')).spendCommand()],
  ['events', async () => (await import('./events.ts')).eventsCommand()],
  ['audit', async () => (await import('./audit.ts')).auditCommand()],
  ['secret', async () => (await import('./secret.ts')).secretCommand()],
  ['openapi', async () => (await import('./openapi.ts')).openApiCommand()],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand()],
])
const called = commands.get(process.argv[2] ?? '')
for (const load of called ? [called] : commands.values()) program.addCommand(inherit(await load(), program))

/** Lets a command, and those within it, end as the program does. */
function inherit(command: Command, from: Command): Command {
  for (const within of command.commands) inherit(within, from)
  return command.copyInheritedSettings(from)
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = tell(error)
}

function tell(error: unknown): number {
  // commander has said it already; help and version are no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.misused
  if (error instanceof ConfigError) {
    console.error(`The configuration is wrong:\n${error.message}`)
    return exitCodes.misused
  }
  if (error instanceof Error && (isDatabaseAway(error) || isNoDatabase(error))) {
    console.error(`The database cannot be opened: ${error.message || String(error)}. Look at PURSER_DATABASE_URL and PURSER_DATA_DIR.`)
    return exitCodes.refused
  }
  if (error instanceof Refusal) {
    console.error(`${error.kind.title}: ${error.message}`)
    return exitCodes.refused
  }
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    console.error(`${error.message}. Another program listens there: give another --port, or 0 for any free one.`)
    return exitCodes.refused
  }
  console.error(error)
  return exitCodes.refused
}
