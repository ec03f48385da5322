/** What spending means, as plainly as it can be said: whole cents, lists, and no database. The server must answer what this answers. */

export type Step =
  | { kind: 'event'; member: number; cents: number; id: number; daysAgo: number; hold: number | null }
  | { kind: 'hold'; member: number; cents: number; least: number; seconds: number; onExpiry: 'release' | 'settle' }
  | { kind: 'settle'; hold: number; cents: number; final: boolean }
  | { kind: 'increment'; hold: number; cents: number }
  | { kind: 'void'; hold: number }
  | { kind: 'limit'; scope: 'team_default' | 'team_total' | 'group' | 'user'; of: number; cents: number | null }
  | { kind: 'membership'; member: number; group: number; isIn: boolean }
  | { kind: 'active'; member: number; isActive: boolean }
  | { kind: 'clock'; seconds: number }
  | { kind: 'sweep' }

/** What a step is answered: a status of HTTP, or of an event; with what was granted. */
export type Outcome = { status: number | 'accepted' | 'duplicate' | 'conflict' | 'rejected'; granted?: number }

type Hold = {
  member: number
  period: string
  cents: number
  settled: number
  final: number | null
  estimate: number | null
  status: 'held' | 'settled' | 'voided'
  expiresAt: number
  onExpiry: 'release' | 'settle'
}
type Entry = { member: number; period: string; cents: number }
/** `credit` is what refunds gave back beyond what was spent by then: it buys nothing. */
type Standing = { settled: number; credit: number; held: number }

export const members = 3
export const groups = 2
const day = 86_400_000

export class Model {
  now: number
  readonly entries: Entry[] = []
  readonly holds: Hold[] = []
  readonly active = Array.from({ length: members }, () => true)
  readonly memberOf = Array.from({ length: members }, () => new Set<number>())
  readonly limits = new Map<string, number>()
  readonly #events = new Map<number, string>()

  constructor(now: number) {
    this.now = now
  }

  take(step: Step): Outcome {
    switch (step.kind) {
      case 'event':
        return this.#event(step)
      case 'hold':
        return this.#hold(step)
      case 'settle':
        return this.#settle(step)
      case 'increment':
        return this.#increment(step)
      case 'void':
        return this.#void(step)
      case 'limit': {
        const key = `${step.scope} ${step.scope === 'group' || step.scope === 'user' ? step.of : ''}`
        if (step.cents === null) this.limits.delete(key)
        else this.limits.set(key, step.cents)
        return { status: step.cents === null ? 204 : 200 }
      }
      case 'membership': {
        if (step.isIn) this.memberOf[step.member]?.add(step.group)
        else this.memberOf[step.member]?.delete(step.group)
        return { status: 204 }
      }
      case 'active':
        this.active[step.member] = step.isActive
        return { status: 200 }
      case 'clock':
        this.now += step.seconds * 1000
        return { status: 200 }
      case 'sweep':
        for (const hold of this.holds) this.#bookEstimate(hold)
        return { status: 200 }
    }
  }

  /** Undefined is without limit. */
  limitOf(member: number): number | undefined {
    const own = this.limits.get(`user ${member}`)
    if (own !== undefined) return own
    const ofGroups = [...(this.memberOf[member] ?? [])].flatMap((group) => this.limits.get(`group ${group}`) ?? [])
    return ofGroups.length > 0 ? Math.max(...ofGroups) : this.limits.get('team_default ')
  }

  /** How a member stands, or the team, in the present period. */
  standingOf(member: number | 'team', period = this.period): Standing {
    const isMeant = (each: { member: number; period: string }) => (member === 'team' || each.member === member) && each.period === period
    const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)
    const open = this.holds.filter((hold) => isMeant(hold) && hold.status === 'held' && hold.estimate === null)
    const left = (hold: Hold) => Math.max(0, hold.cents - hold.settled)
    const due = open.filter((hold) => hold.expiresAt <= this.now && hold.onExpiry === 'settle')
    const credits = Array.from({ length: members }, (_, each) => {
      const mine = this.entries.filter((entry) => isMeant(entry) && entry.member === each)
      return Math.max(0, ...mine.map((__, place) => -sum(mine.slice(0, place + 1).map(({ cents }) => cents))))
    })
    return {
      credit: sum(credits),
      settled: sum(this.entries.filter(isMeant).map(({ cents }) => cents)) + sum(due.map(left)),
      held: sum(open.filter((hold) => hold.expiresAt > this.now).map(left)),
    }
  }

  get period(): string {
    return new Date(this.now).toISOString().slice(0, 7)
  }

  #event({ member, cents, id, daysAgo, hold: named }: Extract<Step, { kind: 'event' }>): Outcome {
    const hold = named === null ? undefined : this.holds[named]
    const said = JSON.stringify([member, cents, daysAgo, named])
    const before = this.#events.get(id)
    if (before === `${said} ${this.now}`) return { status: 'duplicate' }
    if (before !== undefined) return { status: 'conflict' }
    if (daysAgo > 35) return { status: 'rejected' }
    if (named !== null && !hold) return { status: 'rejected' }
    if (hold && hold.member !== member) return { status: 'rejected' }
    if (hold && cents >= 0) {
      const outcome = this.#settleHold(hold, cents, true)
      if (outcome === 'contradicts') return { status: 'conflict' }
      this.#events.set(id, `${said} ${this.now}`)
      return { status: outcome === 'repeated' ? 'duplicate' : 'accepted' }
    }
    this.#events.set(id, `${said} ${this.now}`)
    this.entries.push({ member, period: new Date(this.now - daysAgo * day).toISOString().slice(0, 7), cents })
    return { status: 'accepted' }
  }

  #hold({ member, cents, least, seconds, onExpiry }: Extract<Step, { kind: 'hold' }>): Outcome {
    if (!this.active[member]) return { status: 403 }
    const granted = this.#admit(member, cents, Math.min(least, cents), this.period)
    if (granted === undefined) return { status: 402 }
    this.holds.push({
      member,
      period: this.period,
      cents: granted,
      settled: 0,
      final: null,
      estimate: null,
      status: 'held',
      expiresAt: this.now + seconds * 1000,
      onExpiry,
    })
    return { status: 201, granted }
  }

  /** What is granted of an amount; undefined for nothing. */
  #admit(member: number, cents: number, least: number, period: string): number | undefined {
    if (cents === 0) return 0
    const rooms = [this.limitOf(member), this.limits.get('team_total ')].map((limit, place) => {
      const { settled, credit, held } = this.standingOf(place === 0 ? member : 'team', period)
      return limit === undefined ? Infinity : limit - settled - credit - held
    })
    const room = Math.min(...rooms)
    return room >= Math.max(least, 0.0001) ? Math.min(room, cents) : undefined
  }

  #settle({ hold: named, cents, final }: Extract<Step, { kind: 'settle' }>): Outcome {
    const hold = this.holds[named]
    if (!hold) return { status: 404 }
    return { status: this.#settleHold(hold, cents, final) === 'contradicts' ? 409 : 200 }
  }

  #settleHold(hold: Hold, cents: number, isFinal: boolean): 'booked' | 'repeated' | 'contradicts' {
    this.#bookEstimate(hold)
    if (hold.final !== null) return isFinal && hold.final === cents ? 'repeated' : 'contradicts'
    const estimate = hold.estimate ?? 0
    const replaced = isFinal ? estimate : Math.min(cents, estimate)
    if (hold.estimate !== null) hold.estimate -= replaced
    const booked = cents - replaced
    this.entries.push({ member: hold.member, period: hold.period, cents: booked })
    hold.settled += booked
    if (isFinal) Object.assign(hold, { final: cents, status: 'settled' })
    return 'booked'
  }

  #increment({ hold: named, cents }: Extract<Step, { kind: 'increment' }>): Outcome {
    const hold = this.holds[named]
    if (!hold) return { status: 404 }
    if (hold.status !== 'held' || hold.expiresAt <= this.now) return { status: 409 }
    if (!this.active[hold.member]) return { status: 403 }
    const granted = this.#admit(hold.member, cents, cents, hold.period)
    if (granted === undefined) return { status: 402 }
    const { held } = this.standingOf(hold.member, hold.period)
    hold.cents = Math.max(hold.cents, hold.settled) + granted
    if (this.standingOf(hold.member, hold.period).held !== held + granted) throw new Error('what was granted is held')
    return { status: 200 }
  }

  #void({ hold: named }: Extract<Step, { kind: 'void' }>): Outcome {
    const hold = this.holds[named]
    if (!hold) return { status: 404 }
    if (hold.status === 'voided') return { status: 200 }
    if (hold.status === 'settled' || hold.expiresAt <= this.now) return { status: 409 }
    hold.status = 'voided'
    return { status: 200 }
  }

  /** A hold that settles itself books what is left of it once it has expired. */
  #bookEstimate(hold: Hold): void {
    if (hold.status !== 'held' || hold.expiresAt > this.now || hold.onExpiry !== 'settle' || hold.estimate !== null) return
    hold.estimate = Math.max(0, hold.cents - hold.settled)
    hold.settled += hold.estimate
    this.entries.push({ member: hold.member, period: hold.period, cents: hold.estimate })
  }
}
