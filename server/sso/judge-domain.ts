import type { TxtAnswer } from '../kernel/resolve-txt.ts'
import { addSeconds, type Timestamp } from '../kernel/timestamp.ts'
import type { Row } from '../store/open.ts'
import { recordOf } from './domain-names.ts'

/** So long a claim waits for its record, and so long a verified domain goes on without one, while a finding warns. */
export const daysToProve = 30
export const daysToLose = 7
const daySeconds = 86_400

type Facts = Pick<Row<'domains'>, 'domain' | 'challenge' | 'state' | 'stateSince' | 'failingSince' | 'createdAt'>

/** What became of a domain by a look-up: it is the team's, its record is gone, it is back, it is lost; or nobody proved it in time. */
export type Turn = 'verified' | 'failing' | 'recovered' | 'expired' | 'failed'

export type Judgement = { turn: Turn | undefined; state: Row<'domains'>['state']; failingSince: Timestamp | null; finding: string }

/** What a look-up says of a domain. That nobody could be asked is no proof of anything: then nothing moves. Pure. */
export function judgeDomain(domain: Facts, answer: TxtAnswer, now: Timestamp): Judgement {
  const { state, failingSince } = domain
  const finding = describeAnswer(domain, answer)
  if (answer.kind === 'unreachable') return { turn: undefined, state, failingSince, finding }
  if (holdsRecord(domain, answer)) return { turn: turnOfFound(domain), state: 'verified', failingSince: null, finding }
  switch (state) {
    case 'verified':
      if (failingSince === null) return { turn: 'failing', state, failingSince: now, finding }
      if (now >= addSeconds(failingSince, daysToLose * daySeconds)) return { turn: 'expired', state: 'expired', failingSince: null, finding }
      return { turn: undefined, state, failingSince, finding }
    case 'pending':
      if (now >= addSeconds(domain.createdAt, daysToProve * daySeconds)) return { turn: 'failed', state: 'failed', failingSince, finding }
      return { turn: undefined, state, failingSince, finding }
    case 'failed':
    case 'expired':
    case 'removed':
      return { turn: undefined, state, failingSince, finding }
  }
}

function turnOfFound({ state, failingSince }: Facts): Turn | undefined {
  if (state !== 'verified') return 'verified'
  return failingSince === null ? undefined : 'recovered'
}

const holdsRecord = (domain: Facts, answer: TxtAnswer): boolean =>
  answer.kind === 'records' && answer.records.some((record) => record.trim() === recordOf(domain).value)

const recordsShown = 5
const signsShown = 100

function describeAnswer(domain: Facts, answer: TxtAnswer): string {
  const { name, value } = recordOf(domain)
  switch (answer.kind) {
    case 'unreachable':
      return `DNS could not be asked for ${name} (${answer.why}). Try again; nothing was changed.`
    case 'absent':
      return `There is no TXT record at ${name}. Add one with the value ${value}, and give it some minutes to be seen.`
    case 'records': {
      if (holdsRecord(domain, answer)) return `The TXT record at ${name} is there.`
      const shown = answer.records.slice(0, recordsShown).map((record) => JSON.stringify(record.slice(0, signsShown)))
      return `The TXT records at ${name} say ${shown.join(', ')}, and none of them is ${value}. Add one more with that value.`
    }
  }
}
