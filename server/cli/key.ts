import { Command } from 'commander'
import { createApiKey, revokeApiKey, rotateApiKey, type NewApiKey } from '../access/api-keys.ts'
import { parseDuration } from '../access/credential-life.ts'
import { permissions } from '../access/permissions.ts'
import { addSeconds } from '../kernel/timestamp.ts'
import { inSession, say, teamwork } from './session.ts'
import { withSettings } from './settings.ts'

export const keyCommand = (): Command =>
  new Command('key')
    .description('API keys: what programs use the API of a team with.')
    .addCommand(
      teamwork(withSettings(new Command('create').description('Make a key. It is shown once.'), 'data'))
        .option('--name <name>', 'what it is called', 'key')
        .option('--scope <scope...>', `what it may do: *, ${Object.keys(permissions).join(', ')}`, ['*'])
        .option('--expires <time>', 'when it ends, such as 90d or 1y; never unless given')
        .action((options: { name: string; scope: string[]; expires?: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            const by = as((await team()).teamId)
            const expiresAt = options.expires === undefined ? null : addSeconds(by.at, parseDuration(options.expires))
            show(command, await createApiKey(db, environment, by, { name: options.name, scopes: options.scope, expiresAt }))
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('rotate').description('Make a key in place of another, which goes on for a while.'), 'data'))
        .argument('<key>', 'the id of the key to replace, key_…')
        .option('--overlap <time>', 'how long the old one goes on', '24h')
        .action((keyId: string, { overlap }: { overlap: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            show(command, await rotateApiKey(db, environment, as((await team()).teamId), keyId, parseDuration(overlap)))
          }),
        ),
    )
    .addCommand(
      teamwork(withSettings(new Command('revoke').description('End a key at once.'), 'data'))
        .argument('<key>', 'its id, key_…')
        .action((keyId: string, _options, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            await revokeApiKey(db, as((await team()).teamId), keyId)
            say(command, `Key ${keyId} is revoked.`, { keyId, revoked: true })
          }),
        ),
    )

function show(command: Command, { key: { keyId, scopes, expiresAt }, secret }: NewApiKey): void {
  say(command, `Key ${keyId}${expiresAt === null ? '' : `, which ends ${expiresAt}`}. Copy it now, it is not shown again:\n${secret}`, {
    keyId,
    key: secret,
    scopes,
    expiresAt,
  })
}
