import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { isDatabaseAway } from '../store/dialect.ts'
import { Refusal } from '../kernel/refusal.ts'
import { auditCommand } from './audit.ts'
import { demoCommand } from './demo.ts'
import { directoryCommand } from './directory.ts'
import { doctorCommand } from './doctor.ts'
import { keyCommand } from './key.ts'
import { loginLinkCommand } from './login-link.ts'
import { limitCommand } from './limit.ts'
import { memberCommand } from './member.ts'
import { migrateCommand } from './migrate.ts'
import { openApiCommand } from './openapi.ts'
import { secretCommand } from './secret.ts'
import { serveCommand } from './serve.ts'
import { teamCommand } from './team.ts'
import { tokenCommand } from './token.ts'

/** 0: done. 1: refused, or something is wrong. 2: the call or the configuration is wrong. */
const exitCodes = { refused: 1, misused: 2 }

const program = new Command('purser')
  .description('Directory provisioning and spend limits for the customers of your product.')
  .showHelpAfterError('(add --help for what is possible)')
  .exitOverride()
const commands = [
  serveCommand,
  demoCommand,
  migrateCommand,
  teamCommand,
  directoryCommand,
  tokenCommand,
  keyCommand,
  memberCommand,
  loginLinkCommand,
  limitCommand,
  auditCommand,
  secretCommand,
  openApiCommand,
  doctorCommand,
]
for (const command of commands) program.addCommand(inherit(command(), program))

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
  if (error instanceof Error && isDatabaseAway(error)) {
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
