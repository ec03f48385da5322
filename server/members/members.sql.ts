import { sql, type SqlBool } from 'kysely'
import type { MemberId, TeamId } from '../kernel/ids.ts'
import { isIn, isInJson, locked, lockText } from '../store/dialect.ts'
import { insertRow, prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertMember(trx: Trx, member: NewRow<'members'>): Promise<void> {
  await insertRow(trx, 'members', member)
}

export async function updateMember(trx: Trx, teamId: TeamId, memberId: MemberId, values: Partial<NewRow<'members'>>): Promise<void> {
  await trx.updateTable('members').set(values).where('teamId', '=', teamId).where('memberId', '=', memberId).execute()
}

export async function findMemberRow(db: Reader, teamId: TeamId, memberId: MemberId): Promise<Row<'members'> | undefined> {
  return (await ofId(db, { teamId, memberId }))[0]
}

const ofId = prepared((db, { teamId, memberId }: { teamId: TeamId; memberId: MemberId }) =>
  db.selectFrom('members').selectAll().where('teamId', '=', teamId).where('memberId', '=', memberId),
)

/** As `findMemberRow`; nobody else changes the member until the transaction ends. */
export function lockMemberRow(trx: Trx, teamId: TeamId, memberId: MemberId): Promise<Row<'members'> | undefined> {
  return locked(trx, trx.selectFrom('members').selectAll().where('teamId', '=', teamId).where('memberId', '=', memberId)).executeTakeFirst()
}

const byIds = (db: Reader, teamId: TeamId, memberIds: readonly MemberId[]) =>
  db
    .selectFrom('members')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`member_id ${isIn(db, memberIds)}`)
    .orderBy('memberId')

export const listMembersByIds = (db: Reader, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Row<'members'>[]> =>
  ofIds(db, { teamId, memberIds: JSON.stringify(memberIds) })

const ofIds = prepared((db, { teamId, memberIds }: { teamId: TeamId; memberIds: string }) =>
  db
    .selectFrom('members')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`member_id ${isInJson(db, memberIds)}`)
    .orderBy('memberId'),
)

/** As `listMembersByIds`; nobody else changes them until the transaction ends. */
export const lockMemberRows = (trx: Trx, teamId: TeamId, memberIds: readonly MemberId[]): Promise<Row<'members'>[]> =>
  locked(trx, byIds(trx, teamId, memberIds)).execute()

export async function updateMembers(trx: Trx, teamId: TeamId, memberIds: readonly MemberId[], values: Partial<NewRow<'members'>>): Promise<void> {
  if (memberIds.length === 0) return
  await trx
    .updateTable('members')
    .set(values)
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`member_id ${isIn(trx, memberIds)}`)
    .execute()
}

const byAddress = (db: Reader, teamId: TeamId, emailFolded: string) =>
  db.selectFrom('members').selectAll().where('teamId', '=', teamId).where('emailFolded', '=', emailFolded).orderBy('memberId')

export const listMembersByAddress = (db: Reader, teamId: TeamId, emailFolded: string): Promise<Row<'members'>[]> =>
  ofAddress(db, { teamId, emailFolded })

const ofAddress = prepared((db, { teamId, emailFolded }: { teamId: TeamId; emailFolded: string }) => byAddress(db, teamId, emailFolded))

/** The members of any of these addresses. */
export const listMembersByAddresses = (db: Reader, teamId: TeamId, emailsFolded: readonly string[]): Promise<Row<'members'>[]> =>
  db
    .selectFrom('members')
    .selectAll()
    .where('teamId', '=', teamId)
    .where(sql<SqlBool>`email_folded ${isIn(db, emailsFolded)}`)
    .orderBy('memberId')
    .execute()

/** The members of an address. Until the transaction ends nobody else asks for it, also where it has no member yet: of two who would make one, one does. */
export async function lockMembersByAddress(trx: Trx, teamId: TeamId, emailFolded: string): Promise<Row<'members'>[]> {
  await lockAddress(trx, teamId, emailFolded)
  return lockByAddress(trx, { teamId, emailFolded })
}

/** Until the transaction ends nobody else asks for the address, as `lockMembersByAddress` has it; the members of it are left as they are. */
export const lockAddress = (trx: Trx, teamId: TeamId, emailFolded: string): Promise<void> => lockText(trx, `${teamId} ${emailFolded}`)

const lockByAddress = prepared((db, { teamId, emailFolded }: { teamId: TeamId; emailFolded: string }) =>
  locked(db, byAddress(db, teamId, emailFolded)),
)

/** The active owners, locked in the order of their ids, so that of two who leave at once the second sees the first one gone. */
export async function lockActiveOwners(trx: Trx, teamId: TeamId): Promise<MemberId[]> {
  return (await locked(trx, activeOwners(trx, teamId)).execute()).map(({ memberId }) => memberId)
}

export async function listActiveOwners(db: Reader, teamId: TeamId): Promise<MemberId[]> {
  return (await activeOwners(db, teamId).execute()).map(({ memberId }) => memberId)
}

const activeOwners = (db: Reader, teamId: TeamId) =>
  db
    .selectFrom('members')
    .select('memberId')
    .where('teamId', '=', teamId)
    .where('status', '=', 'active')
    .where(sql.ref('role'), '=', sql.lit('owner')) // written out, so that the index of owners is used
    .orderBy('memberId')

/** The active owners, the first one first. */
export function listOwnerRows(db: Reader, teamId: TeamId): Promise<Row<'members'>[]> {
  const owners = db.selectFrom('members').selectAll().where('teamId', '=', teamId).where('status', '=', 'active')
  return owners.where(sql.ref('role'), '=', sql.lit('owner')).orderBy('memberId').execute() // written out, so that the index of owners is used
}

/** Whether anybody is or was in the team. */
export async function hasMembers(db: Reader, teamId: TeamId): Promise<boolean> {
  return (await db.selectFrom('members').select('memberId').where('teamId', '=', teamId).limit(1).execute()).length > 0
}

export function listMemberRows(
  db: Reader,
  teamId: TeamId,
  { status, after, limit }: { status: Row<'members'>['status'] | undefined; after: MemberId | undefined; limit: number },
): Promise<Row<'members'>[]> {
  let members = db.selectFrom('members').selectAll().where('teamId', '=', teamId)
  if (status !== undefined) members = members.where('status', '=', status)
  if (after !== undefined) members = members.where('memberId', '>', after)
  return members.orderBy('memberId').limit(limit).execute()
}

/** A page of those who are in and whom no directory made a member of, oldest first. */
export async function pageUnprovisionedRows(
  db: Reader,
  teamId: TeamId,
  { after, limit }: { after: MemberId | ''; limit: number },
): Promise<Pick<Row<'members'>, 'memberId' | 'email' | 'origin' | 'createdAt'>[]> {
  // Written out, so that the index of those is used.
  const { rows } = await sql<Pick<Row<'members'>, 'memberId' | 'email' | 'origin' | 'createdAt'>>`
    select member_id, email, origin, created_at from members
    where team_id = ${teamId} and member_id > ${after} and origin <> 'scim' and status = 'active' order by member_id limit ${limit}`.execute(db)
  return rows
}

/** Which of these members are in, and as what. */
export async function listActiveMemberRows(
  db: Reader,
  teamId: TeamId,
  memberIds: readonly MemberId[],
): Promise<Pick<Row<'members'>, 'memberId' | 'role'>[]> {
  const { rows } = await sql<Pick<Row<'members'>, 'memberId' | 'role'>>`
    select member_id, role from members where team_id = ${teamId} and member_id ${isIn(db, memberIds)} and status = 'active'`.execute(db)
  return rows
}
