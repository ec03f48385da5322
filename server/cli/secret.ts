import { Command } from 'commander'
import { reseal } from '../access/sealed-secrets.ts'
import { installation } from '../kernel/ids.ts'
import { Seal } from '../kernel/seal.ts'
import { inSession, say } from './session.ts'
import { withSettings } from './settings.ts'

export const secretCommand = (): Command =>
  new Command('secret').description('What is sealed by PURSER_SECRET_KEY.').addCommand(
    withSettings(new Command('reseal').description('Seal everything anew with the first of the keys, so that the others can be dropped.'), 'data')
      .option('--json', 'answer in JSON')
      .action((_options, command: Command) =>
        inSession(command, async ({ db, environment, config, as }) => {
          const { resealed, key } = await reseal(db, environment, as(installation), new Seal(config.secretKeys))
          say(command, `${resealed} secrets were sealed anew. All are sealed by the key ${key}; other keys are needed no more.`, { resealed, key })
        }),
      ),
  )
