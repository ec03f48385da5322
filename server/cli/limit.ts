import { Command } from 'commander'
import { parseLife } from '../access/credential-life.ts'
import { amountInvalid } from '../kernel/amounts.ts'
import { parseMicros } from '../kernel/money.ts'
import { addSeconds, toTimestamp, type Timestamp } from '../kernel/timestamp.ts'
import { toLimitShape } from '../spend/explanation.ts'
import { setLimit, unsetLimit, type Named } from '../spend/set-limit.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export type Whose = { group?: string; user?: string; total?: true }
type SetOptions = Whose & { reason?: string; expires?: string }

export const limitCommand = (): Command =>
  new Command('limit')
    .description('Spend limits: what each person may spend.')
    .addCommand(
      whose(teamwork(withSettings(new Command('set').description('Set what each member may spend, or one person, or all together.'), 'data')))
        .argument('<amount>', 'an amount in the currency of the team, such as 80 or 0.50, or "unlimited"')
        .option('--reason <text>', 'why; of a person’s own limit it is needed')
        .option('--expires <when>', 'when a person’s own limit ends: a moment such as 2026-12-31T00:00Z, or in how long, such as 30d')
        .action((amount: string, { reason, expires, ...options }: SetOptions, command: Command) => {
          const named = toNamed(command, options)
          if (named.scope === 'user' && reason === undefined) command.error('error: a person’s own limit needs --reason, for who asks later why')
          if (named.scope !== 'user' && expires !== undefined) command.error('error: only a person’s own limit ends: --expires goes with --user')
          return inSession(command, async ({ db, environment, as, team }) => {
            const { teamId, currency } = await team()
            const by = as(teamId)
            const limit = parseLimit(amount)
            const expiresAt = expires === undefined ? undefined : parseMoment(expires, by.at)
            await setLimit(db, environment, by, named, { limit, reason, expiresAt })
            const what = limit.kind === 'unlimited' ? 'without limit' : `up to ${amount} ${currency}`
            const until = expiresAt === undefined ? '' : ` until ${expiresAt}`
            say(command, `${wordsOf(named)} may spend ${what}${until}.`, {
              ...named,
              limit: toLimitShape(limit),
              ...(expiresAt !== undefined && { expiresAt }),
            })
          })
        }),
    )
    .addCommand(
      whose(teamwork(withSettings(new Command('unset').description('Take a limit away, so that what lies beneath it holds.'), 'data'))).action(
        (options: Whose, command: Command) => {
          const named = toNamed(command, options)
          return inSession(command, async ({ db, as, team }) => {
            await unsetLimit(db, as((await team()).teamId), named)
            say(command, `${wordsOf(named)}: no limit is set here any more.`, { ...named })
          })
        },
      ),
    )

export const whose = (command: Command): Command =>
  command
    .option('--group <id>', 'of each member of a directory group, grp_…')
    .option('--user <address>', 'of one person: mem_…, usr_…, external_id:…, user_name:… or email:…')
    .option('--total', 'of all members together; without any of these, the default of the team')

export function toNamed(command: Command, { group, user, total }: Whose): Named {
  const named: Named[] = [
    ...(group === undefined ? [] : [{ scope: 'group' as const, group }]),
    ...(user === undefined ? [] : [{ scope: 'user' as const, user }]),
    ...(total === undefined ? [] : [{ scope: 'team_total' as const }]),
  ]
  if (named.length > 1) command.error('error: --group, --user and --total are of different limits: give one of them')
  return named[0] ?? { scope: 'team_default' }
}

export function wordsOf(named: Named): string {
  switch (named.scope) {
    case 'team_default':
      return 'Each member of the team who is in no group with a limit'
    case 'team_total':
      return 'All members of the team together'
    case 'group':
      return `Each member of ${named.group}`
    case 'user':
      return named.user
  }
}

export function parseLimit(text: string) {
  if (text === 'unlimited') return { kind: 'unlimited' } as const
  const micros = parseMicros(text)
  if (micros === undefined) throw amountInvalid(text, '', 'Write "unlimited", or a number such as 80 or 0.50')
  return { kind: 'amount', micros } as const
}

/** A moment, or how long from now. */
function parseMoment(text: string, now: Timestamp): Timestamp {
  const milliseconds = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(milliseconds) ? addSeconds(now, parseLife(text)) : toTimestamp(milliseconds)
}
