import type { DirectoryId, TeamId } from '../kernel/ids.ts'
import type { Reader } from '../store/open.ts'
import { standardTypes, toDirectoryTypes, type DirectoryTypes } from './directory-types.ts'
import { listExtensions } from './schemas.sql.ts'

const directoriesKept = 1_000

/**
 * Remembers the types of directories that have schemas of their own. Whoever asks says which version holds, as the row of the directory tells at each
 * request, so that a change on another node is met at the very next one and costs one look-up here.
 */
export class KnownTypes {
  readonly #known = new Map<DirectoryId, { version: bigint; types: DirectoryTypes }>()

  async of(db: Reader, scope: { teamId: TeamId; directoryId: DirectoryId }, version: bigint): Promise<DirectoryTypes> {
    if (version === 0n) return standardTypes
    const known = this.#known.get(scope.directoryId)
    if (known?.version === version) return known.types
    // What is read now may be newer than that version. Then the next request brings a newer one, and reads again.
    const types = toDirectoryTypes(await listExtensions(db, scope))
    this.#known.delete(scope.directoryId)
    this.#known.set(scope.directoryId, { version, types })
    const [oldest] = this.#known.keys()
    if (this.#known.size > directoriesKept && oldest !== undefined) this.#known.delete(oldest)
    return types
  }
}
