import { Command } from 'commander'
import { unknownSettings } from '../config.ts'
import { operatorAt } from './session.ts'
import { untilToldToStop } from './signals.ts'
import { configOf, withSettings } from './settings.ts'

export const serveCommand = (): Command =>
  withSettings(new Command('serve').description('Run the server.'), 'all').action(async (_options, command: Command) => {
    for (const name of unknownSettings()) console.error(`${name} is not a setting of Purser and does nothing. See docs/configuration.md.`)
    const config = configOf(command)
    // Loaded here, since the other commands need no server.
    const { startServer } = await import('../main.ts')
    const { prepareFirstRun } = await import('../provisioning/first-run.ts')
    const server = await startServer(config)
    const path = await prepareFirstRun(server.db, server.environment, operatorAt(server.environment))
    if (path !== undefined) console.error(`Nobody is in yet. Open this link within 24 hours, to name the team and its owner:\n  ${server.url}${path}`)
    console.error(`Purser is ready at ${server.url}`)
    await untilToldToStop()
    await server.stop()
  })
