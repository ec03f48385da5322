import type { Lack } from '../kernel/actor.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Row } from '../store/open.ts'
import type { Change, Holding, LimitFact, Note, Several } from './changes.ts'

type Entry = Pick<Row<'journal'>, 'operation' | 'outcome' | 'answer' | 'subjectName' | 'subjectId' | 'count'> & {
  changes: readonly Change[]
  notes: readonly Note[]
}

/** What happened, in plain words: "ada@example.com created", "refused: userName … is already taken". */
export function describe(entry: Entry): string {
  const many = entry.count > 1n ? ` (${entry.count} times within the minute)` : ''
  if (entry.outcome === 'refused') return `refused: ${detailOf(entry.answer) ?? asked(entry)}${many}`
  if (entry.outcome === 'read') return `${asked(entry)}${many}`
  const heldBack = entry.notes.map(describeCut).join('')
  if (entry.outcome === 'unchanged') return `${asked(entry)}: nothing to change${heldBack}`
  return `${entry.changes.map(describeChange).join('; ')}${heldBack}`
}

/** The detail of an error's answer, SCIM or problem. */
function detailOf(answer: string | null): string | undefined {
  if (answer === null) return undefined
  try {
    const { detail } = JSON.parse(answer)
    return typeof detail === 'string' ? detail : undefined
  } catch {
    return undefined
  }
}

function asked({ operation, subjectName, subjectId }: Entry): string {
  const subject = subjectName ?? subjectId
  const words = questions.get(operation) ?? operation.replaceAll('_', ' ')
  return subject === null ? words : `${words} ${subject}`
}

const questions = new Map([
  ['list_users', 'looked up users'],
  ['list_groups', 'looked up groups'],
  ['get_user', 'read user'],
  ['get_group', 'read group'],
  ['discover', 'read what the service can do'],
  ['patch_user', 'change of user'],
  ['replace_user', 'replacement of user'],
  ['patch_group', 'change of group'],
  ['replace_group', 'replacement of group'],
  ['authenticate', 'presented its token'],
  ['bulk', 'sent several operations at once'],
  ['bulk_operation', 'operation of a bulk request'],
])

function describeChange(change: Change): string {
  switch (change.kind) {
    case 'user.created':
      return `${change.userName} created`
    case 'user.deleted':
      return `${change.userName} deleted`
    case 'user.updated':
      return describeUpdate(change)
    case 'group.created':
      return `group ${change.displayName} created`
    case 'group.deleted':
      return `group ${change.displayName} deleted, which had ${people(change.members)}`
    case 'group.updated':
      return 'displayName' in change.after
        ? `group ${nameIn(change.before, 'displayName')} renamed to ${change.displayName}`
        : `group ${change.displayName} updated`
    case 'group.members_changed':
      return `${[countOf(change.joined, 'joined'), countOf(change.left, 'left')].filter(Boolean).join(', ')} group ${change.displayName}`
    case 'member.created':
      return `${change.email ?? 'a person'} is ${change.status === 'active' ? 'in the team' : 'known to the team, and not in it'}`
    case 'member.adopted':
      return `${change.email ?? 'a person'}, who was in the team, is managed by the identity provider now`
    case 'member.reactivated':
      return `${change.email ?? 'a person'} is back in the team`
    case 'member.deprovisioned':
      return `${change.email ?? 'a person'} is out of the team`
    case 'member.updated':
      return `the member's ${Object.keys(change.after).join(' and ')} changed`
    case 'limit.set':
      return `${scopeName(change.scope)} set to ${limitText(change.after)}${change.before ? `, from ${limitText(change.before)}` : ''}`
    case 'limit.unset':
      return `${scopeName(change.scope)} of ${limitText(change.before)} taken away`
    case 'team.created':
      return `team ${change.name} created`
    case 'team.updated':
      return `the team's ${Object.keys(change.after).join(' and ')} changed`
    case 'domain.vouched':
      return `domain ${change.domain} vouched for`
    case 'directory.created':
      return `directory ${change.name} created`
    case 'schema.set':
      return describeSchema(change)
    case 'schema.removed':
      return `schema ${change.schema} taken out, with ${change.removed.join(', ')}`
    case 'directory.updated':
      return change.before['name'] === change.after['name']
        ? `directory ${change.name} is of the provider ${nameIn(change.after, 'provider')} now`
        : `directory ${nameIn(change.before, 'name')} renamed to ${change.name}`
    case 'directory.paused':
      return `directory ${change.name} paused: nobody new comes in by it, who leaves is out`
    case 'directory.resumed':
      return `directory ${change.name} resumed`
    case 'directory.detached':
      return `directory ${change.name} detached, ${change.replacedBy} took over: ${held(change.holding)}`
    case 'directory.deleted':
      return `directory ${change.name} deleted: ${held(change.holding)}`
    case 'user.relinked':
      return `${change.userName} stands for the member whom the replaced directory knew by this name`
    case 'token.created':
    case 'key.created':
      return `${change.prefix}… (${change.name}) created`
    case 'token.revoked':
    case 'key.revoked':
      return `${change.prefix}… (${change.name}) revoked`
    case 'token.rotated':
    case 'key.rotated':
      return `${change.name} replaced, the old one ends ${change.expiresAt}`
    case 'session.started':
      return `${change.email ?? 'a person'} signed in`
    case 'session.ended':
      return 'a session ended'
    case 'access.ended':
      return `${change.sessions} sessions, ${change.keys} personal keys and ${change.links} links ended`
    case 'secrets.resealed':
      return `${change.count} secrets sealed anew by the key ${change.key}`
    case 'audit.exported':
      return `the audit log exported as ${change.format}`
    case 'member.erased':
      return `a former member erased, in ${change.rows} rows`
    case 'link.created':
      return `${linkName(change.purpose)} made${change.email === null ? '' : ` for ${change.email}`}`
    case 'link.used':
      return `${linkName(change.purpose)} used${change.email === null ? '' : ` by ${change.email}`}`
    case 'link.revoked':
      return `${linkName(change.purpose)} revoked${change.email === null ? '' : ` of ${change.email}`}`
  }
}

function describeCut(note: Note): string {
  return note.code === 'deactivated-alone'
    ? `; nothing else of it was applied, since the directory ${note.lacking.map((lack) => lackWords[lack]).join(' and ')}`
    : ''
}
const lackWords: Record<Lack, string> = { paused: 'is paused' }

function describeUpdate({ userName, before, after }: Extract<Change, { kind: 'user.updated' }>): string {
  if (after['active'] === false && before['active'] !== false) return `${userName} deactivated`
  if (after['active'] === true && before['active'] === false) return `${userName} activated`
  if ('userName' in after) return `${nameIn(before, 'userName')} renamed to ${userName}`
  return `${userName}: ${Object.keys(after).join(', ')} changed`
}

function describeSchema({ schema, resourceType, added, changed, removed }: Extract<Change, { added: string[] }>): string {
  const told: [names: string[], verb: string][] = [
    [added, 'added'],
    [changed, 'changed'],
    [removed, 'taken out'],
  ]
  const moved = told.filter(([names]) => names.length > 0).map(([names, verb]) => `${names.join(', ')} ${verb}`)
  return `schema ${schema} of ${resourceType}s: ${moved.length > 0 ? moved.join('; ') : 'described anew'}`
}

const held = ({ users, groups, tokens }: Holding) =>
  `${users} ${users === 1 ? 'user' : 'users'} and ${groups} ${groups === 1 ? 'group' : 'groups'} count no more, ${tokens} ${tokens === 1 ? 'token' : 'tokens'} ended`
const nameIn = (values: JsonObject, key: string) => (typeof values[key] === 'string' ? values[key] : 'one without a name')
const people = (count: number) => (count === 1 ? '1 member' : `${count} members`)
const countOf = ({ count }: Several, verb: string) => (count === 0 ? '' : `${people(count)} ${verb}`)
const limitText = (limit: LimitFact) => (limit.kind === 'unlimited' ? 'unlimited' : limit.amount)
const linkName = (purpose: string) => (purpose === 'invite' ? 'invitation' : `${purpose} link`)
const scopeName = (scope: string) => (scope === 'team_default' ? "the team's default limit" : 'a group limit')
