import { Command } from 'commander'
import type { z } from 'zod'
import { requireTeamGroupCalled } from '../directory/groups.ts'
import { Cursors } from '../kernel/cursors.ts'
import type { TeamId } from '../kernel/ids.ts'
import { nothingSupposed } from '../spend/hypothesis.ts'
import type { AffectedMember, Impact } from '../spend/impact-shape.ts'
import { makePreview } from '../spend/preview-limits.ts'
import { supposeSet, supposeUnset, type Named } from '../spend/set-limit.ts'
import type { Reader } from '../store/open.ts'
import { parseLimit, toNamed, whose, wordsOf, type Whose } from './limit.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

type Options = Whose & { amount?: string; unset?: true }

const peopleShown = 50

export const previewCommand = (): Command =>
  whose(teamwork(withSettings(new Command('preview').description('Tell what another limit would do, and change nothing.'), 'data')))
    .option('--amount <amount>', 'the limit as it would be: an amount such as 200, or "unlimited"')
    .option('--unset', 'as if there were none')
    .action(({ amount, unset, ...options }: Options, command: Command) => {
      if ((amount === undefined) === (unset === undefined)) command.error('error: say what the limit would be: --amount, or --unset; one of the two')
      const asked = toNamed(command, options)
      return inSession(command, async ({ db, environment, as, team }) => {
        const by = as((await team()).teamId)
        const named = await byName(db.read, by.teamId, asked)
        const supposed =
          amount === undefined
            ? await supposeUnset(db.read, by, named)
            : await supposeSet(db.read, by, named, { limit: parseLimit(amount), reason: undefined })
        const preview = makePreview({ db, environment, cursors: new Cursors([]) }) // there is no second page here
        const impact = await preview(by, { ...nothingSupposed, limits: [supposed] }, { limit: peopleShown })
        const { users, ...rest } = impact
        say(command, toWords(named, impact), { ...rest, users: users.items, more: users.next_cursor !== null })
      })
    })

/** A group by its name as well as by its id: who types knows the name. */
const byName = async (db: Reader, teamId: TeamId, named: Named): Promise<Named> =>
  named.scope === 'group' ? { scope: 'group', group: await requireTeamGroupCalled(db, teamId, named.group) } : named

function toWords(named: Named, { counts, users, currency, team_total: total }: z.infer<typeof Impact>): string {
  if (!counts) throw new Error('the first page has counts')
  const lines = users.items.map((each) => `  ${nameOf(each)}: ${wordsFor(each.before, currency)} → ${wordsFor(each.after, currency)}${marksOf(each)}`)
  return [
    `${wordsOf(named)}: of ${counts.members} members ${counts.rises} would rise, ${counts.unlimited} of them without limit; ${counts.falls} would fall; ${counts.stays} stay.`,
    `${counts.blocked} would have nothing left at once; ${counts.unblocked} who have nothing left would have something again. Nothing was changed.`,
    ...(total?.blocks === true ? ['With that total nobody could spend anything more.'] : []),
    ...lines,
    ...(users.next_cursor === null ? [] : [`  and others: POST /v1/spend_limits/preview lists them all.`]),
  ].join('\n')
}

const nameOf = ({ name, email, member_id: id }: AffectedMember) => name ?? email ?? id

const wordsFor = ({ limit }: AffectedMember['before'], currency: string) => (limit.kind === 'unlimited' ? 'unlimited' : `${limit.amount} ${currency}`)

const marksOf = ({ effects }: AffectedMember) => (effects.includes('blocked') ? ', nothing left' : '')
