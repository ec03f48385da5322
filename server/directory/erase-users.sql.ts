import type { Row, Trx } from '../store/open.ts'

/** Blanks what a deleted user told of a person. */
export async function eraseUserRow(trx: Trx, { teamId, userId }: Pick<Row<'directoryUsers'>, 'teamId' | 'userId'>): Promise<void> {
  await trx
    .updateTable('directoryUsers')
    .set({ userName: userId, userNameFolded: userId, externalId: null, emailFolded: null, shownNameFolded: null, resource: '{}', filterable: '{}' })
    .where('teamId', '=', teamId)
    .where('userId', '=', userId)
    .execute()
}
