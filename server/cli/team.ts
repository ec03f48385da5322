import { Command } from 'commander'
import { createTeamWithPeople } from '../provisioning/create-team.ts'
import { plans, setPlan } from '../teams/change-team.ts'
import { planUnknown } from '../teams/refusals.ts'
import { listTeams } from '../teams/teams.ts'
import { parseEmail, parseName } from './arguments.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

type Options = { domain: string[]; owner?: string; currency: string }

export const teamCommand = (): Command =>
  new Command('team')
    .description('Tenants: the customers of your product.')
    .addCommand(
      withSettings(new Command('create').description('Make a team.'), 'data')
        .argument('<name>', 'what the team is called', parseName)
        .option(
          '--domain <domain>',
          'an e-mail domain of the team, on your word; may be given several times',
          (domain, before: string[]) => [...before, domain],
          [],
        )
        .option('--owner <e-mail>', 'its first owner', parseEmail)
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
    .addCommand(
      withSettings(new Command('list').description('List the teams.'), 'data')
        .option('--json', 'answer in JSON')
        .action((_options, command: Command) =>
          inSession(command, async ({ db }) => {
            for (const { teamId, name, plan, currency } of await listTeams(db.read))
              say(command, [teamId, plan.padEnd(10), currency, name].join('  '), { teamId, name, plan, currency })
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('plan').description('Set what a team may use.'), 'data'))
        .argument('<plan>', plans.join(' or '))
        .action((text: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const plan = plans.find((known) => known === text)
            if (!plan) throw planUnknown(`"${text}" is not a plan. There are: ${plans.join(', ')}.`)
            const { teamId, name } = await setPlan(db, as((await team()).teamId), plan)
            say(command, `Team ${name} has the plan ${plan}.`, { teamId, name, plan })
          }),
        ),
    )
