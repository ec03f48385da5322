import { may } from '../../access/permissions.ts'
import type { Change } from '../../journal/changes.ts'
import { record } from '../../journal/record.ts'
import type { Actor } from '../../kernel/actor.ts'
import { assert } from '../../kernel/assert.ts'
import type { Environment } from '../../kernel/environment.ts'
import type { EntryId, MemberId } from '../../kernel/ids.ts'
import { formatMicros, toMicros } from '../../kernel/money.ts'
import { pointing, Refusal } from '../../kernel/refusal.ts'
import type { Timestamp } from '../../kernel/timestamp.ts'
import { findMemberById, findMembers } from '../../members/find-member.ts'
import type { Member } from '../../members/membership.ts'
import { nameOf } from '../../members/names-of-members.ts'
import { othersWriteMeanwhile } from '../../store/dialect.ts'
import { write, type Db, type Trx } from '../../store/open.ts'
import { lockTeam, teamOf, type Team } from '../../teams/teams.ts'
import { authorizationNotFound } from '../authorizations/refusals.ts'
import { bookDue, bookSettlement, contradiction, listHolds } from '../authorizations/settle.ts'
import { settle, type Hold } from '../authorizations/settlement.ts'
import { writePostings, type KnownFacts } from '../alerts/tell-thresholds.ts'
import { readLimitFactsOf } from '../effective-limit.ts'
import { unattributed } from '../ledger/accounts.ts'
import { lockAccounts, Postings } from '../ledger/book.ts'
import { listBookedEvents, type EventName } from '../ledger/entries.ts'
import { usePeriodOf } from '../ledger/period-of.ts'
import { keepResolutions, type KeptResolution } from '../ledger/resolution.ts'
import type { Period } from '../periods.ts'
import { resolveLimit } from '../resolve-limit.ts'
import type { ParsedEvent, UsageEvent } from './cloud-event.ts'
import { findWrongCorrection, nameOfEvent, readCorrected, type Corrected } from './corrections.ts'
import { findDoubt, findForbidden, findWrongTime } from './judge.ts'
import { insertQuarantined, listQuarantinedEvents, type Quarantined } from './quarantine.sql.ts'
import { eventConflict, holderDiffers } from './refusals.ts'

/** What became of one event. A repetition is no failure: whoever sends it need not know whether the first one arrived. */
export type Taken =
  | { id: string | null; status: 'accepted' | 'duplicate'; isQuarantined: boolean }
  | { id: string | null; status: 'conflict' | 'rejected'; refusal: Refusal }

/**
 * Takes what was spent into the ledger, each event once for ever: all of it in one transaction, and for each event what became of it. The team's row is
 * locked, then the members' accounts in ascending order. What was spent is booked whoever spent it and whatever is left.
 */
export const takeEvents = (db: Db, environment: Environment, by: Actor, events: readonly ParsedEvent[]): Promise<Taken[]> =>
  write(db, async (trx) => {
    await lockTeam(trx, by.teamId)
    const taking = await Taking.begin(trx, environment, by, events)
    const taken: Taken[] = []
    for (const [place, event] of events.entries()) taken.push(await taking.take(event, events.length === 1 ? '' : `/${place}`))
    const changes = [...taking.corrections, ...(await taking.end())]
    const operation = taking.corrections.length > 0 ? 'correct_usage' : 'take_usage'
    if (changes.length > 0) await record(trx, by, { operation, status: 200, changes })
    return taken
  })

type Subject = { member: Member | undefined; refusal?: Refusal }

/** One batch on its way into the ledger: what was looked up for it, and what it has brought so far. */
class Taking {
  readonly corrections: Change[] = []
  readonly #known = new Map<string, { bodyHash: string | null; isQuarantined: boolean }>()
  readonly #subjects = new Map<string, Subject>()
  /** What corrections of this batch name, and what it brings that they could. */
  #corrected = new Map<string, Corrected>()
  #holds = new Map<string, Hold>()
  /** Where entries are gathered, once the accounts are locked. */
  #postings: Postings
  readonly #periods = new Map<Timestamp, Period>()
  readonly #explained = new Map<MemberId, Explained>()
  /** What is set for whoever was explained. */
  #facts: KnownFacts = new Map()
  readonly #trx: Trx
  readonly #environment: Environment
  readonly #by: Actor
  readonly #team: Team
  readonly #now: Timestamp
  /** Whose the events are, where that was found out before: a name may mean somebody else by now. */
  readonly #owner: MemberId | undefined
  /** Who that owner is. */
  #ownSubject: Subject | undefined
  private constructor(trx: Trx, environment: Environment, by: Actor, team: Team, owner: MemberId | undefined) {
    this.#owner = owner
    this.#trx = trx
    this.#environment = environment
    this.#by = by
    this.#team = team
    this.#now = environment.now()
    this.#postings = new Postings(environment, new Map())
  }

  /** Looks up whom and what the events name, and locks the accounts that they may come to. */
  static async begin(trx: Trx, environment: Environment, by: Actor, parsed: readonly ParsedEvent[], owner?: MemberId): Promise<Taking> {
    const taking = new Taking(trx, environment, by, await teamOf(trx, by.teamId), owner)
    const events = parsed.flatMap((each) => ('event' in each ? [each.event] : []))
    await taking.#meet(events.flatMap(({ source, eventId, corrects }) => (corrects ? [{ source, eventId }, corrects] : [{ source, eventId }])))
    if (owner === undefined) await taking.#findSubjects(events)
    else taking.#ownSubject = { member: await findMemberById(trx, by.teamId, owner) }
    await taking.#findHolds(events)
    const corrected = events.flatMap(({ corrects }) => corrects ?? [])
    if (corrected.length > 0) taking.#corrected = await readCorrected(trx, by.teamId, corrected)
    await taking.#lockAccounts(events)
    await taking.#explain(events)
    return taking
  }

  async take(parsed: ParsedEvent, at: string): Promise<Taken> {
    if ('refused' in parsed) return { id: parsed.id, status: 'rejected', refusal: parsed.refused }
    const { event } = parsed
    const id = event.eventId
    const known = this.#known.get(nameOfEvent(event))
    if (known?.bodyHash === event.bodyHash) return { id, status: 'duplicate', isQuarantined: known.isQuarantined }
    if (known) return { id, status: 'conflict', refusal: conflicting(event) }
    const [hold, member] = this.#whose(event)
    const forbidden =
      findForbidden(event, { team: this.#team, now: this.#now, mayAdjust: may(this.#by, 'usage:adjust'), at }) ??
      this.#findUnknown(event, hold, member, at)
    if (forbidden) return { id, status: 'rejected', refusal: forbidden }
    const doubt = findDoubt(event, this.#team, hold?.amountMicros === 0n)
    if (doubt) {
      await this.#quarantine(parsed, this.#ownerOf(event), doubt)
      return { id, status: 'accepted', isQuarantined: true }
    }
    try {
      if (hold && event.kind === 'usage') return await this.#settle(event, hold)
      await this.#book(event)
      return { id, status: 'accepted', isQuarantined: false }
    } catch (error) {
      if (error instanceof Refusal) return { id, status: 'rejected', refusal: error } // of this one alone, before anything of it was written
      throw error
    }
  }

  /** Writes the entries that were booked. Answers what is to be told of the thresholds that they reach. */
  end = (): Promise<Change[]> => writePostings(this.#trx, this.#by, this.#postings, this.#now, this.#facts)

  /** Books an event that somebody looked at. Refuses: authorization-already-settled, balance-too-large, and what a correction of what it names may not. */
  async release(event: UsageEvent, entryId: EntryId): Promise<void> {
    const [hold, member] = this.#whose(event)
    const wrong = this.#findWrongCorrection(event, member, '')
    if (wrong) throw wrong
    if (!hold || event.kind !== 'usage') return this.#book(event, entryId)
    const settled = await this.#settle(event, hold, entryId)
    if ('refusal' in settled) throw settled.refusal
  }

  /** Which of these events were taken before. */
  async #meet(names: readonly EventName[]): Promise<void> {
    for (const [source, those] of Map.groupBy(names, (name) => name.source)) {
      const asked = { teamId: this.#team.teamId, source, eventIds: JSON.stringify(those.map(({ eventId }) => eventId)) }
      for (const { eventId, bodyHash } of await listBookedEvents(this.#trx, asked))
        if (eventId !== null) this.#known.set(nameOfEvent({ source, eventId }), { bodyHash, isQuarantined: false })
      for (const { eventId, bodyHash, status } of await listQuarantinedEvents(this.#trx, asked))
        this.#known.set(nameOfEvent({ source, eventId }), { bodyHash, isQuarantined: status !== 'released' })
    }
  }

  async #findSubjects(events: readonly UsageEvent[]): Promise<void> {
    const addresses = events.flatMap(({ subject }) => subject ?? [])
    for (const [address, found] of await findMembers(this.#trx, this.#team.teamId, addresses)) {
      if (!(found instanceof Refusal)) this.#subjects.set(address, { member: found })
      // Nobody is known by this name: it was spent all the same. Several are: whose it is must be said.
      else this.#subjects.set(address, found.kind.code === 'user-not-found' ? { member: undefined } : { member: undefined, refusal: found })
    }
  }

  async #findHolds(events: readonly UsageEvent[]): Promise<void> {
    const ids = new Set(events.flatMap(({ authorization }) => authorization ?? []))
    this.#holds = await listHolds(this.#trx, this.#team.teamId, [...ids])
  }

  async #lockAccounts(events: readonly UsageEvent[]): Promise<void> {
    const accounts = new Map<string, { memberId: MemberId; periodStart: Timestamp }>()
    for (const event of events) {
      // It will be rejected, and would leave a period behind from whose end alone other settings could hold.
      if (this.#owner === undefined && findWrongTime(event, this.#now, '')) continue
      const [hold] = this.#whose(event)
      const memberId = this.#ownerOf(event)
      // A settlement counts in the period of its hold, a correction in that of what it corrects, and all else by its time.
      const isSettlement = hold !== undefined && event.kind === 'usage'
      const periodStart = isSettlement ? hold.periodStart : (await this.#periodOfEvent(event)).start
      accounts.set(`${memberId} ${periodStart}`, { memberId, periodStart })
    }
    this.#postings = await lockAccounts(this.#trx, this.#environment, this.#team.teamId, [...accounts.values()])
    if (othersWriteMeanwhile(this.#trx)) await this.#findHolds(events) // as they are now that nobody else settles them
  }

  /** The hold that an event settles, and the member whom it names. */
  #whose({ authorization, subject }: UsageEvent): [hold: Hold | undefined, member: Member | undefined] {
    const named = this.#ownSubject ?? (subject === undefined ? undefined : this.#subjects.get(subject))
    return [authorization === undefined ? undefined : this.#holds.get(authorization), named?.member]
  }

  #correctedBy({ corrects }: UsageEvent): Corrected | undefined {
    return corrects && this.#corrected.get(nameOfEvent(corrects))
  }

  /** Whose account an event comes to: a correction to that of what it corrects. */
  #ownerOf(event: UsageEvent): MemberId {
    const [hold, member] = this.#whose(event)
    return this.#correctedBy(event)?.memberId ?? this.#owner ?? hold?.memberId ?? member?.memberId ?? unattributed
  }

  #periodOfEvent = (event: UsageEvent): Promise<Period> => this.#periodOf(this.#correctedBy(event)?.periodStart ?? event.time ?? this.#now)

  #findWrongCorrection(event: UsageEvent, member: Member | undefined, at: string): Refusal | undefined {
    const isHeldBack = event.corrects !== undefined && this.#known.get(nameOfEvent(event.corrects))?.isQuarantined === true
    return findWrongCorrection(event, at, { corrected: this.#correctedBy(event), isHeldBack, member: this.#owner ?? member?.memberId })
  }

  #findUnknown(event: UsageEvent, hold: Hold | undefined, member: Member | undefined, at: string): Refusal | undefined {
    const { authorization, subject } = event
    if (authorization !== undefined && !hold)
      return pointing(
        authorizationNotFound,
        `${at}/data/authorization`,
        `There is no authorization ${JSON.stringify(authorization)} in this team. Send the event without it to book it for ${subject ?? 'nobody'}.`,
      )
    const ambiguous = subject !== undefined && !hold ? this.#subjects.get(subject)?.refusal : undefined
    if (ambiguous) return ambiguous
    if (hold && member && hold.memberId !== member.memberId)
      return pointing(
        holderDiffers,
        `${at}/subject`,
        `${hold.authorizationId} is held for ${hold.memberId}, and the event names ${member.memberId}. Name whose spend it is, or leave one out.`,
      )
    return this.#findWrongCorrection(event, member, at)
  }

  async #quarantine(
    { sent, event }: Extract<ParsedEvent, { event: UsageEvent }>,
    memberId: MemberId,
    reason: 'unpriced' | 'above_ceiling',
  ): Promise<void> {
    const { source, eventId, bodyHash } = event
    await insertQuarantined(this.#trx, {
      teamId: this.#team.teamId,
      entryId: this.#environment.newId('ent'),
      source,
      eventId,
      bodyHash,
      memberId,
      reason,
      event: JSON.stringify(sent),
      receivedAt: this.#now,
      requestId: this.#by.requestId,
      status: 'waiting',
      decidedAt: null,
      decidedRequest: null,
    })
    this.#known.set(nameOfEvent(event), { bodyHash, isQuarantined: true })
  }

  /** An event that names an authorization is its settlement. One that only repeats a settlement is remembered, and counts nothing. */
  async #settle(event: UsageEvent, found: Hold, entryId?: EntryId): Promise<Taken> {
    const hold = await bookDue(this.#trx, this.#by, found, this.#now, this.#postings)
    this.#holds.set(hold.authorizationId, hold)
    const { eventId: id, isFinal } = event
    const settling = { amount: costOf(event).micros, isFinal }
    const settlement = settle(hold, settling, this.#now)
    if (settlement.kind === 'contradicts') return { id, status: 'conflict', refusal: contradiction(hold, settling) }
    const isRepeated = settlement.kind === 'repeated'
    const booked = isRepeated ? ({ kind: 'book', entryKind: 'usage', micros: none, isLate: false, overage: none, after: hold } as const) : settlement
    const told = { ...toldBy(event, this.#now), model: event.model ?? hold.model, ...(entryId && { entryId }) }
    await bookSettlement(this.#trx, this.#by, booked, this.#postings, told)
    this.#holds.set(hold.authorizationId, booked.after)
    this.#remember(event, { ...hold, leftMicros: isRepeated ? hold.settledMicros : settling.amount })
    return { id, status: isRepeated ? 'duplicate' : 'accepted', isQuarantined: false }
  }

  async #book(event: UsageEvent, givenId?: EntryId): Promise<void> {
    const told = toldBy(event, this.#now)
    const period = await this.#periodOfEvent(event)
    const memberId = this.#ownerOf(event)
    const explained = memberId === unattributed ? unexplained : this.#explained.get(memberId)
    assert(explained, 'whoever is known is explained')
    const cost = costOf(event)
    const entryId = this.#postings.post({
      ...told,
      ...explained,
      ...(givenId && { entryId: givenId }),
      teamId: this.#team.teamId,
      memberId,
      periodStart: period.start,
      kind: event.kind,
      amountMicros: cost.micros,
      authorizationId: null, // a correction settles nothing
      correctsSource: event.corrects?.source ?? null,
      correctsId: event.corrects?.eventId ?? null,
      requestId: this.#by.requestId,
      isLate: period.end <= this.#now,
      overageMicros: 0n,
      app: event.app ?? event.source.slice(0, 100),
      model: event.model ?? '',
    })
    if (event.kind !== 'usage') {
      const corrects = event.corrects ? `${event.corrects.source} ${event.corrects.eventId}` : null
      this.corrections.push({ kind: 'usage.corrected', entry: entryId, member: memberId, amount: formatMicros(cost.micros), corrects })
    }
    const corrected = this.#correctedBy(event)
    if (corrected) corrected.leftMicros += cost.micros
    this.#remember(event, { memberId, periodStart: period.start, leftMicros: cost.micros })
  }

  #remember(event: UsageEvent, booked: Omit<Corrected, 'subject'>): void {
    this.#known.set(nameOfEvent(event), { bodyHash: event.bodyHash, isQuarantined: false })
    this.#corrected.set(nameOfEvent(event), { ...booked, subject: event.subject ?? null })
  }

  async #periodOf(at: Timestamp): Promise<Period> {
    const known = [...this.#periods.values()].find(({ start, end }) => start <= at && at < end)
    const period = known ?? (await usePeriodOf(this.#trx, this.#team, at))
    this.#periods.set(period.start, period)
    return period
  }

  /** Of whoever an event names that is new: whose spend it is by name, and what limit holds for them as it is booked. A hold was explained when it was made. */
  async #explain(events: readonly UsageEvent[]): Promise<void> {
    const members = new Map<MemberId, Member | undefined>()
    for (const event of events) {
      const [hold, member] = this.#whose(event)
      const memberId = this.#ownerOf(event)
      const isSettlement = hold !== undefined && event.kind === 'usage'
      if (memberId !== unattributed && !isSettlement && !this.#isBooked(event))
        members.set(memberId, members.get(memberId) ?? (member?.memberId === memberId ? member : undefined))
    }
    this.#facts = await readLimitFactsOf(this.#trx, this.#team.teamId, [...members.keys()])
    const facts = [...this.#facts]
    const effective = facts.map(([, each]) => resolveLimit({ ...each, now: this.#now }))
    const kept = await keepResolutions(this.#trx, this.#team.teamId, effective)
    for (const [place, [memberId, { directoryVersion }]] of facts.entries()) {
      const resolution = kept[place]
      assert(resolution, 'each limit is kept')
      const member = members.get(memberId) ?? (await findMemberById(this.#trx, this.#team.teamId, memberId))
      this.#explained.set(memberId, { ...resolution, directoryVersion: directoryVersion ?? null, memberName: member ? nameOf(member) : null })
    }
  }

  /** What waits in quarantine is known, and is booked once it is released. */
  #isBooked(event: UsageEvent): boolean {
    return this.#known.get(nameOfEvent(event))?.isQuarantined === false
  }
}

type Explained = KeptResolution & { directoryVersion: Hold['directoryVersion']; memberName: string | null }
const none = toMicros(0n)
const unexplained = { resolutionId: null, decidingGroupId: null, directoryVersion: null, memberName: null }

const costOf = ({ cost }: UsageEvent) => {
  if (!cost) throw new Error('an event without a cost is quarantined')
  return cost
}

const toldBy = (event: UsageEvent, now: Timestamp) => {
  const { text } = costOf(event)
  const isFiner = (text.split('.')[1]?.length ?? 0) > 6
  return {
    occurredAt: event.time ?? now,
    recordedAt: now,
    costText: isFiner ? text : null,
    source: event.source,
    eventId: event.eventId,
    bodyHash: event.bodyHash,
    subject: event.subject ?? null,
    attributes: Object.keys(event.attributes).length > 0 ? JSON.stringify(event.attributes) : null,
  }
}

const conflicting = ({ source, eventId }: UsageEvent): Refusal =>
  eventConflict(
    `The event ${JSON.stringify(eventId)} of ${JSON.stringify(source)} was taken before with another content. What was booked stays: give another event another id, and correct by an event of the kind adjustment.`,
  )

/**
 * Books an event that was looked at, whatever stood against it: for whom it was when it came, whoever bears that name now, and where it tells no time as of then.
 * Answers what is to be told of the thresholds that it reaches. Refuses: authorization-already-settled.
 */
export async function bookReleased(trx: Trx, environment: Environment, by: Actor, sent: UsageEvent, waited: Quarantined): Promise<Change[]> {
  const event = { ...sent, time: sent.time ?? waited.receivedAt }
  const taking = await Taking.begin(trx, environment, by, [{ sent: {}, event }], waited.memberId)
  await taking.release(event, waited.entryId)
  return taking.end()
}
