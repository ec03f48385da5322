import type { Actor } from '../kernel/actor.ts'
import type { Environment } from '../kernel/environment.ts'
import { installation } from '../kernel/ids.ts'
import { keyIdOf, type Place, type Seal } from '../kernel/seal.ts'
import { record } from '../journal/record.ts'
import { write, type Db, type Reader, type Trx } from '../store/open.ts'
import { secretKeyWrong } from './refusals.ts'
import { deleteSealedRow, findSealedRow, listSealedRows, lockSealedRows, putSealedRow } from './sealed-secrets.sql.ts'

/** What is sealed at the first start, so that a wrong key is told at the next one and not when the first secret is needed. */
const touchstone = { teamId: installation, name: 'touchstone' }

/** Sees to it that the secret keys open what is stored, all of it. Refuses: secret-key-wrong. */
export async function requireSecretKeys(db: Db, environment: Environment, seal: Seal): Promise<void> {
  await write(db, async (trx) => {
    if (await findSealedRow(trx, touchstone.teamId, touchstone.name)) return
    await putSealedRow(trx, { ...touchstone, sealed: seal.seal(touchstone, 'purser', environment) })
  })
  await countOpened(db.read, seal)
}

/** How many stored secrets the secret keys open: all of them. Writes nothing. Refuses: secret-key-wrong. */
export async function countOpened(db: Reader, seal: Seal): Promise<number> {
  const rows = await listSealedRows(db)
  const closed = rows.filter((row) => seal.open(row, row.sealed) === undefined)
  const [first] = closed
  if (first) throw doesNotOpen(closed.length, keyIdOf(first.sealed))
  return rows.length
}

/** Seals everything anew with the newest key, or nothing. The others are needed no more. Refuses: secret-key-wrong. */
export function reseal(db: Db, environment: Environment, by: Actor, seal: Seal): Promise<{ resealed: number; key: string }> {
  return write(db, async (trx) => {
    const old = (await lockSealedRows(trx)).filter(({ sealed }) => keyIdOf(sealed) !== seal.newest)
    for (const row of old) {
      const text = seal.open(row, row.sealed)
      if (text === undefined) throw doesNotOpen(1, keyIdOf(row.sealed))
      await putSealedRow(trx, { ...row, sealed: seal.seal(row, text, environment) })
    }
    const changes = old.length > 0 ? [{ kind: 'secrets.resealed' as const, count: old.length, key: seal.newest }] : []
    await record(trx, by, { operation: 'reseal_secrets', changes })
    return { resealed: old.length, key: seal.newest }
  })
}

/** Keeps a secret in its place, whatever stood there. */
export const keepSecret = (trx: Trx, environment: Environment, seal: Seal, place: Place, secret: string): Promise<void> =>
  putSealedRow(trx, { ...place, sealed: seal.seal(place, secret, environment) })

/** The secret that is kept in a place; undefined where there is none. Refuses: secret-key-wrong. */
export async function openSecret(db: Reader, seal: Seal, { teamId, name }: Place): Promise<string | undefined> {
  const row = await findSealedRow(db, teamId, name)
  if (!row) return undefined
  const secret = seal.open(row, row.sealed)
  if (secret === undefined) throw doesNotOpen(1, keyIdOf(row.sealed))
  return secret
}

/** Whether a secret is kept in a place. */
export const hasSecret = async (db: Reader, { teamId, name }: Place): Promise<boolean> => (await findSealedRow(db, teamId, name)) !== undefined

/** Forgets the secret in a place. */
export const dropSecret = deleteSealedRow

const doesNotOpen = (count: number, keyId: string) =>
  secretKeyWrong(
    `PURSER_SECRET_KEY does not open ${count === 1 ? 'a stored secret' : `${count} stored secrets`}, sealed by the key ${keyId}. Give the key that this database was used with ` +
      '(with SQLite the file secret.key of the data folder, as the backup has it), or new,old while one replaces the other.',
  )
