import { Command } from 'commander'
import { Cursors } from '../kernel/cursors.ts'
import { requireMember } from '../members/find-member.ts'
import { nameOf } from '../members/names-of-members.ts'
import { exportKinds, exportSpend } from '../reports/export.ts'
import { PeriodName, readPeriod } from '../reports/period.ts'
import { periodUnknown } from '../reports/refusals.ts'
import { GroupBy, summarize } from '../reports/summary.ts'
import { explainThen } from '../reports/explain-then.ts'
import { readMoment } from '../kernel/past-moment.ts'
import { explainLimit } from '../spend/explain-limit.ts'
import { toExplanation } from '../spend/explanation.ts'
import { inSession, say, teamwork, writeOut, type Session } from './session.ts'
import { withSettings } from './settings.ts'

type PeriodOptions = { period: string; by: string }
const shown = 50

const withPeriod = (command: Command): Command =>
  teamwork(withSettings(command, 'data'))
    .option('--period <which>', '"current", "previous", or a moment within it such as 2026-11-01T00:00:00Z', 'current')
    .option('--by <what>', `what sums are by: ${GroupBy.options.join(', ')}`, 'user')

export const summaryCommand = (): Command =>
  withPeriod(new Command('summary').description('Sum what was spent in a period, most first.')).action((options: PeriodOptions, command: Command) =>
    inSession(command, async (session) => {
      const { team, period, by } = await readOptions(session, options, command)
      const found = await summarize(session.db, cursorsOf(session), team.teamId, { by, period, limit: shown, cursor: undefined })
      const lines = found.items.map(({ key, name, settled }) => `${settled.padStart(16)} ${team.currency}  ${name ?? key ?? '(none)'}`)
      const more = found.next_cursor === null ? [] : [`The ${shown} largest are shown; purser spend export --kind summary has all.`]
      const words = [`${found.total.settled} ${team.currency} from ${period.start} to ${period.end}, by ${by}:`, ...lines, ...more].join('\n')
      // Cursors end with the command, so that there is none to go on with.
      const { next_cursor: next, ...page } = found
      say(command, words, { ...page, has_more: next !== null, currency: team.currency, period })
    }),
  )

export const exportCommand = (): Command =>
  withPeriod(new Command('export').description('Write the ledger, what everybody may spend, or sums, to standard output as CSV.'))
    .option('--kind <kind>', exportKinds.join(', '), 'ledger')
    .action((options: PeriodOptions & { kind: string }, command: Command) =>
      inSession(command, async (session) => {
        const kind = exportKinds.find((known) => known === options.kind)
        if (!kind) return command.error(`error: "${options.kind}" is not a kind of export. There are: ${exportKinds.join(', ')}`)
        const { team, period, by, now } = await readOptions(session, options, command)
        const isJson = command.opts<{ json?: boolean }>().json === true
        const tell = (rows: number) => process.stderr.write(isJson ? `${JSON.stringify({ rows })}\n` : `\r${rows} rows`)
        const tools = { db: session.db, cursors: cursorsOf(session) }
        const lines = await exportSpend(tools, session.as(team.teamId), { kind, team, period, by, now }, tell)
        for await (const some of lines) await writeOut(some)
        if (!isJson) process.stderr.write('\n')
      }),
    )

export const explainCommand = (): Command =>
  teamwork(withSettings(new Command('explain').description('Tell what a person may spend, or might at a past moment, and why.'), 'data'))
    .argument('<user>', 'mem_…, usr_…, external_id:…, user_name:… or email:…')
    .option('--at <moment>', 'a past moment, such as 2026-11-12T09:00:00Z')
    .action((user: string, { at }: { at?: string }, command: Command) =>
      inSession(command, async ({ db, environment, team }) => {
        const { teamId, currency } = await team()
        const asOf = readMoment(at, environment.now())
        const member = await requireMember(db.read, teamId, user)
        const found = asOf.isPast ? await explainThen(db, member, asOf) : toExplanation(await explainLimit(db.read, member, asOf.at))
        const limit = found.limit.kind === 'amount' ? `up to ${found.limit.amount} ${currency}` : 'without limit'
        const deciding = found.deciding.map(({ name }) => name).join(' and ')
        const left = found.remaining === undefined ? '' : `, ${found.remaining} left`
        const why = found.source === 'none' ? 'since no limit is set' : `by ${found.source}${deciding && ` (${deciding})`}`
        const words = `${nameOf(member)} may spend ${limit}, ${why}: ${found.settled} ${currency} settled${left}, as of ${found.as_of}.`
        say(command, words, found)
      }),
    )

const cursorsOf = ({ environment }: Session): Cursors => new Cursors([environment.chance(32)]) // for the pages of this command alone

/** Refuses: period-unknown. */
async function readOptions({ db, environment, team: findTeam }: Session, { period: named, by: wanted }: PeriodOptions, command: Command) {
  const by = GroupBy.options.find((known) => known === wanted)
  if (!by) return command.error(`error: sums are by ${GroupBy.options.join(', ')}, not by "${wanted}"`)
  const { success, data } = PeriodName.safeParse(named)
  if (!success)
    throw periodUnknown(`${JSON.stringify(named)} names no period. Write "current", "previous", or a moment within it such as 2026-11-01T00:00:00Z.`)
  const [team, now] = [await findTeam(), environment.now()]
  return { team, by, now, period: await readPeriod(db.read, team, data, now) }
}
