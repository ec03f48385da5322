import { Command } from 'commander'
import { parseMicros } from '../kernel/money.ts'
import { amountInvalid } from '../spend/refusals.ts'
import { toLimitShape } from '../spend/explanation.ts'
import { setGroupLimit, setTeamDefault } from '../spend/set-limit.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export const limitCommand = (): Command =>
  new Command('limit').description('Spend limits: what each person may spend.').addCommand(
    teamwork(withSettings(new Command('set').description('Set what each member of a team, or of a directory group, may spend.'), 'data'))
      .argument('<amount>', 'an amount in the currency of the team, such as 80 or 0.50, or "unlimited"')
      .option('--group <id>', 'the directory group, grp_…; without it, the default of the team')
      .option('--reason <text>', 'why')
      .action((amount: string, { group, reason }: { group?: string; reason?: string }, command: Command) =>
        inSession(command, async ({ db, environment, as, team }) => {
          const { teamId, currency } = await team()
          const wanted = { limit: parseLimit(amount), reason }
          await (group === undefined
            ? setTeamDefault(db, environment, as(teamId), wanted)
            : setGroupLimit(db, environment, as(teamId), group, wanted))
          const whom = group === undefined ? 'Each member of the team who is in no group with a limit' : `Each member of ${group}`
          const what = wanted.limit.kind === 'unlimited' ? 'without limit' : `up to ${amount} ${currency}`
          say(command, `${whom} may spend ${what}.`, {
            scope: group === undefined ? 'team_default' : 'group',
            ...(group !== undefined && { group }),
            limit: toLimitShape(wanted.limit),
          })
        }),
      ),
  )

function parseLimit(text: string) {
  if (text === 'unlimited') return { kind: 'unlimited' } as const
  const micros = parseMicros(text)
  if (micros === undefined)
    throw amountInvalid(`"${text}" is not an amount. Write a number such as 80 or 0.50, with six digits after the point at most, or "unlimited".`)
  return { kind: 'amount', micros } as const
}
