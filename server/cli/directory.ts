import { Command } from 'commander'
import { createDirectory, providers } from '../directory/directories.ts'
import { inSession, say, teamwork } from './session.ts'
import { urlOf, withSettings } from './settings.ts'

export const directoryCommand = (): Command =>
  new Command('directory').description('Feeds of identity providers into a team.').addCommand(
    teamwork(withSettings(new Command('create').description('Make a directory.'), 'data'))
      .argument('<name>', 'what the directory is called')
      .option('--provider <provider>', `which identity provider: ${providers.join(', ')}`, 'other')
      .action((name: string, { provider }: { provider: string }, command: Command) =>
        inSession(command, async ({ db, environment, config, as, team }) => {
          const { teamId } = await team()
          const { directoryId } = await createDirectory(db, environment, as(teamId), { name, provider })
          const scimBaseUrl = `${urlOf(config)}/scim/v2/${directoryId}`
          say(
            command,
            `Directory ${name} is ${directoryId}.\nIts SCIM base URL is ${scimBaseUrl}\nNext: purser token create --directory ${directoryId}`,
            { directoryId, teamId, scimBaseUrl },
          )
        }),
      ),
  )
