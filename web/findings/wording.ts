import { plural, t } from '@lingui/core/macro'
import { useFormat } from '../language/format.ts'
import { useRoleName } from '../session/role-name.ts'

/** What the words of a finding are made with: moments, amounts, names and counts, each as the language has it. */
export type Wording = {
  at: (moment: string) => string
  /** `500+` where there are more. */
  count: (count: number, isMore?: boolean) => string
  /** The first five of them, and how many more. */
  names: (names: readonly string[], count?: number, isMore?: boolean) => string
  /** How long it is: 40 minutes, 5 hours, 3 days. */
  length: (minutes: number) => string
  /** A limit: null is unlimited. */
  amount: (limit: { amount: string | null; currency: string }) => string
  /** What a role is called. */
  role: (role: string) => string
}

export function useWording(): Wording {
  const { dateTime, number, money, list } = useFormat() // which follows the language that is shown
  const role = useRoleName()
  return {
    at: dateTime,
    count: (count, isMore = false) => `${number(count)}${isMore ? '+' : ''}`,
    names: (names, count = names.length, isMore = false) => list(shortened(names, count, isMore)),
    length: lengthOf,
    amount: ({ amount, currency }) => (amount === null ? t`unlimited` : money(amount, currency)),
    role,
  }
}

const shown = 5

function shortened(names: readonly string[], count: number, isMore: boolean): string[] {
  const first = names.slice(0, shown)
  const others = Math.max(0, count - first.length)
  if (others === 0) return isMore ? [...first, t`others`] : first
  return [...first, isMore ? t`more than ${others} others` : plural(others, { one: '# other', other: '# others' })]
}

function lengthOf(minutes: number): string {
  if (minutes < 120) return plural(minutes, { one: '# minute', other: '# minutes' })
  const [hours, days] = [Math.round(minutes / 60), Math.round(minutes / 1440)]
  return minutes < 48 * 60 ? plural(hours, { one: '# hour', other: '# hours' }) : plural(days, { one: '# day', other: '# days' })
}
