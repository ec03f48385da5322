import { Command } from 'commander'
import { unknownSettings } from '../config.ts'
import { untilToldToStop } from './signals.ts'
import { configOf, withSettings } from './settings.ts'

export const serveCommand = (): Command =>
  withSettings(new Command('serve').description('Run the server.'), 'all').action(async (_options, command: Command) => {
    for (const name of unknownSettings()) console.error(`${name} is not a setting of Purser and does nothing. See docs/configuration.md.`)
    const config = configOf(command)
    // Loaded here, since the other commands need no server.
    const { startServer } = await import('../main.ts')
    const server = await startServer(config)
    console.error(`Purser is ready at ${server.url}`)
    await untilToldToStop()
    await server.stop()
  })
