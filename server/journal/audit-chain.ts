import { hash } from 'node:crypto'
import { canonical } from '../kernel/canonical.ts'
import { setImmediate as turn } from 'node:timers/promises'
import { installation, type TeamId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Db, NewRow, Reader, Row, Trx } from '../store/open.ts'
import { findHead, listErasedRows, lockHead, moveHead, pageAuditRows } from './audit.sql.ts'
import { changesOf } from './entries.ts'

type Link = { auditNumber: bigint; auditDigest: string; auditHash: string }
type Facts = Pick<
  NewRow<'journal'>,
  'teamId' | 'requestId' | 'at' | 'actorKind' | 'actorId' | 'operation' | 'outcome' | 'status' | 'code' | 'subjectId'
>
type Details = {
  actorName: string
  subjectName: string | null
  changes: unknown
  notes: unknown
  wire: unknown
  answer: string | null
  directoryId: string | null
  count: bigint
}

/** The next place in the team's chain. Of two who come at once, one waits: rows are numbered in the order of their commits. */
export async function appendToChain(trx: Trx, row: NewRow<'journal'>): Promise<Link> {
  const head = await lockHead(trx, row.teamId)
  const auditNumber = head.number + 1n
  const auditDigest = digestOf({
    actorName: row.actorName,
    subjectName: row.subjectName ?? null,
    changes: parsed(row.changes),
    notes: parsed(row.notes),
    wire: parsed(row.wire),
    answer: row.answer ?? null,
    directoryId: row.directoryId ?? null,
    count: row.count,
  })
  const auditHash = hashOf(head.hash, auditNumber, row, auditDigest)
  await moveHead(trx, { teamId: row.teamId, number: auditNumber, hash: auditHash })
  return { auditNumber, auditDigest, auditHash }
}

const parsed = (text: string | null | undefined): unknown => (typeof text === 'string' ? JSON.parse(text) : null)

/** Of what a row tells in detail. The chain holds this and not the details, so that names in them can be blanked. */
const digestOf = ({ actorName, subjectName, changes, notes, wire, answer, directoryId, count }: Details): string => {
  const told = [actorName, subjectName, changes, notes, wire, answer, directoryId, String(count)] as Json // columns of JSON and text
  return hash('sha256', canonical(told), 'base64url')
}

/**
 * Of all rows in which names were blanked, and what they were blanked to. Each erasure tells it in its own entry, which the chain holds: it replaces what
 * the erasure before told, since a row may be blanked again. Nobody adds an entry until the transaction ends.
 */
export async function digestOfErased(trx: Trx, teamId: TeamId): Promise<string> {
  await lockHead(trx, teamId)
  return (await listErasedRows(trx, teamId)).reduce(withErased, '')
}

const withErased = (before: string, row: Row<'journal'>): string =>
  hash('sha256', canonical([before, String(row.auditNumber), row.erasedBy, digestOf(row)]), 'base64url')

function hashOf(before: string, number: bigint, facts: Facts, digest: string): string {
  const { teamId, requestId, at, actorKind, actorId, operation, outcome, status, code, subjectId } = facts
  const told = [
    before,
    String(number),
    teamId,
    requestId,
    at,
    actorKind,
    actorId ?? null,
    operation,
    outcome,
    status === null || status === undefined ? null : String(status),
    code ?? null,
    subjectId ?? null,
  ]
  return hash('sha256', canonical([...told, digest]), 'base64url')
}

/** What came of checking a chain: how many rows it has, in how many names were blanked, and the first that is not as it was written. */
export type Verdict = { rows: number; erased: number; broken: { number: number; request: string | null; why: string } | null }

const rowsPerPage = 500

/** Checks a team's chain from its beginning to its end, as they are at one moment: others write on meanwhile. */
export const verifyChain = (db: Db, teamId: TeamId): Promise<Verdict> => db.snapshot((reader) => verify(reader, teamId))

async function verify(db: Reader, teamId: TeamId): Promise<Verdict> {
  const head = await findHead(db, teamId)
  const erasures = new Erasures()
  let [number, last] = [0n, '']
  const verdict = (broken: Verdict['broken']): Verdict => ({ rows: Number(number), erased: erasures.rows, broken })
  const broken = (request: string | null, why: string) => verdict({ number: Number(number + 1n), request, why })
  for (;;) {
    const page = await pageAuditRows(db, teamId, { after: number, limit: rowsPerPage })
    for (const row of page) {
      const why = whatIsWrong(row, number + 1n, last)
      if (why !== undefined) return broken(row.auditNumber === number + 1n ? row.requestId : null, why)
      number += 1n
      last = row.auditHash ?? ''
      erasures.meet(row)
    }
    if (page.length < rowsPerPage) break
    await turn()
  }
  if (number !== (head?.number ?? 0n) || last !== (head?.hash ?? '')) return broken(null, 'rows are missing at the end')
  // The chain of a team begins as the team is made, that of the installation with its first entry.
  if (number === 0n && teamId !== installation) return broken(null, 'all rows are missing')
  return verdict(erasures.whatIsWrong())
}

/** What the rows of a chain tell of erasures, met in their order. */
class Erasures {
  rows = 0
  #digest = ''
  #last: Row<'journal'> | undefined
  readonly #erasers = new Set<string>()
  readonly #erased = new Map<string, Row<'journal'>>()

  meet(row: Row<'journal'>): void {
    if (row.operation === 'erase_member' && row.outcome === 'applied') {
      this.#last = row
      this.#erasers.add(row.requestId)
    }
    if (row.erasedBy === null) return
    this.rows += 1
    this.#digest = withErased(this.#digest, row)
    this.#erased.set(row.erasedBy, row)
  }

  whatIsWrong(): Verdict['broken'] {
    for (const [by, row] of this.#erased) if (!this.#erasers.has(by)) return brokenAt(row, `its names were blanked by ${by}, which erased nobody`)
    if (!this.#last) return null
    const told = changesOf(this.#last).find((change) => change.kind === 'member.erased')
    // Its own details are as they were written: nothing erased them after the last erasure.
    const isTold = this.#last.erasedBy === null && told?.digest === this.#digest
    return isTold ? null : brokenAt(this.#last, 'the rows in which names were blanked are not as it left them')
  }
}

const brokenAt = ({ auditNumber, requestId }: Row<'journal'>, why: string) => ({ number: Number(auditNumber), request: requestId, why })

function whatIsWrong(row: Row<'journal'>, expected: bigint, before: string): string | undefined {
  if (row.auditNumber !== expected) return `row ${expected} is missing`
  if (row.erasedBy === null && row.auditDigest !== digestOf(row)) return 'its details are not those that were written'
  if (row.auditHash !== hashOf(before, expected, row, row.auditDigest ?? '')) return 'it is not what was written, or what stood before it is not'
  return undefined
}
