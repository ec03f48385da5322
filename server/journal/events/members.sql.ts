import type { RequestId, TeamId } from '../../kernel/ids.ts'
import type { NewRow, Reader, Row, Trx } from '../../store/open.ts'

export async function insertChunks(trx: Trx, chunks: readonly NewRow<'journalMembers'>[]): Promise<void> {
  // Some at a time: a statement takes so many parameters.
  for (let from = 0; from < chunks.length; from += 100)
    await trx
      .insertInto('journalMembers')
      .values(chunks.slice(from, from + 100))
      .execute()
}

export const listChunks = (
  db: Reader,
  { teamId, requestId, list }: { teamId: TeamId; requestId: RequestId; list: Row<'journalMembers'>['list'] },
  first: number,
  last: number,
): Promise<Pick<Row<'journalMembers'>, 'ids'>[]> =>
  db
    .selectFrom('journalMembers')
    .select('ids')
    .where('teamId', '=', teamId)
    .where('requestId', '=', requestId)
    .where('list', '=', list)
    .where('chunk', '>=', BigInt(first))
    .where('chunk', '<=', BigInt(last))
    .orderBy('chunk')
    .execute()
