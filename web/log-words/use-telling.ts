import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import type { LogEntry } from '../api/live-log.ts'
import { useOperationName } from './operation-name.ts'

type Values = Record<string, unknown>

/** What an entry tells, in the language that is shown: made of its parts. What has no words here is told as the API has it, in English. */
export function useTelling(): (entry: Pick<LogEntry, 'parts' | 'summary' | 'count'>) => string {
  const { t, i18n } = useLingui()
  const operationName = useOperationName()
  const tellers: Record<string, (values: Values) => string> = {
    read: ({ operation, subject }) => withSubject(operationName(text(operation)), subject),
    unchanged: ({ operation, subject }) => t`${withSubject(operationName(text(operation)), subject)}: nothing to change`,
    refused: ({ operation, subject, problem, token, detail }) => {
      const strange = operation === 'authenticate' && strangeCall(problem, text(token))
      if (strange) return strange
      const asked = withSubject(operationName(text(operation)), subject)
      return typeof detail === 'string' ? t`${asked}: ${detail}` : asked
    },
    deactivated_alone: () => t`only the end of access was taken, since something is missing`,
    'user.created': ({ name }) => t`${text(name)} created`,
    'user.deleted': ({ name }) => t`${text(name)} deleted`,
    'user.relinked': ({ name }) => t`${text(name)} is another person's now`,
    'user.deactivated': ({ name }) => t`${text(name)} deactivated`,
    'user.activated': ({ name }) => t`${text(name)} activated`,
    'user.renamed': ({ name, before }) => t`${text(before)} renamed to ${text(name)}`,
    'user.updated': ({ name, attributes }) => t`${text(name)}: ${list(attributes)} changed`,
    'group.created': ({ name }) => t`group ${text(name)} created`,
    'group.deleted': ({ name }) => t`group ${text(name)} deleted`,
    'group.renamed': ({ name, before }) => t`group ${text(before)} renamed to ${text(name)}`,
    'group.updated': ({ name }) => t`group ${text(name)} changed`,
    'group.members_changed': ({ name, joined, left }) => membersChanged(text(name), Number(joined), Number(left)),
    'member.created': ({ email, is_in: isIn }) =>
      isIn === true ? t`${text(email)} is in the team` : t`${text(email)} is known, and not in the team`,
    'member.adopted': ({ email }) => t`${text(email)}, who was in the team, is managed by the identity provider now`,
    'member.reactivated': ({ email }) => t`${text(email)} is back in the team`,
    'member.deprovisioned': ({ email }) => t`${text(email)} is out of the team`,
    'member.updated': ({ attributes }) => t`the member's ${list(attributes)} changed`,
    'access.ended': () => t`sessions and keys ended`,
    'limit.unset': () => t`the group's limit taken away`,
    'limits.raised': () => t`limits rose by it`,
  }
  /** Whoever brought no token of ours: what was brought is told, which the answer does not say. */
  function strangeCall(problem: unknown, token: string): string | undefined {
    switch (problem) {
      case 'token-missing':
        return t`called without a token`
      case 'token-not-ours':
        return t`called with what is no token of a directory: such a token begins with purser_scim_`
      case 'token-cut':
        return t`called with a token that begins like the token ${token} and is not it: it was cut or mistyped when it was pasted`
      case 'token-unknown':
        return t`called with a token that nobody was given: it was cut or mistyped when it was pasted, or comes from elsewhere`
      default:
        return undefined
    }
  }
  function membersChanged(name: string, joined: number, left: number): string {
    const joins = joined > 0 && plural(joined, { one: '# joined', other: '# joined' })
    const leaves = left > 0 && plural(left, { one: '# left', other: '# left' })
    return t`group ${name}: ${[joins, leaves].filter(Boolean).join(', ')}`
  }
  return ({ parts, summary, count }) => {
    const told = parts.map(({ code, ...values }) => tellers[code]?.(values))
    const words = told.length > 0 && told.every((each) => each !== undefined) ? told.join(t`; `) : summary
    return count > 1 ? `${words} (${new Intl.NumberFormat(i18n.locale).format(count)} ×)` : words
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '')
const withSubject = (words: string, subject: unknown): string => (typeof subject === 'string' ? `${words} ${subject}` : words)
