import { Command } from 'commander'
import { linkPath } from '../access/links.ts'
import { makeLoginLink } from '../members/sign-in.ts'
import { inSession, say, teamwork } from './session.ts'
import { tellAssumedUrl, urlOf, withSettings } from './settings.ts'

export const loginLinkCommand = (): Command =>
  teamwork(
    withSettings(
      new Command('login-link').description('Make a link that signs somebody in, once and within 15 minutes: the way in where no other is open.'),
      'data',
    ),
  )
    .option('--member <who>', 'whom it signs in: mem_…, email:… and the like; the first owner unless given')
    .action(({ member: address }: { member?: string }, command: Command) =>
      inSession(command, async ({ db, environment, config, as, team }) => {
        const { link, secret, member } = await makeLoginLink(db, environment, as((await team()).teamId), { address })
        const url = `${urlOf(config)}${linkPath(secret)}`
        tellAssumedUrl(config)
        const { memberId, email } = member
        say(command, `This link signs in ${email ?? memberId}, once, until ${link.expiresAt}:\n${url}`, {
          url,
          memberId,
          email,
          expiresAt: link.expiresAt,
        })
      }),
    )
