import { credentialState } from '../access/credential-life.ts'
import { findPrefix } from '../access/secrets.ts'
import { ReadLog } from '../journal/read-log.ts'
import type { StrangeCode } from '../journal/strange-calls.ts'
import type { Occasion } from '../kernel/actor.ts'
import { Batch } from '../kernel/batch.ts'
import { isId, type DirectoryId } from '../kernel/ids.ts'
import type { Db } from '../store/open.ts'
import { listLivingWithTokens } from './directories.sql.ts'

/** A call of a directory by whoever brought no token of ours. Of what they did bring no more is held than its kind and what might be the prefix of a token. */
type StrangeCall = { occasion: Occasion; directoryId: DirectoryId; code: StrangeCode; prefix: string | undefined; answer: string }

/** So many calls at most are looked after in half a second: a flood is told by its beginning. */
const mostWaiting = 500

/**
 * Tells the team whose directory was called without a token of ours that somebody did, and why it was refused: a token that was cut at pasting is no one's otherwise.
 * Whose the directory is, if it is one, is looked up after the answer, for all calls of half a second at once, so that no answer can tell whether it is.
 */
export class Strangers {
  readonly #batch: Batch<StrangeCall>
  readonly #log: ReadLog
  #waiting = 0
  constructor(db: Db, onFailure: (error: unknown) => void) {
    this.#log = new ReadLog(db, onFailure)
    this.#batch = new Batch((calls) => {
      this.#waiting -= calls.length
      return this.#tell(db, calls)
    }, onFailure)
  }

  /** `presented` is what stood in the header of the call; nothing of it is written anywhere. */
  note(occasion: Occasion, directory: string | undefined, presented: string | undefined, answer: string): void {
    if (directory === undefined || !isId('dir', directory) || this.#waiting >= mostWaiting) return
    this.#waiting++
    const { http } = occasion
    const ms = http?.elapsedMs() ?? 0
    this.#batch.add({
      occasion: { ...occasion, ...(http && { http: { ...http, elapsedMs: () => ms } }) },
      directoryId: directory,
      ...kindOf(presented),
      answer,
    })
  }

  async flush(): Promise<void> {
    await this.#batch.flush()
    await this.#log.flush()
  }

  async #tell(db: Db, calls: readonly StrangeCall[]): Promise<void> {
    const rows = await listLivingWithTokens(db.read, [...new Set(calls.map(({ directoryId }) => directoryId))])
    const known = Map.groupBy(rows, ({ directoryId }) => directoryId)
    for (const { occasion, directoryId, code, prefix, answer } of calls) {
      const ofDirectory = known.get(directoryId) ?? []
      const [directory] = ofDirectory
      if (!directory) continue
      const cut = ofDirectory.find((token) => token.prefix === prefix && credentialState(token, occasion.at) === 'live')
      const whose = { teamId: directory.teamId, directoryId, tokenId: cut?.tokenId ?? null, name: cut?.name ?? 'somebody unknown' }
      const deed = { operation: 'authenticate', status: 401, code: cut ? 'token-cut' : code, answer }
      this.#log.note({ ...occasion, kind: 'directory_token', ...whose }, deed)
    }
  }
}

function kindOf(presented: string | undefined): Pick<StrangeCall, 'code' | 'prefix'> {
  const prefix = findPrefix('scim', presented ?? '')
  if (prefix !== undefined) return { code: 'token-unknown', prefix }
  return { code: /^\s*(?:bearer\s*)?$/i.test(presented ?? '') ? 'token-missing' : 'token-not-ours', prefix }
}
