import { fold } from '../kernel/fold.ts'
import type { RequestId, TeamId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Row, Trx } from '../store/open.ts'
import { digestOfErased } from './audit-chain.ts'
import { eraseRow, listRowsTelling, type ErasedDetails } from './journal.sql.ts'

/** What stands where a name was. */
export const erased = '[erased]'

/** Who is to be forgotten: the ids that stand for them, which stay, and the texts that name them. */
export type Forgotten = { ids: readonly string[]; texts: readonly string[] }

/**
 * Blanks what names somebody in the journal of a team. The chain of the audit log goes on to hold, since it is of a digest.
 * Answers in how many rows, and the digest of all that is blanked in the audit log, which is for the entry of the erasure to tell.
 */
export async function eraseInJournal(trx: Trx, teamId: TeamId, who: Forgotten, by: RequestId): Promise<{ rows: number; digest: string }> {
  const rows = (await listRowsTelling(trx, teamId, who)).filter((row) => tellsOf(row, who))
  for (const row of rows) await eraseRow(trx, row.position, blank(row, who), by)
  return { rows: rows.length, digest: await digestOfErased(trx, teamId) }
}

/** Whether a row is about them, or names them anywhere. The search was by letters alone, and finds Ann in "annual" too. */
function tellsOf(row: Row<'journal'>, who: Forgotten): boolean {
  const told = [row.changes, row.notes, row.wire].map((value) => JSON.stringify(value)).join(' ')
  if (who.ids.some((id) => row.subjectId === id || told.includes(id))) return true
  return [row.actorName, row.subjectName ?? '', told, row.body ?? '', row.answer ?? ''].some(namesOf(who))
}

/** Whether a text names them: as whole words, in any letter case. */
export function namesOf({ texts }: Pick<Forgotten, 'texts'>): (text: string) => boolean {
  const words = texts.map((text) => new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(fold(text))}(?![\\p{L}\\p{N}])`, 'u'))
  return (text) => words.some((word) => word.test(fold(text)))
}

/** A row's details without what names somebody. */
export function blank(row: Pick<Row<'journal'>, 'actorName' | 'subjectName' | 'changes' | 'notes' | 'wire'>, who: Forgotten): ErasedDetails {
  const names = namesOf(who)
  const blankIn = (value: unknown) => (value === null ? null : JSON.stringify(withoutNames(value as Json, names, who.ids))) // columns of JSON
  const wire = row.wire !== null && who.ids.some((id) => id === row.wire?.['member']) ? { ...row.wire, ip: erased, userAgent: erased } : row.wire
  return {
    actorName: names(row.actorName) ? erased : row.actorName,
    subjectName: row.subjectName !== null && names(row.subjectName) ? erased : row.subjectName,
    changes: blankIn(row.changes),
    notes: blankIn(row.notes),
    wire: blankIn(wire),
  }
}

/** Texts that name somebody are blanked wherever they stand; of what moved of that person, all values. */
function withoutNames(value: Json, names: (text: string) => boolean, ids: readonly string[], isTheirs = false): Json {
  if (typeof value === 'string') return names(value) || (isTheirs && value !== '') ? erased : value
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((each) => withoutNames(each, names, ids, isTheirs))
  const isOfThem = [value['user'], value['member']].some((id) => typeof id === 'string' && ids.includes(id))
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => {
    const isMoved = isTheirs || (isOfThem && (key === 'before' || key === 'after'))
    return [key, withoutNames(inner, names, ids, isMoved)]
  })
  return Object.fromEntries(entries)
}
