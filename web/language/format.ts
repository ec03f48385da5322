import { useLingui } from '@lingui/react/macro'
import { api } from '../api/client.ts'
import { useMay } from '../session/session.ts'

/** A spend limit as the API writes it. */
export type LimitBody = { kind: 'amount'; amount: string } | { kind: 'unlimited' }

/** How dates, numbers and money read: in the language that is shown, the team's currency, and its time zone where one may see it, else the browser's. */
export function useFormat() {
  const { i18n, t } = useLingui()
  const may = useMay()
  const team = api.useQuery('get', '/v1/team', {}, { enabled: may('team:read'), staleTime: 60_000 }).data
  const periods = api.useQuery('get', '/v1/billing_period_settings', {}, { enabled: may('spend:read'), staleTime: 60_000 }).data
  const currency = team?.currency ?? ''
  const zone = periods?.current.timezone
  const inZone = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.locale, { ...options, ...(zone && { timeZone: zone }) })
  const inUnit = (unit: string): Intl.NumberFormatOptions => (unit === '' ? { minimumFractionDigits: 2 } : { style: 'currency', currency: unit })
  const money = (amount: string, unit: string = currency) =>
    // As text, so that no digit of a large amount is lost. Micros are shown where there are any.
    new Intl.NumberFormat(i18n.locale, { ...inUnit(unit), maximumFractionDigits: 6 }).format(amount as Intl.StringNumericLiteral)
  return {
    /** Empty while it is not known: an amount has no sign then, rather than a wrong one. */
    currency,
    timeZone: zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    /** An amount of the API, `"12.50"`, in the team's currency. */
    money,
    /** A large amount in few signs, for an axis. */
    shortMoney: (value: number) =>
      new Intl.NumberFormat(i18n.locale, { ...inUnit(currency), minimumFractionDigits: 0, maximumFractionDigits: 1, notation: 'compact' }).format(
        value,
      ),
    limit: (limit: { kind: string; amount?: string | undefined }) => (limit.kind === 'unlimited' ? t`Unlimited` : money(limit.amount ?? '0')),
    number: (value: number) => new Intl.NumberFormat(i18n.locale).format(value),
    /** A ratio of 0 to 1, as a percentage. */
    percent: (ratio: number) => new Intl.NumberFormat(i18n.locale, { style: 'percent', maximumFractionDigits: 0 }).format(ratio),
    date: (at: string) => inZone({ dateStyle: 'medium' }).format(new Date(at)),
    dateTime: (at: string) => inZone({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at)),
    time: (at: string) => inZone({ timeStyle: 'medium' }).format(new Date(at)),
    /** How long ago, or how long until: "3 minutes ago". */
    relative: (at: string, now = Date.now()) => relative(new Intl.RelativeTimeFormat(i18n.locale, { numeric: 'auto' }), Date.parse(at) - now),
    list: (items: readonly string[]) => new Intl.ListFormat(i18n.locale).format(items),
  }
}

const units: [Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

function relative(format: Intl.RelativeTimeFormat, milliseconds: number): string {
  const [unit, size] = units.find(([, each]) => Math.abs(milliseconds) >= each) ?? ['second', 1000]
  return format.format(Math.round(milliseconds / size), unit)
}
