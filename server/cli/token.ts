import { Command } from 'commander'
import { parseLife, parseOverlap } from '../access/credential-life.ts'
import { createToken, revokeToken, rotateToken, type NewToken } from '../directory/tokens.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export const tokenCommand = (): Command =>
  new Command('token')
    .description('SCIM tokens: what an identity provider opens one directory with.')
    .addCommand(
      teamwork(withSettings(new Command('create').description('Make a token. It is shown once.'), 'data'))
        .requiredOption('--directory <id>', 'the directory that it opens')
        .option('--name <name>', 'what it is called', 'token')
        .option('--expires <time>', 'when it ends, such as 90d or 1y; never unless given')
        .action((options: { directory: string; name: string; expires?: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            const by = as((await team()).teamId)
            const expiresAt = options.expires === undefined ? null : addSeconds(by.at, parseLife(options.expires))
            show(command, await createToken(db, environment, by, { directoryId: options.directory, name: options.name, expiresAt }))
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('rotate').description('Make a token in place of another, which goes on for a while.'), 'data'))
        .argument('<token>', 'the id of the token to replace, tok_…')
        .option('--overlap <time>', 'how long the old one goes on', '24h')
        .action((tokenId: string, { overlap }: { overlap: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            show(command, await rotateToken(db, environment, as((await team()).teamId), tokenId, parseOverlap(overlap)))
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('revoke').description('End a token at once.'), 'data'))
        .argument('<token>', 'its id, tok_…')
        .action((tokenId: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            await revokeToken(db, as((await team()).teamId), tokenId)
            say(command, `Token ${tokenId} is revoked.`, { tokenId, revoked: true })
          }),
        ),
    )

function show(command: Command, { token: { tokenId, expiresAt }, secret }: NewToken): void {
  say(command, `Token ${tokenId}${expiresAt === null ? '' : `, which ends ${expiresAt}`}. Copy it now, it is not shown again:\n${secret}`, {
    tokenId,
    token: secret,
    expiresAt,
  })
}
