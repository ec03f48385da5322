import type { TeamId } from '../kernel/ids.ts'
import { prepared } from '../store/prepared.ts'
import type { NewRow, Reader, Trx } from '../store/open.ts'

export async function insertDomain(trx: Trx, domain: NewRow<'domains'>): Promise<void> {
  await trx.insertInto('domains').values(domain).execute()
}

export async function findDomainOwner(db: Reader, domain: string): Promise<{ teamId: TeamId } | undefined> {
  return (await ownerOf(db, { domain }))[0]
}
const ownerOf = prepared((db, { domain }: { domain: string }) => db.selectFrom('domains').select('teamId').where('domain', '=', domain))

export async function listDomainNames(db: Reader, teamId: TeamId): Promise<string[]> {
  const rows = await db.selectFrom('domains').select('domain').where('teamId', '=', teamId).orderBy('domain').execute()
  return rows.map(({ domain }) => domain)
}
