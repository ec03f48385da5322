import type { Environment } from '../../kernel/environment.ts'
import type { EntryId, MemberId, TeamId } from '../../kernel/ids.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import type { NewRow, Trx } from '../../store/open.ts'
import { totalOf, unattributed } from './accounts.ts'
import {
  addToBalances,
  addToHours,
  insertEmptyBalances,
  listBalanceRows,
  lockBalanceRow,
  type BalanceRow,
  type HourRow,
  type Sums,
} from './balances.sql.ts'
import { insertEntries, type NewEntry } from './entries.sql.ts'
import { hourOf } from './hour.ts'
import { balanceTooLarge } from './refusals.ts'

/** An entry that is to be booked: all but its id and its number, which it gets by that. */
export type Booking = Omit<NewRow<'ledgerEntries'>, 'entryId' | 'number' | 'erasedBy'> & {
  entryId?: EntryId
  /** Whether it comes of a hold that expired, however much there is already. */
  isDue?: boolean
}

/** What a member spends in a period. */
export type AccountName = { memberId: MemberId; periodStart: Timestamp }

/**
 * Lets one transaction at a time change what a member has spent or holds in a period: whoever asks what is left, holds, settles or books takes this lock
 * first.
 */
export async function lockAccount(trx: Trx, teamId: TeamId, periodStart: Timestamp, memberId: MemberId): Promise<void> {
  const key = { teamId, periodStart, subjectId: memberId }
  if ((await lockBalanceRow(trx, key)).length > 0) return
  await insertEmptyBalances(trx, [key])
  await lockBalanceRow(trx, key) // of two who came first at once, one made it and the other one waits
}

/** As `lockAccount`, for many, in the ascending order of members within a period. The caller has the team's own lock. Answers where to book in them. */
export async function lockAccounts(trx: Trx, environment: Environment, teamId: TeamId, accounts: readonly AccountName[]): Promise<Postings> {
  const accountsBefore = new Map<string, Sums>()
  for (const [periodStart, those] of Map.groupBy(accounts, (account) => account.periodStart)) {
    const ids = [...new Set(those.map(({ memberId }) => memberId))].toSorted()
    const lock = () => listBalanceRows(trx, { teamId, periodStart, subjectIds: JSON.stringify(ids) })
    let rows = await lock()
    if (rows.length < ids.length) {
      const known = new Set<string>(rows.map(({ subjectId }) => subjectId))
      await insertEmptyBalances(
        trx,
        ids.filter((id) => !known.has(id)).map((subjectId) => ({ teamId, periodStart, subjectId })),
      )
      rows = await lock()
    }
    for (const { subjectId, ...sums } of rows) accountsBefore.set(`${subjectId} ${periodStart}`, sums)
  }
  return new Postings(environment, accountsBefore)
}

/** Where to book in one account, which is locked. */
export async function openPostings(trx: Trx, environment: Environment, account: AccountName & { teamId: TeamId }): Promise<Postings> {
  const { teamId, memberId, periodStart } = account
  const [balance] = await lockBalanceRow(trx, { teamId, periodStart, subjectId: memberId })
  return new Postings(environment, new Map([[accountOf(account), balance ?? empty]]))
}

/** An account in which something was booked: what counts as spent in it, before and after. */
export type Moved = AccountName & { before: bigint; after: bigint }

const empty: Sums = { settledMicros: 0n, creditMicros: 0n, entries: 0n }

/** An entry with its number, and what of it buys nothing: what a refund gives back beyond what was spent by then. */
type Posted = NewEntry & { creditMicros: bigint }

/** So much is in one account at most, a hundred times the largest amount: sums of it stay far within 64 bits. What is due for a hold is booked all the same. */
const largestBalance = 100_000_000_000n * 1_000_000n

/**
 * Entries on their way into the ledger, with their numbers, and with what follows from each: the member's balance, the team's total, and the sum of the hour. Their
 * accounts are locked, and nobody reads a balance before they are written, all at once.
 */
export class Postings {
  readonly #environment: Environment
  readonly #accounts: Map<string, Sums>
  readonly #entries: Posted[] = []
  /** By account: whose it is, and how it stood before. */
  readonly #before = new Map<string, AccountName & { spent: bigint }>()
  /** `accounts` has how each stands before. */
  constructor(environment: Environment, accounts: Map<string, Sums>) {
    this.#environment = environment
    this.#accounts = accounts
  }

  /** Refuses: balance-too-large. */
  post({ isDue = false, ...booking }: Booking): EntryId {
    const account = accountOf(booking)
    const before = this.#accounts.get(account)
    if (before === undefined) throw new Error(`the account ${account} is not locked`)
    const after = post(before, booking.amountMicros)
    if (!isDue && isLarger(after.settledMicros, before.settledMicros)) throw balanceTooLarge(describeFull(booking))
    const entryId = booking.entryId ?? this.#environment.newId('ent')
    if (!this.#before.has(account))
      this.#before.set(account, { memberId: booking.memberId, periodStart: booking.periodStart, spent: spentOf(before) })
    this.#accounts.set(account, after)
    this.#entries.push({ ...booking, entryId, number: after.entries, creditMicros: after.creditMicros - before.creditMicros })
    return entryId
  }

  /** The accounts in which something was posted. */
  moved(): Moved[] {
    return [...this.#before].map(([account, { spent, ...name }]) => ({
      ...name,
      before: spent,
      after: spentOf(this.#accounts.get(account) ?? empty),
    }))
  }

  async write(trx: Trx): Promise<void> {
    if (this.#entries.length === 0) return
    await insertEntries(trx, this.#entries)
    const members = sumUp(this.#entries, (entry) => toBalance(entry, entry.memberId), addBalance)
    const totals = sumUp(this.#entries, (entry) => toBalance(entry, totalOf(entry.memberId)), addBalance)
    await addToBalances(trx, [...members, ...totals]) // the totals last: they are waited for, and nothing is waited for beside them
    await addToHours(trx, sumUp(this.#entries, toHour, addHour))
  }
}

/** What counts as spent: what a refund gave back beyond that buys nothing. */
const spentOf = ({ settledMicros, creditMicros }: Sums): bigint => settledMicros + creditMicros

/** How an account stands after an amount: what would take what counts as spent below nothing is credit. */
function post({ settledMicros, creditMicros, entries }: Sums, amount: bigint): Sums {
  const spent = settledMicros + creditMicros + amount
  return { settledMicros: settledMicros + amount, creditMicros: spent < 0n ? creditMicros - spent : creditMicros, entries: entries + 1n }
}

/** Whether a balance is too large, either way, and was less so before. */
const isLarger = (after: bigint, before: bigint) => (after > largestBalance && after > before) || (after < 0n - largestBalance && after < before)

const describeFull = ({ memberId, amountMicros, periodStart }: Pick<Booking, 'memberId' | 'amountMicros' | 'periodStart'>) =>
  `With ${formatMicros(toMicros(amountMicros))} more, ${memberId === unattributed ? 'what is nobody’s' : memberId} would come to more than ${formatMicros(toMicros(largestBalance))} in the period that began ${periodStart}, which is no balance. See whether the amounts are right; corrections bring it down.`

const accountOf = ({ memberId, periodStart }: AccountName) => `${memberId} ${periodStart}`

/** One row for each key, in the order of keys. */
function sumUp<Row>(entries: readonly Posted[], toRow: (entry: Posted) => { key: string; row: Row }, add: (sum: Row, row: Row) => Row): Row[] {
  const sums = new Map<string, Row>()
  for (const entry of entries) {
    const { key, row } = toRow(entry)
    const sum = sums.get(key)
    sums.set(key, sum ? add(sum, row) : row)
  }
  return [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}
const addHour = (sum: HourRow, row: HourRow): HourRow => ({
  ...sum,
  settledMicros: sum.settledMicros + row.settledMicros,
  entries: sum.entries + row.entries,
})
const addBalance = (sum: BalanceRow, row: BalanceRow): BalanceRow => ({
  ...sum,
  settledMicros: sum.settledMicros + row.settledMicros,
  creditMicros: sum.creditMicros + row.creditMicros,
  entries: sum.entries + row.entries,
})

function toBalance({ teamId, periodStart, amountMicros, creditMicros }: Posted, subjectId: BalanceRow['subjectId']) {
  return { key: `${subjectId} ${periodStart}`, row: { teamId, periodStart, subjectId, settledMicros: amountMicros, creditMicros, entries: 1n } }
}

function toHour({ teamId, periodStart, occurredAt, recordedAt, memberId, resolutionId, model, app, decidingGroupId, amountMicros }: Posted) {
  const hourAt = hourOf(occurredAt)
  const key = JSON.stringify([memberId, periodStart, hourAt, resolutionId ?? '', model, app])
  const sums = { settledMicros: amountMicros, entries: 1n }
  const row: HourRow = {
    teamId,
    periodStart,
    hourAt,
    memberId,
    resolutionId: resolutionId ?? '',
    model,
    app,
    decidingGroupId: decidingGroupId ?? null,
    freshSince: recordedAt,
    ...sums,
  }
  return { key, row }
}
