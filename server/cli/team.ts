import { Command } from 'commander'
import { createTeamWithPeople } from '../provisioning/create-team.ts'
import { inSession, say } from './session.ts'
import { withSettings } from './settings.ts'

type Options = { domain: string[]; owner?: string; currency: string }

export const teamCommand = (): Command =>
  new Command('team').description('Tenants: the customers of your product.').addCommand(
    withSettings(new Command('create').description('Make a team.'), 'data')
      .argument('<name>', 'what the team is called')
      .option(
        '--domain <domain>',
        'an e-mail domain of the team, on your word; may be given several times',
        (domain, before: string[]) => [...before, domain],
        [],
      )
      .option('--owner <e-mail>', 'its first owner')
      .option('--currency <code>', 'the currency of its spend limits, ISO 4217', 'USD')
      .option('--json', 'answer in JSON')
      .action((name: string, { domain: domains, owner: ownerEmail, currency }: Options, command: Command) =>
        inSession(command, async ({ db, environment, as }) => {
          const wanted = { name, currency: currency.toUpperCase(), domains, ownerEmail }
          const team = await createTeamWithPeople(db, environment, as(environment.newId('team')), wanted)
          const { teamId } = team
          say(command, `Team ${name} is ${teamId}. Next: purser directory create NAME --provider okta`, {
            teamId,
            name,
            currency: team.currency,
            domains,
          })
        }),
      ),
  )
