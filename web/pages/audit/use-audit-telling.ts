import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { Item } from '../../api/answer.ts'
import { useFormat } from '../../language/format.ts'
import { useRoleName } from '../../session/role-name.ts'

type Values = Record<string, unknown>
type Tellers = Record<string, (change: Values) => string>

/** What an entry tells, in the language that is shown: made of its changes. What has no words here, and the detail of a refusal, is told as the API has it, in English. */
export function useAuditTelling(): (entry: Pick<Item<'/v1/audit_log'>, 'changes' | 'names' | 'outcome' | 'summary' | 'count'>) => string {
  const { t } = useLingui()
  const tellers: Tellers = { ...usePeopleTellers(), ...useSpendTellers(), ...useSignInTellers(), ...useAccessTellers() }
  return ({ changes, names, outcome, summary, count }) => {
    if (outcome === 'refused' && count === 1) return t`refused: ${summary.replace(/^refused: /, '')}`
    const told = changes.slice(0, changesTold).map((change) => tellers[text(change['kind'])]?.({ ...change, called: calledBy(change, names) }))
    const isTold = outcome === 'applied' && count === 1 && told.length > 0 && told.every((each) => each !== undefined)
    if (!isTold) return summary
    const more = changes.length - told.length
    return [...told, ...(more > 0 ? [plural(more, { one: 'and # more', other: 'and # more' })] : [])].join(t`; `)
  }
}

/** So many changes of an entry are told in a line; all of them stand in the entry. */
const changesTold = 5

/** What somebody or a group is called that a change knows by id alone: by the id where nobody knows a name any more. */
function calledBy({ subject, member }: Values, names: Record<string, string>): string {
  const id = text(subject) || text(member)
  return names[id] ?? id
}

function usePeopleTellers(): Tellers {
  const { t } = useLingui()
  const roleName = useRoleName()
  const who = ({ email }: Values) => text(email) || t`a person`
  return {
    'member.created': (change) =>
      change['status'] === 'active' ? t`${who(change)} is in the team` : t`${who(change)} is known, and not in the team`,
    'member.adopted': (change) => t`${who(change)}, who was in the team, is managed by the identity provider now`,
    'member.reactivated': (change) => t`${who(change)} is back in the team`,
    'member.deprovisioned': (change) => t`${who(change)} is out of the team`,
    'member.updated': ({ after, before }) => {
      const [was, is] = [text(valuesIn(before)['role']), text(valuesIn(after)['role'])]
      return was && is ? t`role changed from ${roleName(was)} to ${roleName(is)}` : t`the member's ${namesIn(after)} changed`
    },
    'member.erased': () => t`a former member erased`,
    'team.created': ({ name }) => t`team ${text(name)} created`,
    'team.updated': ({ after }) => t`the team's ${namesIn(after)} changed`,
    'session.started': (change) => t`${who(change)} signed in`,
    'session.ended': () => t`a session ended`,
    'sessions.ended': ({ count }) => plural(Number(count), { one: '# session ended', other: '# sessions ended' }),
    'access.ended': () => t`sessions and keys ended`,
  }
}

function useSpendTellers(): Tellers {
  const { t } = useLingui()
  const format = useFormat()
  const limit = (value: unknown) => format.limit({ kind: text(valuesIn(value)['kind']), amount: text(valuesIn(value)['amount']) })
  const named = ({ scope, called }: Values): string => {
    switch (scope) {
      case 'team_default':
        return t`the team's default limit`
      case 'team_total':
        return t`the limit of the whole team`
      case 'user':
        return t`the own limit of ${text(called)}`
      default:
        return t`the limit of group ${text(called)}`
    }
  }
  return {
    'limit.set': (change) => {
      const [before, after] = [change['before'], limit(change['after'])]
      return before === null ? t`${named(change)} set to ${after}` : t`${named(change)} set to ${after}, from ${limit(before)}`
    },
    'limit.unset': (change) => t`${named(change)}, ${limit(change['before'])}, taken away`,
    'limits.raised': () => t`limits rose by it`,
    'threshold.reached': ({ scope, called, threshold, spent, currency }) => {
      const { percent, amount } = valuesIn(threshold)
      const reached = typeof percent === 'number' ? format.percent(percent / 100) : format.money(text(amount), text(currency))
      const who = scope === 'user' ? text(called) : t`the team`
      return t`${who} reached the threshold of ${reached}: ${format.money(text(spent), text(currency))} spent in the period`
    },
    'periods.changed': () => t`the team's periods begin otherwise`,
    'usage.corrected': ({ called, amount }) => t`spend of ${text(called)} corrected by ${format.money(text(amount))}`,
    'usage.released': ({ called, amount }) => t`a quarantined event of ${text(called)} booked with ${format.money(text(amount))}`,
    'usage.discarded': ({ called }) => t`a quarantined event of ${text(called)} discarded`,
    'ledger.reconciled': ({ sumsDiffering }) =>
      Number(sumsDiffering) === 0
        ? t`the ledger reconciled: every sum is that of its entries`
        : t`the ledger reconciled: ${Number(sumsDiffering)} sums differ`,
  }
}

function useSignInTellers(): Tellers {
  const { t } = useLingui()
  const named = ({ name }: Values) => text(name)
  const domain = ({ domain: of }: Values) => text(of)
  return {
    'domain.claimed': (change) => t`domain ${domain(change)} claimed`,
    'domain.vouched': (change) => t`domain ${domain(change)} vouched for`,
    'domain.verified': (change) => t`domain ${domain(change)} verified`,
    'domain.failing': (change) => t`the TXT record of ${domain(change)} is gone: without it the domain is lost in a week`,
    'domain.recovered': (change) => t`the TXT record of ${domain(change)} is back`,
    'domain.expired': (change) => t`domain ${domain(change)} lost: its TXT record was gone for a week`,
    'domain.failed': (change) => t`domain ${domain(change)} was not proved in time`,
    'domain.removed': (change) => t`domain ${domain(change)} given up`,
    'connection.created': (change) => t`connection ${named(change)} made`,
    'connection.updated': ({ name, after, secret }) =>
      t`connection ${text(name)}: ${[namesIn(after), secret === true && 'client_secret'].filter(Boolean).join(', ')} changed`,
    'connection.tested': (change) => t`connection ${named(change)} works: a test sign-in succeeded`,
    'connection.activated': (change) => t`people sign in through the connection ${named(change)} from now on`,
    'connection.deactivated': (change) => t`nobody signs in through the connection ${named(change)} any more`,
    'connection.deleted': (change) => t`connection ${named(change)} deleted`,
    'connection.test_started': (change) => t`test sign-in through ${named(change)} begun`,
    'connection.test_finished': (change) =>
      change['outcome'] === 'succeeded'
        ? t`test sign-in through ${named(change)} succeeded`
        : t`test sign-in through ${named(change)} failed: ${text(change['code'])}`,
    'identity.linked': ({ email, subject }) => t`${text(email) || t`a person`} is recognised as ${text(subject)} from now on`,
    'identity.unlinked': ({ email, subject }) => t`${text(email) || t`a person`} is not recognised as ${text(subject)} any more`,
    'directory.created': (change) => t`directory ${named(change)} created`,
    'directory.updated': (change) => t`directory ${named(change)} changed`,
    'directory.paused': (change) => t`directory ${named(change)} paused: nobody new comes in by it, who leaves is out`,
    'directory.resumed': (change) => t`directory ${named(change)} resumed`,
    'directory.detached': (change) => t`directory ${named(change)} replaced by another`,
    'directory.deleted': (change) => t`directory ${named(change)} deleted`,
  }
}

function useAccessTellers(): Tellers {
  const { t } = useLingui()
  const format = useFormat()
  const made = ({ prefix, name }: Values) => t`${text(prefix)}… (${text(name)}) created`
  const revoked = ({ prefix, name }: Values) => t`${text(prefix)}… (${text(name)}) revoked`
  const rotated = ({ name, expiresAt }: Values) => t`${text(name)} replaced, the old one ends ${format.dateTime(text(expiresAt))}`
  const link = (change: Values, invitation: string, other: string) => (change['purpose'] === 'invite' ? invitation : other)
  const of = ({ email }: Values) => text(email) || t`a person`
  return {
    'token.created': made,
    'key.created': made,
    'token.revoked': revoked,
    'key.revoked': revoked,
    'token.rotated': rotated,
    'key.rotated': rotated,
    'audit.exported': () => t`the audit log exported`,
    'provisioning_log.exported': () => t`the provisioning log exported`,
    'setup_session.ended': () => t`whoever opened the set-up link signed out`,
    'setup_link.created': ({ expiresAt }) => t`set-up link made, open until ${format.dateTime(text(expiresAt))}`,
    'setup_link.opened': () => t`set-up link opened`,
    'setup_link.revoked': () => t`set-up link revoked`,
    'link.created': (change) => link(change, t`invitation made for ${of(change)}`, t`login link made for ${of(change)}`),
    'link.used': (change) => link(change, t`invitation used by ${of(change)}`, t`login link used by ${of(change)}`),
    'link.revoked': (change) => link(change, t`invitation of ${of(change)} revoked`, t`login link of ${of(change)} revoked`),
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const valuesIn = (value: unknown): Values => (typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {})
const namesIn = (value: unknown): string => Object.keys(valuesIn(value)).join(', ')
