import { Command } from 'commander'
import { linkPath } from '../access/links.ts'
import { roles, type Role } from '../kernel/role.ts'
import { changeRole, removeMember } from '../members/change-role.ts'
import { requireMember } from '../members/find-member.ts'
import { invite } from '../members/invites.ts'
import { pageMembersOfTeam } from '../members/membership.ts'
import { roleUnknown } from '../members/refusals.ts'
import { eraseMember } from '../provisioning/erase-member.ts'
import { parseEmail } from './arguments.ts'
import { inSession, say, teamwork } from './session.ts'
import { tellAssumedUrl, urlOf, withSettings } from './settings.ts'

const perPage = 500
const who = 'mem_…, email:…, user_name:… and the like'

export const memberCommand = (): Command =>
  new Command('member')
    .description('The people of a team.')
    .addCommand(
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
    .addCommand(
      teamwork(withSettings(new Command('invite').description('Make a link that takes somebody into the team, once and within 7 days.'), 'data'))
        .argument('<e-mail>', 'whom it is for', parseEmail)
        .option('--role <role>', roles.join(', '), 'member')
        .action((email: string, { role }: { role: string }, command: Command) =>
          inSession(command, async ({ db, environment, config, as, team }) => {
            const { link, secret } = await invite(db, environment, as((await team()).teamId), { email, role: parseRole(role) })
            const url = `${urlOf(config)}${linkPath(secret)}`
            tellAssumedUrl(config)
            say(command, `Hand this link to ${email}. It works once, until ${link.expiresAt}:\n${url}`, {
              inviteId: link.linkId,
              url,
              email,
              role: link.role,
              expiresAt: link.expiresAt,
            })
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('role').description('Make a member something else.'), 'data'))
        .argument('<who>', who)
        .argument('<role>', roles.join(', '))
        .action((address: string, role: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const { teamId } = await team()
            const { memberId, email } = await requireMember(db.read, teamId, address)
            const changed = await changeRole(db, as(teamId), memberId, parseRole(role))
            say(command, `${email ?? memberId} is ${changed.role}.`, { memberId, email, role: changed.role })
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('remove').description('Take somebody out whom no identity provider brought.'), 'data'))
        .argument('<who>', who)
        .action((address: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const { teamId } = await team()
            const { memberId, email } = await requireMember(db.read, teamId, address)
            await removeMember(db, as(teamId), memberId)
            say(command, `${email ?? memberId} is out of the team.`, { memberId, email, removed: true })
          }),
        ),
    )
    .addCommand(eraseCommand())

const eraseCommand = (): Command =>
  teamwork(
    withSettings(
      new Command('erase').description('Blank the names of somebody who is gone, everywhere. What they did and spent stays told.'),
      'data',
    ),
  )
    .argument('<who>', who)
    .action((address: string, _options, command: Command) =>
      inSession(command, async ({ db, as, team }) => {
        const { teamId } = await team()
        const { memberId } = await requireMember(db.read, teamId, address)
        const { rows } = await eraseMember(db, as(teamId), memberId)
        say(command, `${memberId} is erased: names were blanked in ${rows} rows of the journal and the ledger.`, { memberId, rows, erased: true })
      }),
    )

function parseRole(text: string): Role {
  const role = roles.find((known) => known === text)
  if (!role) throw roleUnknown(`"${text}" is not a role. There are: ${roles.join(', ')}.`)
  return role
}
