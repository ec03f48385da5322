import { Command, Option } from 'commander'
import { parseLife } from '../access/credential-life.ts'
import { createSetupLink, listSetupLinks, revokeSetupLink, setupLinkState, setupPath } from '../access/setup-links.ts'
import { setupPurposes, type SetupPurpose } from '../kernel/setup-purpose.ts'
import { inSession, say, teamwork } from './session.ts'
import { tellAssumedUrl, urlOf, withSettings } from './settings.ts'

const perPage = 500

export const setupLinkCommand = (): Command =>
  new Command('setup-link')
    .description('Set-up links: by which a customer’s IT admin sets a team up, without an account.')
    .addCommand(
      teamwork(
        withSettings(new Command('create').description('Make a link. It is shown once, and ends the one of its purpose that there was.'), 'data'),
      )
        .addOption(new Option('--purpose <purpose>', 'what it opens').choices(setupPurposes).default('sso_and_directory'))
        .option('--expires <time>', 'when it ends, between 5m and 30d', '7d')
        .action((options: { purpose: SetupPurpose; expires: string }, command: Command) =>
          inSession(command, async ({ db, environment, config, as, team }) => {
            const by = as((await team()).teamId)
            const wanted = { purpose: options.purpose, lifeSeconds: parseLife(options.expires) }
            const { link, secret } = await createSetupLink(db, environment, by, wanted)
            const url = `${urlOf(config)}${setupPath(secret)}`
            tellAssumedUrl(config)
            const { linkId, purpose, expiresAt } = link
            say(command, `Link ${linkId} opens the set-up (${purpose}) until ${expiresAt}. Copy it now, it is not shown again:\n${url}`, {
              linkId,
              url,
              purpose,
              expiresAt,
            })
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('list').description('List the links of the team, oldest first.'), 'data')).action(
        (_options, command: Command) =>
          inSession(command, async ({ db, environment, team }) => {
            const { teamId } = await team()
            for (let after, page; page === undefined || page.length === perPage; after = page.at(-1)?.linkId) {
              page = await listSetupLinks(db.read, teamId, { after, limit: perPage })
              for (const link of page) {
                const { linkId, purpose, expiresAt, lastOpenedAt } = link
                const state = setupLinkState(link, environment.now())
                const opened = lastOpenedAt === null ? 'never opened' : `opened ${lastOpenedAt}`
                const words = [linkId, state.padEnd(7), purpose.padEnd(17), `until ${expiresAt}`, opened].join('  ')
                say(command, words, { linkId, state, purpose, expiresAt, lastOpenedAt })
              }
            }
          }),
      ),
    )
    .addCommand(
      teamwork(withSettings(new Command('revoke').description('End a link. Whoever opened it is out at once; what they set up stays.'), 'data'))
        .argument('<link>', 'its id, lnk_…')
        .action((linkId: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            await revokeSetupLink(db, as((await team()).teamId), linkId)
            say(command, `Link ${linkId} is revoked.`, { linkId, revoked: true })
          }),
        ),
    )
