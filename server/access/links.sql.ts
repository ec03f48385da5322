import { sql, type SqlBool } from 'kysely'
import type { KeyId, LinkId, MemberId, TeamId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, isInJson, locked } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertLink(trx: Trx, link: NewRow<'oneTimeLinks'>): Promise<void> {
  await trx.insertInto('oneTimeLinks').values(link).execute()
}

export function findLinkRow(db: Reader, teamId: TeamId, linkId: LinkId): Promise<Row<'oneTimeLinks'> | undefined> {
  return db.selectFrom('oneTimeLinks').selectAll().where('teamId', '=', teamId).where('linkId', '=', linkId).executeTakeFirst()
}

/** As `findLinkRow`; of two who use a link at once, the second sees it used. */
export function lockLinkRow(trx: Trx, teamId: TeamId, linkId: LinkId): Promise<Row<'oneTimeLinks'> | undefined> {
  const link = trx.selectFrom('oneTimeLinks').selectAll().where('teamId', '=', teamId).where('linkId', '=', linkId)
  return locked(trx, link).executeTakeFirst()
}

/** The links of a purpose that nobody used or revoked, oldest first. */
export function listOpenLinkRows(
  db: Reader,
  teamId: TeamId,
  purpose: Row<'oneTimeLinks'>['purpose'],
  { after, limit }: { after: LinkId | undefined; limit: number },
): Promise<Row<'oneTimeLinks'>[]> {
  let links = db.selectFrom('oneTimeLinks').selectAll().where('teamId', '=', teamId).where('purpose', '=', purpose)
  links = links.where('usedAt', 'is', null).where('revokedAt', 'is', null)
  if (after !== undefined) links = links.where('linkId', '>', after)
  return links.orderBy('linkId').limit(limit).execute()
}

/** The invitations to these folded addresses, a JSON array, that nobody used or revoked. Prepared, since nearly every new user asks. */
export const lockOpenInvites = prepared((db, { teamId, addresses }: { teamId: TeamId; addresses: string }) => {
  const links = db.selectFrom('oneTimeLinks').selectAll().where('teamId', '=', teamId)
  const open = links.where('usedAt', 'is', null).where('revokedAt', 'is', null)
  return locked(db, open.where(sql<SqlBool>`purpose = 'invite'`).where(sql<SqlBool>`email_folded ${isInJson(db, addresses)}`))
})

/** Whether a team was made by a first run. */
export async function hasFirstOwnerLink(db: Reader, teamId: TeamId): Promise<boolean> {
  const links = db.selectFrom('oneTimeLinks').select('linkId').where('teamId', '=', teamId).where('purpose', '=', 'setup')
  return (await links.limit(1).execute()).length > 0
}

export async function endLinkRow(trx: Trx, teamId: TeamId, linkId: LinkId, end: { usedAt: Timestamp } | { revokedAt: Timestamp }): Promise<void> {
  await trx.updateTable('oneTimeLinks').set(end).where('teamId', '=', teamId).where('linkId', '=', linkId).execute()
}

/** Forgets the address that links were made for. */
export async function eraseLinksOf(
  trx: Trx,
  teamId: TeamId,
  { memberId, emailFolded }: { memberId: MemberId; emailFolded: string | null },
): Promise<void> {
  await trx
    .updateTable('oneTimeLinks')
    .set({ email: null, emailFolded: null })
    .where('teamId', '=', teamId)
    .where((eb) => eb.or([eb('memberId', '=', memberId), eb('emailFolded', '=', emailFolded)]))
    .execute()
}

/** Writes something else where one of these names tells who made a link. */
export async function eraseLinkMakers(trx: Trx, teamId: TeamId, names: readonly string[], instead: string): Promise<void> {
  const links = trx.updateTable('oneTimeLinks').set({ createdBy: instead }).where('teamId', '=', teamId)
  await links.where(sql<SqlBool>`lower(created_by) ${isIn(trx, names)}`).execute()
}

/**
 * Revokes what nobody used yet: links that sign a member in, invitations to the member's folded addresses, and those that the member made. Answers how many.
 * Each is a statement of its own, which an index serves: one with `or` would read all open links of the team.
 */
export async function revokeLinksOf(
  trx: Trx,
  teamId: TeamId,
  { memberId, addresses }: { memberId: MemberId; addresses: readonly string[] },
  revokedAt: Timestamp,
): Promise<number> {
  const revoke = () =>
    trx.updateTable('oneTimeLinks').set({ revokedAt }).where('teamId', '=', teamId).where('usedAt', 'is', null).where('revokedAt', 'is', null)
  const ended = [
    await revoke().where('memberId', '=', memberId).executeTakeFirstOrThrow(),
    await revoke().where('createdById', '=', memberId).executeTakeFirstOrThrow(),
    await revoke()
      .where(sql<SqlBool>`email_folded ${isIn(trx, addresses)}`)
      .executeTakeFirstOrThrow(),
  ]
  return ended.reduce((sum, { numUpdatedRows }) => sum + Number(numUpdatedRows), 0)
}

/** Locks the links that a key made and nobody used or revoked yet. */
export function lockOpenLinksMadeBy(trx: Trx, teamId: TeamId, keyId: KeyId): Promise<Row<'oneTimeLinks'>[]> {
  const links = trx.selectFrom('oneTimeLinks').selectAll().where('teamId', '=', teamId).where('createdById', '=', keyId)
  return locked(trx, links.where('usedAt', 'is', null).where('revokedAt', 'is', null)).execute()
}
