import { Command } from 'commander'
import { listDirectories, providers, requireDirectory, type Directory } from '../directory/directories.ts'
import { toDirectoryShape } from '../directory/directory-shape.ts'
import { createDirectory } from '../provisioning/create-directory.ts'
import { parseName } from './arguments.ts'
import { inSession, say, teamwork, type Session } from './session.ts'
import { lifeCommands } from './directory-life.ts'
import { schemaCommand } from './schema.ts'
import { urlOf, withSettings } from './settings.ts'

export function directoryCommand(): Command {
  const directory = new Command('directory').description('Feeds of identity providers into a team: their life.')
  for (const command of [createCommand(), listCommand(), showCommand(), ...lifeCommands(), schemaCommand()]) directory.addCommand(command)
  return directory
}

const createCommand = (): Command =>
  teamwork(withSettings(new Command('create').description('Make a directory.'), 'data'))
    .argument('<name>', 'what the directory is called', parseName)
    .option('--provider <provider>', `which identity provider: ${providers.join(', ')}`, 'other')
    .action((name: string, { provider }: { provider: string }, command: Command) =>
      inSession(command, async ({ db, environment, config, as, team }) => {
        const { teamId } = await team()
        const { directoryId } = await createDirectory(db, environment, as(teamId), { name, provider }, urlOf(config))
        const scimBaseUrl = baseUrlIn(config)(directoryId)
        say(
          command,
          `Directory ${name} is ${directoryId}.\nIts SCIM base URL is ${scimBaseUrl}\nNext: purser token create --directory ${directoryId}`,
          { directoryId, teamId, scimBaseUrl },
        )
      }),
    )

const listCommand = (): Command =>
  teamwork(withSettings(new Command('list').description('List the directories of a team.'), 'data'))
    .option('--all', 'also those that were deleted')
    .action(({ all }: { all?: boolean }, command: Command) =>
      inSession(command, async ({ db, config, team }) => {
        const { teamId } = await team()
        for (const directory of await listDirectories(db.read, teamId)) {
          if (all !== true && directory.status === 'deleted') continue
          const { directoryId, status, provider, name } = directory
          say(command, [directoryId, status.padEnd(8), provider.padEnd(12), name].join('  '), toDirectoryShape(directory, baseUrlIn(config)))
        }
      }),
    )

const showCommand = (): Command =>
  teamwork(withSettings(new Command('show').description('Show a directory and what was seen of it.'), 'data'))
    .argument('<directory>', 'its id, dir_…')
    .action((directoryId: string, _options, command: Command) =>
      inSession(command, async ({ db, config, team }) => {
        const { teamId } = await team()
        const directory = await requireDirectory(db.read, teamId, directoryId)
        const shape = toDirectoryShape(directory, baseUrlIn(config))
        say(command, describe(directory, shape.scim_base_url), shape)
      }),
    )

const baseUrlIn = (config: Session['config']) => (directoryId: string) => `${urlOf(config)}/scim/v2/${directoryId}`

function describe(directory: Directory, scimBaseUrl: string): string {
  const { directoryId, name, provider, detectedProvider, status, statusSince, replacedBy, lastRequestAt } = directory
  return [
    `Directory ${name} (${directoryId}), ${provider}${detectedProvider === null ? '' : `, whose requests look like ${detectedProvider}`}`,
    `Status: ${status}${statusSince === null ? '' : ` since ${statusSince}`}${replacedBy === null ? '' : `, ${replacedBy} took over`}`,
    `SCIM base URL: ${scimBaseUrl}`,
    lastRequestAt === null ? 'It never spoke.' : `It last spoke ${lastRequestAt}.`,
  ].join('\n')
}
