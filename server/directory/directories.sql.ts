import { sql, type SqlBool } from 'kysely'
import type { Replacement, Revocation } from '../access/credential-life.ts'
import type { DirectoryId, TeamId, TokenId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import { isIn, locked, lockedWhole } from '../store/dialect.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'

export async function insertDirectory(trx: Trx, directory: NewRow<'directories'>): Promise<void> {
  await trx.insertInto('directories').values(directory).execute()
}

export function findDirectoryRow(db: Reader, teamId: TeamId, directoryId: DirectoryId): Promise<Row<'directories'> | undefined> {
  return db.selectFrom('directories').selectAll().where('teamId', '=', teamId).where('directoryId', '=', directoryId).executeTakeFirst()
}

/** As `findDirectoryRow`; nobody else changes the directory, nor inserts into it what refers to it, until the transaction ends. */
export function lockDirectoryRow(trx: Trx, teamId: TeamId, directoryId: DirectoryId): Promise<Row<'directories'> | undefined> {
  const directory = trx.selectFrom('directories').selectAll().where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return lockedWhole(trx, directory).executeTakeFirst()
}

export async function updateDirectoryRow(
  trx: Trx,
  { teamId, directoryId }: Pick<Row<'directories'>, 'teamId' | 'directoryId'>,
  values: Partial<NewRow<'directories'>>,
): Promise<void> {
  await trx.updateTable('directories').set(values).where('teamId', '=', teamId).where('directoryId', '=', directoryId).execute()
}

/** The directories that ended and whose rows still stand, of all teams. Directories are few. */
export function listUnsweptRows(db: Reader): Promise<Row<'directories'>[]> {
  const ended = db.selectFrom('directories').selectAll().where('status', 'in', ['detached', 'deleted'])
  return ended.where('sweptAt', 'is', null).orderBy('teamId').orderBy('directoryId').execute()
}

export function listDirectoryRows(db: Reader, teamId: TeamId): Promise<Row<'directories'>[]> {
  return db.selectFrom('directories').selectAll().where('teamId', '=', teamId).orderBy('directoryId').execute()
}

export async function insertToken(trx: Trx, token: NewRow<'directoryTokens'>): Promise<void> {
  await trx.insertInto('directoryTokens').values(token).execute()
}

export function findTokenRow(db: Reader, teamId: TeamId, tokenId: TokenId): Promise<Row<'directoryTokens'> | undefined> {
  return db.selectFrom('directoryTokens').selectAll().where('teamId', '=', teamId).where('tokenId', '=', tokenId).executeTakeFirst()
}

/** As `findTokenRow`; of two who rotate or revoke a token at once, the second sees what the first did. */
export function lockTokenRow(trx: Trx, teamId: TeamId, tokenId: TokenId): Promise<Row<'directoryTokens'> | undefined> {
  return locked(trx, trx.selectFrom('directoryTokens').selectAll().where('teamId', '=', teamId).where('tokenId', '=', tokenId)).executeTakeFirst()
}

export function listTokenRows(db: Reader, teamId: TeamId, directoryId: DirectoryId): Promise<Row<'directoryTokens'>[]> {
  const tokens = db.selectFrom('directoryTokens').selectAll().where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return tokens.orderBy('tokenId').execute()
}

/** The tokens of a directory that nobody revoked; none is rotated or revoked until the transaction ends. */
export function lockUnrevokedTokens(trx: Trx, teamId: TeamId, directoryId: DirectoryId): Promise<Row<'directoryTokens'>[]> {
  const tokens = trx.selectFrom('directoryTokens').selectAll().where('teamId', '=', teamId).where('directoryId', '=', directoryId)
  return locked(trx, tokens.where('revokedAt', 'is', null).orderBy('tokenId')).execute()
}

/** Of those of these directories that have not ended whose they are, with each of their tokens that nobody revoked. It goes through all directories, since no team is known. */
export async function listLivingWithTokens(db: Reader, directoryIds: readonly DirectoryId[]) {
  return db
    .selectFrom('directories as directory')
    .leftJoin('directoryTokens as token', (join) =>
      join.onRef('token.teamId', '=', 'directory.teamId').onRef('token.directoryId', '=', 'directory.directoryId').on('token.revokedAt', 'is', null),
    )
    .select(['directory.teamId', 'directory.directoryId', 'token.tokenId', 'token.name', 'token.prefix', 'token.expiresAt', 'token.revokedAt'])
    .where(sql<SqlBool>`${sql.ref('directory.directoryId')} ${isIn(db, directoryIds)}`)
    .where('directory.status', 'in', ['active', 'paused'])
    .execute()
}

/** The tokens of a team's directories that nobody revoked. */
export function listUnrevokedTokenRows(db: Reader, teamId: TeamId): Promise<Row<'directoryTokens'>[]> {
  return db.selectFrom('directoryTokens').selectAll().where('teamId', '=', teamId).where('revokedAt', 'is', null).orderBy('tokenId').execute()
}

/**
 * A token, the state of the directory that it opens and the version of its schemas, and what of its team the gate asks for. The tables of teams/ and sso/ are read
 * here so that it costs no further trip to the database (ADR 18); the conditions are written out, so that the partial indexes answer alone.
 */
export async function findTokenWithDirectory(db: Reader, teamId: TeamId, tokenId: TokenId) {
  return (await tokenWithDirectory(db, { teamId, tokenId }))[0]
}

const tokenWithDirectory = prepared((db, { teamId, tokenId }: { teamId: TeamId; tokenId: TokenId }) =>
  db
    .selectFrom('directoryTokens as token')
    .innerJoin('directories as directory', (join) =>
      join.onRef('directory.teamId', '=', 'token.teamId').onRef('directory.directoryId', '=', 'token.directoryId'),
    )
    .innerJoin('teams as team', 'team.teamId', 'token.teamId')
    .select((eb) => [
      eb
        .selectFrom('connections as connection')
        .select('connection.connectionId')
        .whereRef('connection.teamId', '=', 'token.teamId')
        .where(sql<SqlBool>`connection.state = 'active'`)
        .limit(1)
        .as('activeConnection'),
      eb
        .selectFrom('domains')
        .select('domains.domainId')
        .whereRef('domains.teamId', '=', 'token.teamId')
        .where(sql<SqlBool>`domains.state = 'verified'`)
        .limit(1)
        .as('verifiedDomain'),
      'team.plan',
      'token.teamId',
      'token.tokenId',
      'token.directoryId',
      'token.name',
      'token.expiresAt',
      'token.revokedAt',
      'directory.status',
      'directory.schemaVersion',
    ])
    .where('token.teamId', '=', teamId)
    .where('token.tokenId', '=', tokenId),
)

export async function endToken(trx: Trx, teamId: TeamId, tokenId: TokenId, end: Replacement<TokenId> | Revocation): Promise<void> {
  await trx.updateTable('directoryTokens').set(end).where('teamId', '=', teamId).where('tokenId', '=', tokenId).execute()
}

/** Writes something else where one of these names tells who made or revoked a token. */
export async function eraseTokenMakers(trx: Trx, teamId: TeamId, names: readonly string[], instead: string): Promise<void> {
  for (const column of ['createdBy', 'revokedBy'] as const) {
    const tokens = trx
      .updateTable('directoryTokens')
      .set({ [column]: instead })
      .where('teamId', '=', teamId)
    await tokens.where(sql<SqlBool>`lower(${sql.ref(column)}) ${isIn(trx, names)}`).execute()
  }
}

export async function writeTokenUse(
  trx: Trx,
  teamId: TeamId,
  tokenId: TokenId,
  use: { at: Timestamp; ip: string; userAgent: string },
): Promise<void> {
  await trx
    .updateTable('directoryTokens')
    .set((eb) => ({
      firstUsedAt: eb.fn.coalesce('firstUsedAt', eb.val(use.at)),
      lastUsedAt: use.at,
      lastIp: use.ip,
      lastUserAgent: use.userAgent,
    }))
    .where('teamId', '=', teamId)
    .where('tokenId', '=', tokenId)
    .execute()
}

export type Activity = {
  firstAt: Timestamp
  lastAt: Timestamp
  firstWriteAt: Timestamp | null
  firstGroupAt: Timestamp | null
  provider: string | null
}

/** Remembers that an IdP spoke. What came first stays; the latest sign of who speaks wins. */
export async function writeActivity(trx: Trx, teamId: TeamId, directoryId: DirectoryId, activity: Activity): Promise<void> {
  await trx
    .updateTable('directories')
    .set((eb) => ({
      firstRequestAt: eb.fn.coalesce('firstRequestAt', eb.val(activity.firstAt)),
      lastRequestAt: activity.lastAt,
      firstWriteAt: eb.fn.coalesce('firstWriteAt', eb.val(activity.firstWriteAt)),
      firstGroupAt: eb.fn.coalesce('firstGroupAt', eb.val(activity.firstGroupAt)),
      detectedProvider: activity.provider ?? eb.ref('detectedProvider'),
    }))
    .where('teamId', '=', teamId)
    .where('directoryId', '=', directoryId)
    .execute()
}
