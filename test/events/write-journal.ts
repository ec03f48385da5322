/**
 * A process that writes entries in several lanes at once: `node test/events/write-journal.ts <database url> <team> <directory> <member> <name> <lanes> <each>`. It prints each
 * that was committed, as its lane and number. Within a lane each begins after the one before was committed.
 */
import { setTimeout } from 'node:timers/promises'
import { record } from '../../server/journal/record.ts'
import type { DirectoryActor } from '../../server/kernel/actor.ts'
import { realEnvironment } from '../../server/kernel/environment.ts'
import type { DirectoryId, MemberId, TeamId, TokenId } from '../../server/kernel/ids.ts'
import { openDatabase, write } from '../../server/store/open.ts'

const [url = '', teamId = '', directory = '', member = '', name = '', lanes = '', each = ''] = process.argv.slice(2)
const db = openDatabase(url)

async function runLane(lane: string): Promise<void> {
  for (let number = 0; number < Number(each); number++) {
    const requestId = realEnvironment.newId('req')
    // As an identity provider's request, which stands in no chain: so they overlap.
    const by: DirectoryActor = {
      kind: 'directory_token',
      teamId: teamId as TeamId,
      directoryId: directory as DirectoryId,
      tokenId: 'tok_test' as TokenId,
      name,
      lacking: [],
      homeUrl: '',
      requestId,
      at: realEnvironment.now(),
    }
    const change = { kind: 'member.updated', member: member as MemberId, before: { lane }, after: { lane, number } } as const
    await write(db, (trx) => record(trx, by, { operation: 'test', changes: [change] }))
    process.stdout.write(`${lane} ${number}\n`)
    // SQLite's lock has no queue: who asks for it again at once, keeps it from the processes that wait.
    await setTimeout(5)
  }
}

await Promise.all(Array.from({ length: Number(lanes) }, (_, lane) => runLane(`${name}${lane}`)))
await db.close()
