import { hash } from 'node:crypto'
import type { TeamId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { NewRow, Reader, Row, Trx } from '../store/open.ts'
import { findHead, lockHead, moveHead, pageAuditRows } from './audit.sql.ts'

type Link = { auditNumber: bigint; auditDigest: string; auditHash: string }
type Facts = Pick<
  NewRow<'journal'>,
  'teamId' | 'requestId' | 'at' | 'actorKind' | 'actorId' | 'operation' | 'outcome' | 'status' | 'code' | 'subjectId'
>
type Details = { actorName: string; subjectName: string | null; changes: unknown; notes: unknown; wire: unknown }

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
  })
  const auditHash = hashOf(head.hash, auditNumber, row, auditDigest)
  await moveHead(trx, { teamId: row.teamId, number: auditNumber, hash: auditHash })
  return { auditNumber, auditDigest, auditHash }
}

const parsed = (text: string | null | undefined): unknown => (typeof text === 'string' ? JSON.parse(text) : null)

/** Of what a row tells in detail. The chain holds this and not the details, so that names in them can be blanked. */
const digestOf = ({ actorName, subjectName, changes, notes, wire }: Details): string =>
  hash('sha256', canonical([actorName, subjectName, changes, notes, wire] as Json), 'base64url') // columns of JSON and text

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

/** JSON that is the same whatever order a database gives the keys in. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

/** What came of checking a chain: how many rows it has, in how many names were blanked, and the first that is not as it was written. */
export type Verdict = { rows: number; erased: number; broken: { number: number; request: string | null; why: string } | null }

const rowsPerPage = 500

/** Checks a team's chain from its beginning to its end. */
export async function verifyChain(db: Reader, teamId: TeamId): Promise<Verdict> {
  const head = await findHead(db, teamId)
  const erasers = new Set<string>()
  const erased = new Map<string, { number: number; request: string }>()
  let [number, last, erasedRows] = [0n, '', 0]
  const broken = (at: bigint, request: string | null, why: string): Verdict => ({
    rows: Number(number),
    erased: erasedRows,
    broken: { number: Number(at), request, why },
  })
  for (;;) {
    const page = await pageAuditRows(db, teamId, { after: number, limit: rowsPerPage })
    for (const row of page) {
      const why = whatIsWrong(row, number + 1n, last)
      if (why !== undefined) return broken(number + 1n, row.auditNumber === number + 1n ? row.requestId : null, why)
      number += 1n
      last = row.auditHash ?? ''
      if (row.operation === 'erase_member') erasers.add(row.requestId)
      if (row.erasedBy === null) continue
      erasedRows += 1
      erased.set(row.erasedBy, { number: Number(number), request: row.requestId })
    }
    if (page.length < rowsPerPage) break
  }
  if (number !== (head?.number ?? 0n) || last !== (head?.hash ?? '')) return broken(number + 1n, null, 'rows are missing at the end')
  for (const [by, at] of erased)
    if (!erasers.has(by)) return broken(BigInt(at.number), at.request, `its names were blanked by ${by}, which erased nobody`)
  return { rows: Number(number), erased: erasedRows, broken: null }
}

function whatIsWrong(row: Row<'journal'>, expected: bigint, before: string): string | undefined {
  if (row.auditNumber !== expected) return `row ${expected} is missing`
  if (row.erasedBy === null && row.auditDigest !== digestOf(row)) return 'its details are not those that were written'
  if (row.auditHash !== hashOf(before, expected, row, row.auditDigest ?? '')) return 'it is not what was written, or what stood before it is not'
  return undefined
}
