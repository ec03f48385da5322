import type { Hint } from '../provider-steps.ts'
import type { Facts } from '../finding-facts.ts'

/** `info` is good to know and may be meant; a `warning` is worth a look. */
export type Severity = 'info' | 'warning'

/** What is said of a finding, made of its facts alone. */
export type WordsOf<Known> = {
  severity: (facts: Known) => Severity
  title: string
  /** What is so, and why it matters. */
  what: (facts: Known) => string
  /** What to do, in sentences. */
  toDo: (facts: Known) => string
  /** The page of the dashboard where it is looked at. */
  link: (facts: Known) => string
}

export type Words<Codes extends keyof Facts> = { [Code in Codes]: WordsOf<Facts[Code]> }

export const isWarning = () => 'warning' as const
export const isInfo = () => 'info' as const
export const unlessEarly = ({ isEarly }: { isEarly: boolean }): Severity => (isEarly ? 'info' : 'warning')

export const quoted = (name: string): string => `"${name}"`

/** The first of them, and that there are more. */
export function named(names: readonly string[], count: number = names.length, isMore = false, shown = 5): string {
  const first = names.slice(0, shown).join(', ')
  const others = count - Math.min(names.length, shown)
  if (others <= 0) return isMore ? `${first} and others` : first
  return `${first} and ${isMore ? 'more than ' : ''}${others} more`
}

export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`
export const atLeast = (isMore: boolean): string => (isMore ? 'more than ' : '')
export const amountOf = ({ amount, currency }: { amount: string | null; currency: string }): string =>
  amount === null ? 'unlimited' : `${amount} ${currency}`

/** A length of time that a person can read: 40 minutes, 5 hours, 3 days. */
export function lengthOf(minutes: number): string {
  if (minutes < 120) return plural(minutes, 'minute', 'minutes')
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`
}

const hintWords: Record<Hint, string> = {
  'another-group-than-the-assigning': 'Push another group than the one that assigns the application: with one group for both, removals are lost.',
  'direct-members-only': 'Only the direct members of a group are sent: of a group within a group nobody is.',
  'needs-premium-licence': 'Groups are sent with the licence P1 or P2 alone.',
  'empty-group-not-sent': 'A group without people is not sent: put one person into it.',
  'group-management-switch': 'The switch for group management has to be on, and saved.',
  'inner-group-counts-for-itself': 'People of a group within a group count for the inner one alone.',
  'external-groups-not-sent': 'Groups that it has from elsewhere cannot be sent.',
  'groups-of-the-app-alone': 'Only groups that are made inside the application are sent.',
  'roles-become-groups': 'Its roles become the groups here.',
  'nothing-comes-by-itself': 'A provider or a program in between has to send groups.',
}

export const hintsOf = (hints: readonly Hint[]): string => hints.map((hint) => ` ${hintWords[hint]}`).join('')
