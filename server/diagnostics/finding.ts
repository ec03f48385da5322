import type { Note } from '../journal/changes.ts'
import type { RequestId } from '../kernel/ids.ts'
import type { Timestamp } from '../kernel/timestamp.ts'
import type { AnswerCode, Facts, FindingCode } from './finding-facts.ts'
import { accessWords } from './words/access-words.ts'
import { answerWords } from './words/answer-words.ts'
import { directoryWords } from './words/directory-words.ts'
import { groupWords } from './words/group-words.ts'
import { limitWords } from './words/limit-words.ts'
import { peopleWords } from './words/people-words.ts'
import { setUpWords } from './words/set-up-words.ts'
import type { Severity, Words } from './words/words.ts'

const words: Words<keyof Facts> = { ...setUpWords, ...directoryWords, ...peopleWords, ...groupWords, ...limitWords, ...accessWords, ...answerWords }
export const allCodes = Object.keys(words) as (keyof Facts)[] // the keys of the table above

/** A request that shows a finding, with its note where it left one. */
export type Evidence = { request: RequestId; at: Timestamp; note?: Note }

/** What diagnostics say, in facts and in English words that are made of those facts alone. */
export type Told<Code extends keyof Facts> = {
  code: Code
  severity: Severity
  title: string
  /** When it was first met, of what is still so. */
  since: Timestamp
  /** `what` and `toDo` in one text. */
  detail: string
  /** What is so, and why it matters. */
  what: string
  toDo: string
  facts: Facts[Code]
  /** The page of the dashboard where it is looked at. */
  link: string
  /** The requests that show it, the newest first. */
  evidence: readonly Evidence[]
}

export type Finding = { [Code in FindingCode]: Told<Code> }[FindingCode]
export type Answer = { [Code in AnswerCode]: Told<Code> }[AnswerCode]

/** So many requests at most show a finding. */
const evidenceShown = 20

/** A finding of these facts, with its words. */
export function tell<Code extends keyof Facts>(code: Code, facts: Facts[Code], since: Timestamp, evidence: readonly Evidence[] = []): Told<Code> {
  const { severity, title, what, toDo, link } = words[code]
  const [told, remedy] = [what(facts), toDo(facts)]
  return {
    code,
    severity: severity(facts),
    title,
    since,
    detail: `${told} ${remedy}`,
    what: told,
    toDo: remedy,
    facts,
    link: link(facts),
    evidence: evidence.slice(0, evidenceShown),
  }
}
