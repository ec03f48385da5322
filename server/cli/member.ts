import { Command } from 'commander'
import { pageMembersOfTeam } from '../members/membership.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

const perPage = 500

export const memberCommand = (): Command =>
  new Command('member').description('The people of a team.').addCommand(
    teamwork(withSettings(new Command('list').description('List who is in.'), 'data'))
      .option('--all', 'also who has left')
      .action(({ all }: { all?: boolean }, command: Command) =>
        inSession(command, async ({ db, team }) => {
          const { teamId } = await team()
          const status = all === true ? undefined : 'active'
          for (let after, page; page === undefined || page.length === perPage; after = page.at(-1)?.memberId) {
            page = await pageMembersOfTeam(db.read, teamId, { status, after, limit: perPage })
            for (const { memberId, email, displayName, role, status: standing, origin } of page) {
              const words = [memberId, standing.padEnd(13), role.padEnd(13), origin.padEnd(9), email ?? '-', displayName ?? ''].join('  ')
              say(command, words, { memberId, status: standing, role, origin, email, displayName })
            }
          }
        }),
      ),
  )
