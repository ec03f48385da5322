import type { Occasion } from '../../kernel/actor.ts'
import type { RequestId, TeamId } from '../../kernel/ids.ts'
import type { Reader, Trx } from '../../store/open.ts'
import { idsNamed, type MemberLists } from '../changes.ts'
import { insertChunks, listChunks } from './members.sql.ts'

const idsPerChunk = 500

/** Which list of a change of members: who joined, or who left. */
export type ListName = keyof MemberLists

/** Keeps the lists that are longer than an entry names, some ids in each row: so any part of them is read for what it holds. */
export async function insertMembers(trx: Trx, { teamId, requestId }: Occasion & { teamId: TeamId }, lists: MemberLists): Promise<void> {
  for (const list of ['left', 'joined'] as const) {
    const ids = lists[list]
    if (ids.length <= idsNamed) continue
    const chunks = Array.from({ length: Math.ceil(ids.length / idsPerChunk) }, (_, chunk) => ({
      teamId,
      requestId,
      list,
      chunk: BigInt(chunk),
      ids: JSON.stringify(ids.slice(chunk * idsPerChunk, (chunk + 1) * idsPerChunk)),
    }))
    await insertChunks(trx, chunks)
  }
}

/** So many ids of a list, in its order. */
export async function readMembers(
  db: Reader,
  whose: { teamId: TeamId; requestId: RequestId; list: ListName },
  { from, count }: { from: number; count: number },
): Promise<string[]> {
  const first = Math.floor(from / idsPerChunk)
  const last = Math.floor((from + count - 1) / idsPerChunk)
  const chunks = await listChunks(db, whose, first, last)
  return chunks.flatMap(({ ids }) => ids).slice(from - first * idsPerChunk, from - first * idsPerChunk + count)
}
