import type { Lack } from '../kernel/actor.ts'
import type { JsonObject } from '../kernel/json.ts'
import type { Row } from '../store/open.ts'
import type { Change, Holding, LimitFact, Note, RaiseCause, Several } from './changes.ts'
import { isStrange, type StrangeCode } from './strange-calls.ts'

type Entry = Pick<Row<'journal'>, 'actorKind' | 'actorName' | 'operation' | 'outcome' | 'code' | 'answer' | 'subjectName' | 'subjectId' | 'count'> & {
  changes: readonly Change[]
  notes: readonly Note[]
}

/** What happened, in plain words: "ada@example.com created", "refused: userName … is already taken". */
export function describe(entry: Entry): string {
  // Reads are gathered by the minute, calls with a dead key or session by the hour.
  const span = entry.actorKind === 'directory_token' ? 'minute' : 'hour'
  const many = entry.count > 1n ? ` (${entry.count} times within the ${span})` : ''
  if (entry.outcome === 'refused') return `refused: ${whyStrange(entry) ?? detailOf(entry.answer) ?? asked(entry)}${many}`
  if (entry.outcome === 'read') return `${asked(entry)}${many}`
  const heldBack = entry.notes.map(describeCut).join('')
  if (entry.outcome === 'unchanged') return `${asked(entry)}: nothing to change${heldBack}`
  return `${entry.changes.map(describeChange).join('; ')}${heldBack}`
}

/** What the answer does not say, of whoever brought no token of ours. */
function whyStrange({ operation, code, actorName }: Entry): string | undefined {
  return operation === 'authenticate' && isStrange(code) ? strangeWords[code](actorName) : undefined
}
const strangeWords: Record<StrangeCode, (token: string) => string> = {
  'token-missing': () => 'called without a token',
  'token-not-ours': () => 'called with what is no token of a directory: such a token begins with purser_scim_',
  'token-cut': (token) => `called with a token that begins like the token ${token} and is not it: it was cut or mistyped when it was pasted`,
  'token-unknown': () => 'called with a token that nobody was given: it was cut or mistyped when it was pasted, or comes from elsewhere',
}

/** The detail of an error's answer, SCIM or problem. */
export function detailOf(answer: string | null): string | undefined {
  if (answer === null) return undefined
  try {
    const { detail } = JSON.parse(answer)
    return typeof detail === 'string' ? detail : undefined
  } catch {
    return undefined
  }
}

/** What is called what was asked about. A token that opens nothing is about none: the directory that it was for is where it is told. */
export const subjectOf = ({ operation, subjectName, subjectId }: Pick<Entry, 'operation' | 'subjectName' | 'subjectId'>): string | null =>
  operation === 'authenticate' ? null : (subjectName ?? subjectId)

function asked(entry: Entry): string {
  const { operation } = entry
  const subject = subjectOf(entry)
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
      if (change.after.frozen) return `${scopeName(change.scope)} of ${limitText(change.after)} holds on, frozen, for whom the deleted group held`
      return `${scopeName(change.scope)} set to ${limitText(change.after)}${change.before ? `, from ${limitText(change.before)}` : ''}`
    case 'limit.unset':
      return `${scopeName(change.scope)} of ${limitText(change.before)} taken away`
    case 'limits.raised':
      return `${people(change.raised.count)} may spend more, since ${causes[change.cause]}${change.displayName === null ? '' : ` ${change.displayName}`}`
    case 'threshold.reached':
      return describeThreshold(change)
    case 'team.created':
      return `team ${change.name} created`
    case 'team.updated':
      return `the team's ${Object.keys(change.after).join(' and ')} changed`
    case 'periods.changed':
      return `the team's periods begin otherwise${typeof change.after['since'] === 'string' ? ` from ${change.after['since']} on` : ''}`
    case 'domain.claimed':
      return `domain ${change.domain} claimed`
    case 'domain.vouched':
      return `domain ${change.domain} vouched for`
    case 'domain.verified':
      return `domain ${change.domain} verified`
    case 'domain.failing':
      return `the TXT record of ${change.domain} is gone: without it the domain is lost in a week`
    case 'domain.recovered':
      return `the TXT record of ${change.domain} is back`
    case 'domain.expired':
      return `domain ${change.domain} lost: its TXT record was gone for a week`
    case 'domain.failed':
      return `domain ${change.domain} was not proved in time`
    case 'domain.removed':
      return `domain ${change.domain}, which was ${change.before}, given up`
    case 'connection.created':
      return `connection ${change.name} made`
    case 'connection.updated':
      return `connection ${change.name}: ${[...Object.keys(change.after), ...(change.secret ? ['client secret'] : [])].join(' and ')} changed`
    case 'connection.tested':
      return `connection ${change.name} works: a test sign-in succeeded`
    case 'connection.activated':
      return `people sign in through the connection ${change.name} from now on${change.letsOwnersIn ? '' : ', but for owners'}`
    case 'connection.deactivated':
      return `nobody signs in through the connection ${change.name} any more`
    case 'connection.deleted':
      return `connection ${change.name} deleted`
    case 'connection.test_started':
      return `test sign-in through ${change.name} begun`
    case 'connection.test_finished':
      return `test sign-in through ${change.name} ${change.outcome}${change.code === null ? '' : `: ${change.code}`}`
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
    case 'sessions.ended':
      return `${change.count} ${change.count === 1 ? 'session' : 'sessions'} ended that began ${change.connection === null ? 'by links' : `through ${change.connection}`}`
    case 'identities.forgotten':
      return `${change.count} ${change.count === 1 ? 'link' : 'links'} of ${change.connection} to members ended, since its identity provider is another one`
    case 'identity.linked':
      return `${change.email ?? 'a person'} is the subject ${change.subject} of ${change.connection} from now on, recognised by ${change.by}`
    case 'identity.unlinked':
      return `${change.email ?? 'a person'} is the subject ${change.subject} of ${change.connection} no more`
    case 'access.ended':
      return `${change.sessions} sessions, ${change.keys} personal keys and ${change.links} links ended`
    case 'usage.corrected':
      return `spend of ${change.member} corrected by ${change.amount}`
    case 'usage.released':
      return `a quarantined event of ${change.member} booked with ${change.amount}`
    case 'usage.discarded':
      return `a quarantined event of ${change.member} discarded`
    case 'ledger.reconciled':
      return `the ledger reconciled: ${change.sumsDiffering === 0 ? 'every sum is that of its entries' : `${change.sumsDiffering} sums differ, by ${change.drift}`}`
    case 'secrets.resealed':
      return `${change.count} secrets sealed anew by the key ${change.key}`
    case 'audit.exported':
      return `the audit log exported as ${change.format}${describeFilter(change.filter)}`
    case 'provisioning_log.exported':
      return `the provisioning log exported as ${change.format}${describeFilter(change.filter)}`
    case 'spend.exported':
      return `${exported[change.what]} of the period from ${change.period_start} exported`
    case 'member.erased':
      return `a former member erased, in ${change.rows} rows`
    case 'setup_session.ended':
      return 'whoever opened the set-up link signed out'
    case 'setup_link.created':
      return `set-up link (${change.purpose}) made, open until ${change.expiresAt}`
    case 'setup_link.opened':
      return `set-up link (${change.purpose}) opened`
    case 'setup_link.revoked':
      return `set-up link (${change.purpose}) revoked`
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
const lackWords: Record<Lack, string> = {
  paused: 'is paused',
  plan: 'is of a team whose plan has none',
  sso: 'is of a team without active single sign-on',
  domain: 'is of a team without a verified domain',
}

/** Of what an export was: `, where operation is create_key and since is 2026-11-01T00:00:00.000Z`. */
function describeFilter(filter: object = {}): string {
  const parts = Object.entries(filter)
    .map(([name, value]) => `${name} is ${value}`)
    .toSorted() // the databases give the keys in different orders
  return parts.length === 0 ? ', all of it' : `, where ${parts.join(' and ')}`
}

const exported: Record<Extract<Change, { kind: 'spend.exported' }>['what'], string> = {
  ledger: 'the ledger',
  effective_limits: 'what everybody may spend',
  summary: 'the sums',
}
const causes: Record<RaiseCause, string> = {
  group_joined: 'they joined group',
  group_left: 'they left group',
  group_deleted: 'there is no more group',
  user_activated: 'a user of theirs was activated',
  user_deactivated: 'a user of theirs was deactivated',
  user_deleted: 'a user of theirs was deleted',
}

function describeThreshold({ scope, subject, threshold, spent, currency }: Extract<Change, { kind: 'threshold.reached' }>): string {
  const whose = scope === 'user' ? subject : 'the team'
  const reached = 'percent' in threshold ? `${threshold.percent} % of ${scope === 'user' ? 'their' : 'its'} limit` : `${threshold.amount} ${currency}`
  return `${whose} reached ${reached}: ${spent} ${currency} spent in the period`
}

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
const limitText = (limit: LimitFact) =>
  `${limit.kind === 'unlimited' ? 'unlimited' : limit.amount}${limit.expiresAt === undefined ? '' : ` until ${limit.expiresAt}`}`
const linkName = (purpose: string) => (purpose === 'invite' ? 'invitation' : `${purpose} link`)
const scopeNames = new Map([
  ['team_default', "the team's default limit"],
  ['team_total', 'the limit of the whole team'],
  ['user', "a person's own limit"],
])
const scopeName = (scope: string) => scopeNames.get(scope) ?? 'a group limit'
