import type { JsonObject } from '../kernel/json.ts'
import type { Row } from '../store/open.ts'
import type { Change, Note } from './changes.ts'
import { detailOf, subjectOf } from './describe.ts'

/** A part of what an entry tells, by a code and the values in it, for whoever says it in another language. A code is a promise; what is not known here has its code alone. */
export type Part = { code: string; [value: string]: string | number | boolean | null | string[] }

type Entry = Pick<Row<'journal'>, 'actorName' | 'operation' | 'outcome' | 'answer' | 'code' | 'subjectName' | 'subjectId'> & {
  changes: readonly Change[]
  notes: readonly Note[]
}

/** What `describe` says in English, part by part. */
export function partsOf(entry: Entry): Part[] {
  const { operation, outcome, answer, code } = entry
  const asked = { operation, subject: subjectOf(entry) }
  const heldBack = entry.notes.flatMap((note) =>
    note.code === 'deactivated-alone' ? [{ code: 'deactivated_alone', lacking: [...note.lacking] }] : [],
  )
  const ofToken = operation === 'authenticate' && code === 'token-cut' && { token: entry.actorName }
  if (outcome === 'refused') return [{ code: 'refused', ...asked, problem: code, detail: detailOf(answer) ?? null, ...ofToken }]
  if (outcome === 'read') return [{ code: 'read', ...asked }]
  if (outcome === 'unchanged') return [{ code: 'unchanged', ...asked }, ...heldBack]
  return [...entry.changes.map(partOf), ...heldBack]
}

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>
type Tellers = { [Kind in Change['kind']]?: (change: Of<Kind>) => Part }

const named = ({ kind, userName }: Of<'user.created' | 'user.deleted' | 'user.relinked'>) => ({ code: kind, name: userName })
const addressed = ({ kind, email }: Of<'member.adopted' | 'member.reactivated' | 'member.deprovisioned'>) => ({ code: kind, email })

/** What identity providers bring about. */
const tellers: Tellers = {
  'user.created': named,
  'user.deleted': named,
  'user.relinked': named,
  'user.updated': partOfUpdate,
  'group.created': ({ kind, displayName }) => ({ code: kind, name: displayName }),
  'group.deleted': ({ kind, displayName, members }) => ({ code: kind, name: displayName, members }),
  'group.updated': ({ kind, displayName: name, before, after }) =>
    'displayName' in after ? { code: 'group.renamed', name, before: nameIn(before, 'displayName') } : { code: kind, name },
  'group.members_changed': ({ kind, displayName, joined, left }) => ({ code: kind, name: displayName, joined: joined.count, left: left.count }),
  'member.created': ({ kind, email, status }) => ({ code: kind, email, is_in: status === 'active' }),
  'member.adopted': addressed,
  'member.reactivated': addressed,
  'member.deprovisioned': addressed,
  'member.updated': ({ kind, after }) => ({ code: kind, attributes: Object.keys(after) }),
  'access.ended': ({ kind, sessions, keys, links }) => ({ code: kind, sessions, keys, links }),
  'limit.unset': ({ kind, scope, before }) => ({ code: kind, scope, amount: before.kind === 'amount' ? before.amount : null }),
}

function partOf(change: Change): Part {
  const tell = tellers[change.kind] as ((change: Change) => Part) | undefined // each takes what is of its kind
  return tell?.(change) ?? { code: change.kind }
}

function partOfUpdate({ userName: name, before, after }: Of<'user.updated'>): Part {
  if (after['active'] === false && before['active'] !== false) return { code: 'user.deactivated', name }
  if (after['active'] === true && before['active'] === false) return { code: 'user.activated', name }
  if ('userName' in after) return { code: 'user.renamed', name, before: nameIn(before, 'userName') }
  return { code: 'user.updated', name, attributes: Object.keys(after) }
}

const nameIn = (values: JsonObject, key: string): string | null => (typeof values[key] === 'string' ? values[key] : null)
