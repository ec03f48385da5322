import { Command } from 'commander'
import { createApiKey, listApiKeys, revokeApiKey, rotateApiKey, type ApiKey } from '../access/api-keys.ts'
import { credentialState, parseLife, parseOverlap } from '../access/credential-life.ts'
import { createOperatorKey, listOperatorKeys, revokeOperatorKey, rotateOperatorKey, type OperatorKey } from '../access/operator-keys.ts'
import { permissionNames } from '../access/permissions.ts'
import { installation, type KeyId } from '../kernel/ids.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import { parseName } from './arguments.ts'
import { inSession, say, teamwork, type Session } from './session.ts'
import { withSettings } from './settings.ts'

type Operators = { operator?: boolean }

const perPage = 200

export const keyCommand = (): Command =>
  new Command('key')
    .description('API keys: what programs use the API of a team with.')
    .addCommand(
      keywork(new Command('create').description('Make a key. It is shown once.'))
        .option('--name <name>', 'what it is called', parseName, 'key')
        .option('--scope <scope...>', `what it may do: *, ${permissionNames.join(', ')}`, ['*'])
        .option('--expires <time>', 'when it ends, such as 90d or 1y; never unless given')
        .action((options: Operators & { name: string; scope: string[]; expires?: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            const by = as(options.operator === true ? installation : (await team()).teamId)
            const expiresAt = options.expires === undefined ? null : addSeconds(by.at, parseLife(options.expires))
            const create = options.operator === true ? createOperatorKey : createApiKey
            show(command, await create(db, environment, by, { name: options.name, scopes: options.scope, expiresAt }))
          }),
        ),
    )
    .addCommand(
      keywork(new Command('list').description('List the keys, oldest first: whose id rotates or revokes them, and when they were last used.')).action(
        ({ operator }: Operators, command: Command) =>
          inSession(command, async (session) => {
            for await (const key of operator === true ? await listOperatorKeys(session.db.read) : keysOfTeam(session)) {
              const { keyId, prefix, name, scopes, expiresAt, lastUsedAt } = key
              const state = credentialState(key, session.environment.now())
              const used = lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`
              const words = [keyId, state.padEnd(7), `${prefix}…`, name, expiresAt === null ? 'no end' : `until ${expiresAt}`, used].join('  ')
              say(command, words, { keyId, state, prefix, name, scopes, expiresAt, lastUsedAt })
            }
          }),
      ),
    )
    .addCommand(
      keywork(new Command('rotate').description('Make a key in place of another, which goes on for a while.'))
        .argument('<key>', 'the id of the key to replace, key_…')
        .option('--overlap <time>', 'how long the old one goes on', '24h')
        .action((keyId: string, { overlap, operator }: Operators & { overlap: string }, command: Command) =>
          inSession(command, async ({ db, environment, as, team }) => {
            const by = as(operator === true ? installation : (await team()).teamId)
            const rotate = operator === true ? rotateOperatorKey : rotateApiKey
            show(command, await rotate(db, environment, by, keyId, parseOverlap(overlap)))
          }),
        ),
    )
    .addCommand(
      keywork(new Command('revoke').description('End a key at once.'))
        .argument('<key>', 'its id, key_…')
        .action((keyId: string, { operator }: Operators, command: Command) =>
          inSession(command, async ({ db, as, team }) => {
            const by = as(operator === true ? installation : (await team()).teamId)
            await (operator === true ? revokeOperatorKey(db, by, keyId) : revokeApiKey(db, by, keyId))
            say(command, `Key ${keyId} is revoked.`, { keyId, revoked: true })
          }),
        ),
    )

const keywork = (command: Command): Command =>
  teamwork(withSettings(command, 'data')).option('--operator', 'a key that opens every team; a request names the team with ?team=')

async function* keysOfTeam({ db, team }: Session): AsyncGenerator<ApiKey | OperatorKey> {
  const { teamId } = await team()
  for (let after, page; page === undefined || page.length === perPage; after = page.at(-1)?.keyId) {
    page = await listApiKeys(db.read, teamId, { after, limit: perPage })
    yield* page
  }
}

type Shown = { key: { keyId: KeyId; scopes: string[]; expiresAt: Timestamp | null }; secret: string }

function show(command: Command, { key: { keyId, scopes, expiresAt }, secret }: Shown): void {
  say(command, `Key ${keyId}${expiresAt === null ? '' : `, which ends ${expiresAt}`}. Copy it now, it is not shown again:\n${secret}`, {
    keyId,
    key: secret,
    scopes,
    expiresAt,
  })
}
