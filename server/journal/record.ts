import type { Actor, DirectoryStranger } from '../kernel/actor.ts'
import { credentialOf } from '../kernel/actor.ts'
import { fold } from '../kernel/fold.ts'
import type { Json } from '../kernel/json.ts'
import type { NewRow, Trx } from '../store/open.ts'
import type { Change, MemberLists, Note } from './changes.ts'
import { hideSecrets, redactText } from './redact.ts'
import { appendToChain } from './audit-chain.ts'
import { insertMembers } from './events/members.ts'
import { insertEntries } from './journal.sql.ts'

/** What a request did, or why not. */
export type Deed = {
  /** What was asked: `create_user`, `set_limit`. */
  operation: string
  /** The answer's HTTP status, where there is one. */
  status?: number
  subjectId?: string
  /** The userName or displayName that was asked for. */
  subjectName?: string
  changes: readonly Change[]
  /** All of whom `group.members_changed` names only the first ones. */
  members?: MemberLists
  notes?: readonly Note[]
  /** Attributes that were sent and are kept nowhere. */
  unused?: readonly string[]
}

/** Writes the one journal row of a change, in the change's own transaction: what is not told did not happen. Many members are listed beside the row. */
export async function record(trx: Trx, by: Actor, deed: Deed): Promise<void> {
  await insert(
    trx,
    toRow(by, {
      ...deed,
      outcome: deed.changes.length > 0 ? 'applied' : 'unchanged',
      changes: deed.changes.length > 0 ? hideSecrets(JSON.stringify(deed.changes)) : null,
      notes: deed.notes && deed.notes.length > 0 ? hideSecrets(JSON.stringify(deed.notes)) : null,
    }),
  )
  if (deed.members) await insertMembers(trx, by, deed.members)
}

/** What people, keys, sign-ins and the command line do is audited; what an identity provider asks stands in the provisioning log alone. */
const isAudited = ({ actorKind }: NewRow<'journal'>) => actorKind !== 'directory_token'

const insert = async (trx: Trx, row: NewRow<'journal'>): Promise<void> =>
  insertEntries(trx, [isAudited(row) ? { ...row, ...(await appendToChain(trx, row)) } : row])

/** What was refused and how it was answered. Its transaction is rolled back, so it has one of its own. */
export type RefusedDeed = {
  operation: string
  status: number
  code: string
  answer: string
  subjectId?: string
  subjectName?: string
  /** How many such requests the row stands for; one unless given. */
  count?: number
}

export async function recordRefusal(trx: Trx, by: Actor, deed: RefusedDeed): Promise<void> {
  await insert(trx, toRow(by, { ...deed, outcome: 'refused', changes: null, notes: null }))
}

type RowFacts = {
  operation: string
  outcome: NewRow<'journal'>['outcome']
  changes: string | null
  notes: string | null
  status?: number
  code?: string
  answer?: string
  subjectId?: string
  subjectName?: string
  unused?: readonly string[]
  count?: number
}

/** One row, whoever acted and however it ended. */
export function toRow(by: Actor | DirectoryStranger, facts: RowFacts): NewRow<'journal'> {
  return {
    teamId: by.teamId,
    requestId: by.requestId,
    at: by.at,
    actorKind: by.kind,
    actorId: credentialOf(by),
    actorName: by.name,
    directoryId: by.kind === 'directory_token' ? by.directoryId : null,
    operation: facts.operation,
    outcome: facts.outcome,
    status: facts.status === undefined ? null : BigInt(facts.status),
    code: facts.code ?? null,
    // Whatever a client wrote there is not known to be an id or a name.
    subjectId: facts.subjectId === undefined ? null : redactText(facts.subjectId).slice(0, longestName),
    subjectName: facts.subjectName === undefined ? null : fold(redactText(facts.subjectName)).slice(0, longestName),
    changes: facts.changes,
    notes: facts.notes,
    wire: by.http ? hideSecrets(JSON.stringify(wireFacts(by, by.http, facts.unused))) : null,
    body: by.http?.body ?? null,
    answer: facts.answer === undefined ? null : redactText(facts.answer),
    count: BigInt(facts.count ?? 1),
  }
}

// A refused name may be of any length, and an index entry of PostgreSQL holds some 2,700 bytes.
const longestName = 500

/** How the request came. The milliseconds run until this row is written: the wait for the commit, which others share, is not in them. */
function wireFacts(by: Actor | DirectoryStranger, http: NonNullable<Actor['http']>, unused: readonly string[] = []): { [key: string]: Json } {
  const { method, path, ip, userAgent } = http
  const member = 'member' in by && by.member !== null ? { member: by.member.memberId } : {}
  const known = { method, path, ip, userAgent, ms: Math.round(http.elapsedMs() * 100) / 100, ...member }
  return unused.length > 0 ? { ...known, unused: [...unused] } : known
}
