import type { SignInSource } from '../journal/changes.ts'
import { describe } from '../journal/describe.ts'
import { changesOf, listSignInRows, notesOf } from '../journal/entries.ts'
import { isId, type ConnectionId, type MemberId, type RequestId, type TeamId } from '../kernel/ids.ts'
import type { Json } from '../kernel/json.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { Reader, Row } from '../store/open.ts'

/** A sign-in through a connection, or why it was none. */
export type SignIn = {
  requestId: RequestId
  position: bigint
  at: Timestamp
  outcome: 'succeeded' | 'failed'
  code: string | null
  /** In plain words. */
  detail: string
  email: string | null
  subject: string | null
  /** Who it is; of a refusal the one who was recognised, if any. */
  memberId: MemberId | null
  source: SignInSource
  ip: string | null
  /** What the identity provider sent, redacted. It is forgotten after some weeks, and text where it was cut. */
  received: Json
}

/** The sign-in log of a connection, newest first: a view of the journal, whose rows are the audit log's too. */
export async function listSignIns(
  db: Reader,
  teamId: TeamId,
  connectionId: ConnectionId,
  page: { before?: bigint | undefined; since?: Timestamp; limit: number },
): Promise<SignIn[]> {
  return (await listSignInRows(db, teamId, connectionId, page)).map(toSignIn)
}

function toSignIn(row: Row<'journal'>): SignIn {
  const changes = changesOf(row)
  const told = toldIn(row, changes)
  return {
    requestId: row.requestId,
    position: row.position,
    at: row.at,
    outcome: row.outcome === 'refused' ? 'failed' : 'succeeded',
    code: row.code,
    detail: row.outcome === 'refused' ? (told.detail ?? 'The details were erased.') : describe({ ...row, changes, notes: notesOf(row) }),
    email: told.email ?? null,
    subject: told.subject ?? null,
    memberId: row.subjectId !== null && isId('mem', row.subjectId) ? row.subjectId : null,
    source: told.source ?? 'service_provider',
    ip: typeof row.wire?.['ip'] === 'string' ? row.wire['ip'] : null,
    received: parse(row.body),
  }
}

type Told = { detail?: string; email?: string | null; subject?: string; source?: SignInSource }

/** What a refusal tells stands in its answer; what a success tells, with the session that began. */
function toldIn({ outcome, answer }: Row<'journal'>, changes: ReturnType<typeof changesOf>): Told {
  if (outcome === 'refused') {
    const told = parse(answer)
    return typeof told === 'object' && told !== null && !Array.isArray(told) ? (told as Told) : {} // admit-person.ts writes nothing else there
  }
  const sso = changes.flatMap((change) => (change.kind === 'session.started' && change.sso ? [change.sso] : []))[0]
  return sso ? { email: sso.asserted, subject: sso.subject, source: sso.source } : {}
}

function parse(text: string | null): Json {
  try {
    return text === null ? null : JSON.parse(text)
  } catch {
    return text
  }
}
